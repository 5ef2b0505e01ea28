"""One country's part of one activity: its report, its value, the answer and evidence that count for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from .. import calendar
from .figures import CountryFigure, Reason
from .plan import Acceptance, ActivityPlan, Answer, Decision, Kind, Report, RoadmapPlan
from .statement import Scale, Statement

ReportsByPart = dict[tuple[str, str], list[Report]]

_order = attrgetter("as_of", "validated_at", "entry")
_given_at = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the plan's settings on a day, as known at an instant."""

    day: date
    known_at: datetime | None
    conformity_required: bool
    evidence_required: bool
    fresh_from: date | None
    ended: bool

    @classmethod
    def of(cls, plan: RoadmapPlan, day: date, known_at: datetime | None) -> "Asked":
        """The question put to a plan."""
        return cls(
            day=day,
            known_at=known_at,
            conformity_required=plan.conformity_required,
            evidence_required=plan.evidence_required,
            fresh_from=calendar.last_cutoff_before(plan.cutoffs, day),
            ended=plan.end is not None and day >= plan.end,
        )

    def knew(self, at: datetime) -> bool:
        """Whether what happened at the instant was known."""
        return self.known_at is None or at <= self.known_at


def reports_that_count(reports: Iterable[Report], asked: Asked) -> ReportsByPart:
    """What is validated, known and not after the day, by part, in the order of rule 2: the last counts."""
    parts: ReportsByPart = {}
    day, known_at = asked.day, asked.known_at
    for report in reports:
        validated_at = report.validated_at
        if validated_at is None or report.as_of > day or (known_at is not None and validated_at > known_at):
            continue
        parts.setdefault((report.activity, report.country), []).append(report)
    for part in parts.values():
        part.sort(key=_order)
    return parts


def country_figure(
    activity: ActivityPlan, country: str, reports: list[Report], scale: Scale, asked: Asked
) -> tuple[Statement, CountryFigure]:
    """What the country says about the activity, and its figure; `reports` are in the order of rule 2."""
    report = reports[-1] if reports else None
    statement = scale.says(report) if report else scale.nothing
    answer, carried = _what_carries_on(reports, scale, asked)
    accepted = tuple(one for one in carried if one.shared or activity.kind == Kind.NATIONAL)
    lacks = _lacks(activity, report, statement == scale.all, answer, accepted, asked)
    since = _hundred_since(reports, scale)
    return statement, CountryFigure(
        country=country,
        value=scale.value(statement),
        fulfilled=not lacks,
        report=report,
        answer=answer,
        answer_inherited=report is not None and answer is not _own_answer(report, asked),
        accepted=accepted,
        stale=report is not None and asked.fresh_from is not None and report.as_of < asked.fresh_from,
        counts_late=not lacks and since is not None and calendar.is_past(activity.due, since),
        reasons=lacks or (Reason.FULFILLED,),
        hundred_since=since,
        waiting=report is not None and answer is None and activity.kind != Kind.NATIONAL,
    )


def _what_carries_on(
    reports: list[Report], scale: Scale, asked: Asked
) -> tuple[Answer | None, tuple[Acceptance, ...]]:
    """The last report's answer and evidence: its own, else back through reports that say the same.

    A report with an answer of its own inherits nothing: neither an answer nor evidence.
    """
    answer: Answer | None = None
    accepted: list[Acceptance] = []
    said: Statement | None = None
    for report in reversed(reports):
        says = scale.says(report)
        if said is not None and says != said:
            break
        said = says
        accepted += [acceptance for acceptance in report.accepted if asked.knew(acceptance.at)]
        answer = _own_answer(report, asked)
        if answer is not None:
            break
    return answer, tuple(accepted)


def _own_answer(report: Report, asked: Asked) -> Answer | None:
    """The latest decision; of two given at the same instant, the one that stands later."""
    known = [answer for answer in report.answers if asked.knew(answer.at)]
    return max(reversed(known), key=_given_at, default=None)


def _lacks(
    activity: ActivityPlan,
    report: Report | None,
    complete: bool,
    answer: Answer | None,
    accepted: tuple[Acceptance, ...],
    asked: Asked,
) -> tuple[Reason, ...]:
    """All that keeps the country's part from being fulfilled."""
    if report is None:
        return (Reason.NO_REPORT,)
    lacks = [] if complete else [Reason.BELOW_100]
    if asked.conformity_required and activity.kind != Kind.NATIONAL:
        if answer is None:
            lacks.append(Reason.NOT_AGREED)
        elif answer.decision != Decision.AGREED:
            lacks.append(Reason.OBSERVED)
    if asked.evidence_required and not accepted:
        lacks.append(Reason.NO_EVIDENCE)
    return tuple(lacks)


def _hundred_since(reports: list[Report], scale: Scale) -> date | None:
    """The effective date since when the country has stood at 100 without a break; None if it does not.

    Of several reports for one effective date only the last one ever counted.
    """
    since: date | None = None
    seen: date | None = None
    for report in reversed(reports):
        if report.as_of == seen:
            continue
        if scale.says(report) != scale.all:
            break
        since = seen = report.as_of
    return since
