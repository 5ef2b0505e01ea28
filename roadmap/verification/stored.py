"""Whether what is stored of closings is what was frozen and signed, for `manage.py ledger verify`. Reading only.

The record holds a closing by the hash of its content: here the content itself is hashed again, with its texts, and its
figures are computed from it anew.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.states import ref
from accounts.verifying import Finding
from roadmap import summary
from roadmap.models import ExpungementDecision, PeriodClosing, UnilateralRecord
from roadmap.summary import DoesNotFit

# As canonical JSON holds a text by its hash.
TEXT = re.compile(r'\{"text":"([0-9a-f]{64})"\}')


def findings() -> Iterator[Finding]:
    """Of every closing, sealed or not, and of every unilateral record."""
    ordered = _ordered_away()
    for closing in PeriodClosing.objects.with_standing().order_by("pk").iterator():
        yield from _looked_at(closing, summary.of_closing)
        held = set(closing.texts.values_list("sha256", flat=True))
        missing = set(TEXT.findall(closing.content)) - held - ordered
        if missing:
            told = {"count": len(missing)}
            yield Finding(
                ref(PeriodClosing, closing.pk),
                _("%(count)s of its texts were taken away without an order") % told,
            )
    for record in UnilateralRecord.objects.select_related("closing__seal").order_by("pk"):
        yield from _looked_at(record, summary.of_record)


def _ordered_away() -> set[str]:
    """The hashes of all that was taken away by order."""
    decisions = ExpungementDecision.objects.values_list("taken", flat=True)
    return {sha256 for taken in decisions for _ref, sha256 in taken}


def _looked_at(row: Model, have_back: Callable[[Any], object]) -> Iterator[Finding]:
    try:
        have_back(row)
    except (DoesNotFit, ValueError, KeyError) as error:
        told = {"what": f"{type(error).__name__}: {error}"}
        yield Finding(ref(type(row), row.pk), _("what is stored is not what was frozen: %(what)s") % told)
