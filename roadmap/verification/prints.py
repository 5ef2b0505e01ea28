"""The hashes of a closing's documents: made again byte by byte, once, and remembered.

The documents are not kept: they come out the same whenever they are made, as long as what makes them is the same.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version

from django.core.cache import cache

from roadmap.models import PeriodClosing, UnilateralRecord
from roadmap.reports import making


def is_of(closing: PeriodClosing, hashes: set[str]) -> str | None:
    """Which of the hashes is that of one of the closing's PDFs."""
    parties = (None, *sorted((closing.roadmap.party_a_id, closing.roadmap.party_b_id)))
    return _first(_closing_prints(closing, parties), hashes)


def is_of_record(record: UnilateralRecord, hashes: set[str]) -> str | None:
    parties = (None, *sorted((record.roadmap.party_a_id, record.roadmap.party_b_id)))
    return _first(_record_prints(record, parties), hashes)


def _first(prints: Iterator[str], hashes: set[str]) -> str | None:
    return next((one for one in prints if one in hashes), None)


def _closing_prints(closing: PeriodClosing, parties: tuple[str | None, ...]) -> Iterator[str]:
    for language in making.LANGUAGES:
        for copy in parties:
            name = _name(closing.seal.sha256, copy, language)
            known = cache.get(name)
            if known is None:
                made = making.make_closing(closing, "pdf", copy=copy, language=language)
                known = _remember(name, made.content)
            yield known


def _record_prints(record: UnilateralRecord, parties: tuple[str | None, ...]) -> Iterator[str]:
    for language in making.LANGUAGES:
        for copy in parties:
            name = _name(record.sha256, copy, language)
            known = cache.get(name)
            if known is None:
                made = making.make_record(record, "pdf", copy=copy, language=language)
                known = _remember(name, made.content)
            yield known


def _name(number: str, copy: str | None, language: str) -> str:
    return f"print-{version('weasyprint')}-{number}-{copy or ''}-{language}"


def _remember(name: str, content: bytes) -> str:
    known = hashlib.sha256(content).hexdigest()
    cache.set(name, known, timeout=None)
    return known
