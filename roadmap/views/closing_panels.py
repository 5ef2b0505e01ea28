"""The figures of a closing in words: draft, proposal, sealed or put on record alone, they are shown alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Country
from roadmap.models.closing_signature import RemarkKind
from roadmap.summary import ActivityRow, AnswerRow, CountrySide, RoadmapSummary
from roadmap.summary.closed import Remark, Signer
from roadmap.views import headlines, panels
from roadmap.views.day import Day

UNSETTLED = ("observed", "maintained")


def of(found: RoadmapSummary, own: str | None, signers: Iterable[Signer] = ()) -> dict[str, Any]:
    """Everything that `_closing_figures.html` shows; parties in the order of the reader."""
    parties = found.roadmap.parties(own)
    names = {country.code: str(country) for country in parties}
    said = _by_activity(remark for signer in signers for remark in signer.remarks)
    return {
        "summary": found,
        "parties": parties,
        "title": found.roadmap.title_for(own),
        "short_title": found.roadmap.short_title_for(own),
        "headlines": headlines.headlines(found.total, found.leading),
        "count_rows": _counts(found, parties),
        "missing": missing(found, names),
        "unsettled": list(_unsettled(found, names)),
        "rows": [_row(row, parties, names, said) for row in found.activities],
        "apart": [_row(row, parties, names, said) for row in (*found.withdrawn, *found.not_yet)],
    }


def _counts(found: RoadmapSummary, parties: Sequence[Country]) -> list[dict[str, Any]]:
    """As on the dashboard, without addresses: what they lead to is not frozen."""
    day = Day(found.as_of, found.as_of, True)
    rows = panels.counts(found, parties, day)
    # Days of waiting are no part of a closing: they would grow.
    return [
        {"label": row["label"], "cells": [{"count": cell["count"]} for cell in row["cells"]]} for row in rows
    ]


def missing(found: RoadmapSummary, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What a party should know before it signs: who has not reported, what nobody answered, what is old."""
    lists = (
        (_("Without report"), lambda side: side.report is None),
        (_("Waiting for the counterpart's answer"), lambda side: side.report is not None and side.waiting),
        (_("Out of date: older than the last cutoff"), lambda side: side.report is not None and side.stale),
    )
    return [
        {"label": label, "lines": lines}
        for label, holds in lists
        if (lines := [line for row in found.activities for line in _lines(row, names, holds)])
    ]


def _lines(row: ActivityRow, names: Mapping[str, str], holds: Any) -> Iterator[dict[str, str]]:
    whose = [names[code] for code in names if code in row.countries and holds(row.countries[code])]
    if whose:
        yield {"number": row.number, "title": row.title, "whose": ", ".join(whose)}


def _unsettled(found: RoadmapSummary, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Observations that stand, with the position that the other side maintains."""
    for row in found.activities:
        for code in names:
            side = row.countries.get(code)
            if side is not None and side.standing in UNSETTLED and side.answer_row is not None:
                yield _observation(row, side, side.answer_row, names)


def _observation(
    row: ActivityRow, side: CountrySide, answer: AnswerRow, names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "standing": side.standing,
        "reported_by": names[side.country],
        "observed_by": names[answer.country],
        "reason": answer.reason,
        "maintained": answer.maintained,
    }


def _row(
    row: ActivityRow,
    parties: Sequence[Country],
    names: Mapping[str, str],
    said: Mapping[str, Sequence[Remark]],
) -> dict[str, Any]:
    return {
        "row": row,
        "sides": [row.countries.get(country.code) for country in parties],
        "remarks": [remark_words(remark, names) for remark in said.get(row.number, ())],
    }


def remark_words(remark: Remark, names: Mapping[str, str]) -> dict[str, str | Promise]:
    return {
        "kind": RemarkKind(remark.kind).label,
        "country": names[remark.country],
        "activity": remark.activity,
        "text": remark.text,
    }


def _by_activity(remarks: Iterable[Remark]) -> dict[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.activity, []).append(remark)
    return found
