"""Silence: until when the counterpart answers, and what its silence is worth where both parties so decided.

The rules of the figures know answers alone. Where silence counts as agreement it becomes an answer here, given at
the end of the term and judged by what stood then: no figure depends on when somebody looked, or on a nightly job.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from .. import calendar
from .country import Asked, country_figure, reports_that_count
from .plan import ActivityPlan, Answer, Decision, Kind, Report, RoadmapPlan
from .statement import Scale


@dataclass(frozen=True, slots=True)
class Term:
    """So many days for an answer from the validation on; `zones`: where the people of each party live."""

    days: int
    zones: Mapping[str, str]

    def last_day(self, country: str, validated_at: datetime) -> date:
        """Until when the counterpart of `country` answers, on its own calendar."""
        return calendar.last_day_of_term(validated_at, self.days, self._zone(country))

    def end(self, country: str, validated_at: datetime) -> datetime:
        """The last instant of that day."""
        return calendar.end_of_day(self.last_day(country, validated_at), self._zone(country))

    def days_over(self, country: str, validated_at: datetime, now: datetime) -> int:
        """For how many days the term has been over where the counterpart lives; 0 while it runs."""
        today = calendar.local_day(now, self._zone(country))
        return max(0, (today - self.last_day(country, validated_at)).days)

    def _zone(self, country: str) -> str:
        return next(zone for code, zone in self.zones.items() if code != country)


def tacit_agreements(
    plan: RoadmapPlan,
    reports: Iterable[Report],
    terms: Mapping[int, Term],
    *,
    now: datetime,
) -> dict[int, datetime]:
    """Which reports the counterpart agreed with by silence, by their order of entry, and when.

    A report is agreed with at the end of its term where it then was what its country said last, and waited: without
    an answer of its own or an inherited one. `terms`: of those with which silence agrees, by their order of entry;
    the others wait for an explicit answer.
    """
    activities = {row.number: row for row in plan.activities if row.kind != Kind.NATIONAL}
    parts: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        if report.activity in activities and report.validated_at is not None:
            parts.setdefault((report.activity, report.country), []).append(report)
    found: dict[int, datetime] = {}
    for (number, _country), part in parts.items():
        found |= _of_part(activities[number], part, sorted(_ended(part, terms, now)))
    return found


def _of_part(
    activity: ActivityPlan, part: list[Report], ended: list[tuple[datetime, int]]
) -> dict[int, datetime]:
    """One country's reports on one activity, the earliest end of a term first: what it gives carries on."""
    standing = {report.entry: report for report in part}
    found: dict[int, datetime] = {}
    for end, entry in ended:
        if _waits(activity, list(standing.values()), entry, end):
            answers = (*standing[entry].answers, Answer(Decision.AGREED, end))
            standing[entry] = replace(standing[entry], answers=answers)
            found[entry] = end
    return found


def _ended(part: list[Report], terms: Mapping[int, Term], now: datetime) -> Iterable[tuple[datetime, int]]:
    for report in part:
        at, term = report.validated_at, terms.get(report.entry)
        if at is not None and term is not None and term.days_over(report.country, at, now):
            yield term.end(report.country, at), report.entry


def _waits(activity: ActivityPlan, part: list[Report], entry: int, at: datetime) -> bool:
    """Whether, as known at the instant, the report was the country's current one and had no answer."""
    asked = Asked(
        date.max, at, conformity_required=False, evidence_required=False, fresh_from=None, ended=False
    )
    ((country, known),) = ((key[1], rows) for key, rows in reports_that_count(part, asked).items())
    _statement, figure = country_figure(activity, country, known, Scale(activity), asked)
    return figure.waiting and figure.report is not None and figure.report.entry == entry
