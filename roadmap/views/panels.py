"""The dashboard's panels in words and addresses: axes, counts, what calls for attention, what changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.models import Country
from roadmap import calendar
from roadmap.completion import Reason
from roadmap.models import Roadmap
from roadmap.summary import ActivityRow, Change, RoadmapSummary
from roadmap.templatetags import figures
from roadmap.views import headlines
from roadmap.views.day import Day

NAMED = 5  # activities that a list names; the rest is one link away
TOLD = 12  # changes that are told one by one
RECENT = timedelta(days=30)


def axes(found: RoadmapSummary, day: Day) -> dict[str, Any]:
    """The names of the columns and where each figure of an axis is taken apart."""
    code = found.roadmap.code
    return {
        "activities": reverse("roadmap:activity-list", args=[code]),
        "labels": {key: headlines.label_of(key) for key in headlines.KEYS},
        "why": {key: reverse("roadmap:why", args=[code, key]) for key in headlines.KEYS},
    }


# --- Both parties -----------------------------------------------------------------------------------------
# What is counted, its name, and how the list of activities is filtered for it.
COUNTS = (
    ("activities", gettext_lazy("Activities it answers for"), ""),
    ("validated", gettext_lazy("With a validated report"), "validated"),
    ("agreed", gettext_lazy("Agreed by the counterpart"), "agreed"),
    ("tacit", gettext_lazy("… of them, tacitly: nobody answered within the term"), "tacit"),
    ("observed", pgettext_lazy("activities", "Under observation by the counterpart"), "observed"),
    ("maintained", gettext_lazy("… of them, it maintains its position"), "maintained"),
    ("waiting", gettext_lazy("Waiting for the counterpart's answer"), "waiting"),
    ("silent", gettext_lazy("… of them, without pronouncement after the term"), "silent"),
    ("without_report", gettext_lazy("Without report"), "no_report"),
    ("stale", gettext_lazy("Out of date: older than the last cutoff"), "stale"),
)


# What is told only where there is some.
OF_THEM = ("tacit", "maintained", "silent")


def counts(found: RoadmapSummary, parties: Sequence[Country], day: Day) -> list[dict[str, Any]]:
    """Rows with both parties in the order of the viewer's copy; each count leads to its activities."""
    address = reverse("roadmap:activity-list", args=[found.roadmap.code])
    return [
        {
            "label": label,
            "cells": [
                {
                    "count": getattr(found.parties[country.code], name),
                    "address": f"{address}?country={country.code}{state and '&state='}{state}{day.and_query}",
                    "note": _longest(found.parties[country.code].waiting_days) if name == "waiting" else "",
                }
                for country in parties
            ],
        }
        for name, label, state in COUNTS
        if name not in OF_THEM or any(getattr(found.parties[country.code], name) for country in parties)
    ]


def _longest(days: int) -> str:
    """Everybody sees for how long one party has been waiting for the other."""
    return (
        ngettext("for up to %(days)s day", "for up to %(days)s days", days) % {"days": days} if days else ""
    )


# --- What calls for attention -----------------------------------------------------------------------------
def attention(found: RoadmapSummary, parties: Sequence[Country], day: Day) -> list[dict[str, Any]]:
    """Overdue, at risk, without report: the first of each, how many there are, and the address of all.

    Once the roadmap has ended there is nothing to hurry: what it ended without stands in their place.
    """
    names = {country.code: str(country) for country in parties}
    if found.ended:
        lists = [
            ("unfulfilled", pgettext("activities", "Not fulfilled"), found.unfulfilled, _unfulfilled_note)
        ]
    else:
        lists = [
            ("overdue", pgettext("activities", "Overdue"), found.overdue, _overdue_note),
            ("at_risk", pgettext("activities", "At risk"), found.at_risk, _risk_note),
        ]
    lists.append(("no_report", _("Without report"), found.without_report, _silent_note))
    address = reverse("roadmap:activity-list", args=[found.roadmap.code])
    return [
        {
            "label": label,
            "count": len(rows),
            "more": len(rows) > NAMED,
            "address": f"{address}?state={state}{day.and_query}",
            "rows": [
                {
                    "number": row.number,
                    "title": row.title,
                    "note": note(row, names),
                    "address": activity_address(found.roadmap, row.number, day),
                }
                for row in rows[:NAMED]
            ],
        }
        for state, label, rows, note in lists
    ]


