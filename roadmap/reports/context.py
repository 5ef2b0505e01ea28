"""The summary of a roadmap -> what its report holds: chosen, ordered by the copy, and put into words.

`build` is the only door. It asks nothing of the database and computes no figure; one activity is put
into words in `activities`.
"""

import re
from datetime import datetime
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Country
from accounts.places import locale_for
from roadmap import completion
from roadmap.models import DeclaredFigure, Roadmap
from roadmap.reports import activities, closings, contents, words
from roadmap.reports.contents import Attention, Axis, Count, Declared, Figure, Party, ReportContext
from roadmap.reports.signed import Closing
from roadmap.summary import ActivityRow, AxisRow, RoadmapSummary
from roadmap.templatetags import figures
from roadmap.templatetags.states import state_word

OF_THEM = ("tacit", "maintained", "silent")  # told only where there is some
NUMBERED = re.compile(r"(?:[IVXL]+|\d+)\s*[.):–-]")  # "II. Prevención" brings its number along


def build(summary: RoadmapSummary, *, copy: str | None, language: str, issued_at: datetime) -> ReportContext:
    """The report of a roadmap's figures: live ones are issued at the instant, closed ones when they were signed.

    `copy` is the party whose original this is: it stands first and its way of writing numbers and dates is
    used. Without one the parties stand in alphabetical order. Raises ValueError for a country that is no party.
    """
    if copy is not None and not summary.roadmap.has_party(copy):
        raise ValueError(f"{copy} is not a party of {summary.roadmap.code}")
    locale = locale_for(language, copy)
    with translation.override(locale):
        return _context(summary, copy, language, locale, issued_at)


def _context(
    summary: RoadmapSummary, copy: str | None, language: str, locale: str, issued_at: datetime
) -> ReportContext:
    roadmap, total = summary.roadmap, summary.total
    parties = roadmap.parties(copy)
    zone = parties[0].time_zone if copy else "UTC"
    closing = closings.of(summary, parties, zone)
    issued_at = closing.closed_at if closing else issued_at
    return ReportContext(
        schema_version=contents.SCHEMA_VERSION,
        code=roadmap.code,
        title=words.clean(roadmap.title_for(copy)),
        document_title=_document_title(closing),
        parties=tuple(Party(party.code, str(party), party.official) for party in parties),
        copy=copy,
        copy_text=parties[0].official if copy else _("Parties in alphabetical order"),
        language=language,
        locale=locale,
        standing=_standing(closing),
        standing_text=_standing_text(closing),
        demonstration=roadmap.is_demonstration,
        status=str(roadmap.status),
        status_text=state_word(roadmap.status),
        period_start=summary.start,
        period_end=summary.end,
        period_text=_("%(start)s to %(end)s")
        % {"start": words.long_day(summary.start), "end": words.long_day(summary.end)},
        original_end=summary.first_end,
        original_end_text=_original_end(summary),
        original_figures=_figures(summary.original.total, "fulfilment") if summary.original else (),
        signed_on=roadmap.signed_on,
        signed_text=_signed(roadmap),
        source=words.clean(roadmap.source),
        cutoff=summary.as_of,
        cutoff_text=words.long_day(summary.as_of),
        issued_at=words.local(issued_at, zone),
        issued_text=words.minute(issued_at, zone),
        known_text=_known(summary, parties[0] if copy else None, zone, issued_at),
        rule_version=summary.rule_version,
        conformity_required=summary.conformity_required,
        evidence_required=summary.evidence_required,
        signed=total.signed,
        committed=total.committed,
        withdrawn_count=total.withdrawn,
        figures=_figures(total, summary.leading),
        coverage=_coverage(total),
        elapsed=completion.one_decimal(summary.elapsed * 100) or "",
        elapsed_text=figures.percent0(summary.elapsed * 100),
        ended=summary.ended,
        counts=_counts(summary, parties),
        axes=tuple(_axis(axis, summary.leading, parties) for axis in summary.axes),
        overdue=tuple(_overdue(row) for row in summary.overdue),
        at_risk=tuple(_at_risk(row) for row in summary.at_risk),
        without_report=tuple(_without_report(row, parties) for row in summary.without_report),
        withdrawn=tuple(activities.activity(row, parties) for row in summary.withdrawn),
        not_yet=tuple(activities.activity(row, parties) for row in summary.not_yet),
        historical=_historical(summary),
        historical_text=state_word(summary.record) if summary.record else "",
        declared=_declared(summary.declared),
        closing=closing,
    )


def _document_title(closing: Closing | None) -> str:
    if closing is None:
        return _("Bilateral progress report")
    title = (
        _("Period closing No. %(number)s")
        if closing.joint
        else _("Unilateral record No. %(number)s, not joint")
    )
    return title % {"number": closing.number}


def _standing(closing: Closing | None) -> str:
    if closing is None:
        return "live"
    return "closed" if closing.joint else "unilateral"


def _standing_text(closing: Closing | None) -> str:
    if closing is None:
        return _("Preliminary: the parties have not closed this period.")
    if not closing.joint:
        alone = _("Not joint: it is no closing.")
        return f"{alone} {closing.not_signed_text}"
    said = _("Closed: both parties signed these figures on %(day)s.") % {
        "day": words.long_day(closing.closed_at)
    }
    return f"{said} {closing.replaces_text}".strip()


def _original_end(summary: RoadmapSummary) -> str:
    """Empty where the end is the one that was signed."""
    if summary.first_end is None:
        return ""
    return _("extended, original end %(day)s") % {"day": words.long_day(summary.first_end)}


