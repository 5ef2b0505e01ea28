"""What the pages of one report tell of the counterpart's answers: given, carried on, tacit, waited for."""

from datetime import datetime
from typing import Any

from roadmap import summary
from roadmap.models import Conformity, ProgressReport
from roadmap.plan import answering, default_as_of
from roadmap.summary import AnswerRow, CountrySide, ReportRow
from roadmap.workflow import said_of

NOTHING: dict[str, Any] = {"told": [], "in_force": None, "side": None, "carried": None, "standing": ""}


def answers_to(report: ProgressReport, *, answerable: bool, now: datetime) -> dict[str, Any]:
    """`told`: all answers in their order; `in_force`: the one that counts, also one that carries on or is tacit.

    `answers` are those given to this very report, `said` what a form compares with; `standing` is for a badge.
    """
    related = ("decided_by", "country", "maintained__maintained_by")
    answers = list(report.conformities.select_related(*related))
    page: dict[str, Any] = {**NOTHING, "answers": answers, "told": list(answers), "said": said_of(report)}
    page["answer"] = page["in_force"] = answers[-1] if answers else None
    if answerable and (not answers or _silence_counts(report)):
        page |= _as_summed_up(report, answers, now)
    if page["in_force"] is not None:
        page["standing"] = page["in_force"].standing
    elif answerable:
        page["standing"] = page["side"].standing if page["side"] else "waiting"
    return page


def _silence_counts(report: ProgressReport) -> bool:
    at = report.validated_at
    return at is not None and answering(report.activity.roadmap).at(at).tacit


def _as_summed_up(report: ProgressReport, answers: list[Conformity], now: datetime) -> dict[str, Any]:
    """The tacit answer and the one that carries on: nobody wrote them, the summary knows them."""
    side, row = _current(report, now)
    tacit = [answer for answer in row.answers if answer.tacit] if row else []
    told: list[Conformity | AnswerRow] = sorted([*tacit, *answers], key=lambda one: one.decided_at)
    carried = side.answer_row if side and side.answer_inherited and not answers else None
    return {"told": told, "side": side, "carried": carried, "in_force": told[-1] if told else carried}


def _current(report: ProgressReport, now: datetime) -> tuple[CountrySide | None, ReportRow | None]:
    """Its country's part of the activity, where this report is the one that counts today; and its own row."""
    activity = report.activity
    as_of = default_as_of(activity.roadmap, now)
    found = summary.recalled(activity.roadmap, as_of=as_of, now=now, detail=True)
    activity_row = found.activity(activity.number)
    side = activity_row.countries.get(report.country_id) if activity_row else None
    rows = found.reports_of(activity.number, report.country_id)
    row = next((row for row in rows if row.id == report.pk), None)
    return (side if side and side.report and side.report.id == report.pk else None), row