def _overdue_note(row: ActivityRow, names: dict[str, str]) -> str:
    words = ngettext(
        "due on %(day)s, %(days)s day ago · progress %(value)s",
        "due on %(day)s, %(days)s days ago · progress %(value)s",
        row.days_overdue,
    )
    said = words % {"day": _day(row), "days": row.days_overdue, "value": figures.percent1(row.value)}
    return said + _missing(row, names)


def _risk_note(row: ActivityRow, names: dict[str, str]) -> str:
    words = _("due on %(day)s · %(elapsed)s of its time is over, progress %(value)s")
    elapsed = figures.percent0(row.elapsed * 100)
    return words % {"day": _day(row), "elapsed": elapsed, "value": figures.percent1(row.value)}


def _unfulfilled_note(row: ActivityRow, names: dict[str, str]) -> str:
    return _("progress %(value)s") % {"value": figures.percent1(row.value)} + _missing(row, names)


def _silent_note(row: ActivityRow, names: dict[str, str]) -> str:
    return ", ".join(names[code] for code in row.without_report)


def _missing(row: ActivityRow, names: dict[str, str]) -> str:
    """What is missing besides progress: who reads "100 %" as overdue asks for it."""
    if row.value < 100:
        return ""
    lacks = [
        f"{names[code]}: {figures.reason_words(reason)}"
        for code, side in row.countries.items()
        for reason in side.reasons
        if reason != Reason.FULFILLED
    ]
    return f" · {'; '.join(lacks)}"


def _day(row: ActivityRow) -> str:
    return formats.date_format(row.deadline, "SHORT_DATE_FORMAT")


def activity_address(roadmap: Roadmap, number: str, day: Day) -> str:
    return reverse("roadmap:activity-detail", args=[roadmap.code, number]) + day.query


# --- What changed -----------------------------------------------------------------------------------------
WORDS = {
    "report_validated": gettext_lazy("%(country)s validated its report"),
    "agreed": gettext_lazy("%(country)s agreed with the counterpart's report"),
    "observed": gettext_lazy("%(country)s observed the counterpart's report"),
    "tacit": gettext_lazy(
        "%(country)s did not answer the counterpart's report within the term: it counts as agreed"
    ),
    "maintained": gettext_lazy("%(country)s maintains its position against the counterpart's observation"),
}
BADGES = {"report_validated": "validated"} | {
    name: name for name in ("agreed", "tacit", "observed", "maintained")
}


def changes(found: RoadmapSummary, parties: Sequence[Country], day: Day, now: datetime) -> dict[str, Any]:
    """The 30 days up to the end of the day that the page is about, the latest first."""
    now = found.known_at if found.closing and found.known_at else now
    until = min(now, max(calendar.end_of_day(day.as_of, country.time_zone) for country in parties))
    recent = [change for change in found.changes_since(until - RECENT) if change.at <= until]
    names = {country.code: str(country) for country in parties}
    return {
        "changes": [_change(found.roadmap, change, names, day) for change in recent[:TOLD]],
        "more_changes": max(0, len(recent) - TOLD),
    }


def _change(roadmap: Roadmap, change: Change, names: dict[str, str], day: Day) -> dict[str, Any]:
    return {
        "at": change.at,
        "badge": BADGES[change.kind],
        "words": WORDS[change.kind] % {"country": names[change.country]},
        "who": change.who,
        "reason": change.reason,
        "number": change.activity_number,
        "title": change.activity_title,
        "address": activity_address(roadmap, change.activity_number, day),
    }