def _known(summary: RoadmapSummary, copy: Country | None, zone: str, issued_at: datetime) -> str:
    """`cifras al …, según lo validado hasta …`, in the time of the copy's country."""
    return _("Figures as of %(cutoff)s, according to what was validated until %(instant)s (%(zone)s).") % {
        "cutoff": words.long_day(summary.as_of),
        "instant": words.minute(summary.known_at or issued_at, zone),
        "zone": _("time of %(country)s") % {"country": copy} if copy else _("universal time, UTC"),
    }


def _signed(roadmap: Roadmap) -> str:
    if roadmap.signed_on is None:
        return words.clean(roadmap.signed_place)
    day = words.long_day(roadmap.signed_on)
    if not roadmap.signed_place:
        return day
    return _("%(day)s, %(place)s") % {"day": day, "place": words.clean(roadmap.signed_place)}


# --- Figures ----------------------------------------------------------------------------------------------
def _figures(tally: completion.Tally, leading: str) -> tuple[Figure, ...]:
    """The three figures that stand together, the leading one first."""
    due = Figure(
        key="due",
        label=_("Fulfilment of what is due"),
        percent=completion.one_decimal(tally.due_fulfilment),
        headline=figures.percent0(tally.due_fulfilment),
        percent_text=figures.percent1(tally.due_fulfilment),
        fraction=figures.due_of(tally),
        part=tally.due_fulfilled,
        whole=tally.due,
        leading=leading == "due",
    )
    fulfilment = Figure(
        key="fulfilment",
        label=_("Fulfilment"),
        percent=completion.one_decimal(tally.fulfilment),
        headline=figures.percent0(tally.fulfilment),
        percent_text=figures.percent1(tally.fulfilment),
        fraction=figures.fulfilled_of(tally),
        part=tally.fulfilled,
        whole=tally.committed,
        leading=leading == "fulfilment",
    )
    counted = (due, fulfilment) if due.leading else (fulfilment, due)
    return (*counted, _average(tally))


def _average(tally: completion.Tally) -> Figure:
    text = figures.percent1(tally.average)
    return Figure(
        key="average",
        label=_("Average progress"),
        percent=completion.one_decimal(tally.average),
        headline=text,
        percent_text=text,
        fraction=words.of_weights(tally),
    )


def _coverage(tally: completion.Tally) -> Figure:
    return Figure(
        key="coverage",
        label=_("Coverage"),
        percent=completion.one_decimal(tally.coverage),
        headline=figures.percent0(tally.coverage),
        percent_text=figures.percent1(tally.coverage),
        fraction=figures.coverage_of(tally),
        part=tally.with_report,
        whole=tally.expected_reports,
    )


def _axis(axis: AxisRow, leading: str, parties: tuple[Country, Country]) -> Axis:
    rows = tuple(activities.activity(row, parties) for row in axis.activities)
    title = words.clean(axis.title)
    label = title if NUMBERED.match(title) else f"{axis.number}. {title}"
    return Axis(axis.number, title, label, _figures(axis.tally, leading), rows)


def _counts(summary: RoadmapSummary, parties: tuple[Country, Country]) -> tuple[Count, ...]:
    """What each party did, as counts side by side: percentages of one country are for its own report."""
    labels = {
        "activities": _("Activities it answers for"),
        "with_report": _("With a report"),
        "validated": state_word("validated"),
        "agreed": _("With the counterpart's agreement"),
        "tacit": _("… of them, tacitly"),
        "observed": state_word("observed"),
        "maintained": _("… of them, the position is maintained"),
        "waiting": _("Waiting for the counterpart's answer"),
        "silent": _("… of them, without pronouncement after the term"),
        "without_report": _("Without a report"),
        "stale": state_word("stale"),
    }
    counts = [summary.parties[party.code] for party in parties]
    rows = [
        Count(key, label, tuple(getattr(count, key) for count in counts)) for key, label in labels.items()
    ]
    return tuple(row for row in rows if row.key not in OF_THEM or any(row.values))


def _declared(figure: DeclaredFigure | None) -> Declared | None:
    if figure is None:
        return None
    return Declared(
        value=words.plain(figure.value),
        percent=completion.one_decimal(Fraction(figure.value)) or "",
        percent_text=figures.declared(figure.value),
        source=words.clean(figure.source),
        declared_on=figure.declared_on,
        declared_text=words.long_day(figure.declared_on),
    )


# --- What somebody has to look at -------------------------------------------------------------------------
def _overdue(row: ActivityRow) -> Attention:
    note = ngettext(
        "deadline %(day)s, %(count)s day ago", "deadline %(day)s, %(count)s days ago", row.days_overdue
    )
    return _attention(row, note % {"day": words.day(row.deadline), "count": row.days_overdue})


def _at_risk(row: ActivityRow) -> Attention:
    note = _("%(value)s of progress with %(elapsed)s of its time elapsed; deadline %(day)s") % {
        "value": figures.percent1(row.value),
        "elapsed": figures.percent0(row.elapsed * 100),
        "day": words.day(row.deadline),
    }
    return _attention(row, note)


def _without_report(row: ActivityRow, parties: tuple[Country, Country]) -> Attention:
    missing = (str(party) for party in parties if party.code in row.without_report)
    return _attention(row, ", ".join(missing))


def _attention(row: ActivityRow, note: str) -> Attention:
    return Attention(row.number, words.clean(row.title), note)


# --- The record of earlier cutoffs ------------------------------------------------------------------------
def _historical(summary: RoadmapSummary) -> int:
    """How many of the reports that count were loaded from a workbook: an import never speaks for a state."""
    sides = (side for row in summary.activities for side in row.countries.values())
    return sum(1 for side in sides if side.report is not None and side.report.from_workbook)
