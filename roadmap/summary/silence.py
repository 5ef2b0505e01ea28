"""What the counterpart's silence is worth in a roadmap: terms, and agreements by silence. Nothing is written.

Each report is judged by the rules under which it was validated, whatever the parties decide afterwards. Where these
say that silence is agreement, such an answer stands among the loaded ones from the end of the term on, marked as
tacit; an explicit answer, earlier or later, wins as the latest decision does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from roadmap import calendar
from roadmap.completion import Decision, Term, tacit_agreements
from roadmap.models import Roadmap
from roadmap.plan import Amended, Answering, Plan
from roadmap.summary.loading import Loaded, LoadedAnswer, LoadedReport


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a roadmap's parties live, by which rules they answer each other, and the instant that is looked at.

    `begun_at`: when it was put in force; read only where silence counts as agreement at some time.
    """

    zones: Mapping[str, str]
    now: datetime
    answering: Answering
    begun_at: datetime | None = None

    def term(self, validated_at: datetime) -> Term:
        """For the answer to a report that was validated at the instant."""
        return Term(self.answering.at(validated_at).days, self.zones)

    def agrees_by_silence(self, report: LoadedReport) -> bool:
        """What was loaded from a workbook stays without: an import never speaks for a state. So does what was
        validated before the roadmap was in force.
        """
        if report.from_workbook or self.begun_at is None or report.validated_at < self.begun_at:
            return False
        return self.answering.at(report.validated_at).tacit


def clocks(
    roadmaps: Iterable[Roadmap], changes: Mapping[int, Iterable[Amended]], *, now: datetime
) -> dict[int, Clock]:
    """By the roadmap's id. Those whose parties ever counted silence as agreement take one query together."""
    roadmaps = list(roadmaps)
    rules = {row.pk: Answering(row, changes[row.pk]) for row in roadmaps}
    begun = _begun([pk for pk, answering in rules.items() if answering.ever_tacit], now)
    return {
        row.pk: Clock(
            zones={party.code: party.time_zone for party in (row.party_a, row.party_b)},
            now=now,
            answering=rules[row.pk],
            begun_at=begun.get(row.pk),
        )
        for row in roadmaps
    }


def days_of(roadmap: Roadmap, now: datetime) -> tuple[date, ...]:
    """What stays the same as long as no term can have run out: the day that it is for each party."""
    return tuple(calendar.local_day(now, party.time_zone) for party in (roadmap.party_a, roadmap.party_b))


def with_tacit(loaded: Loaded, plan: Plan, clock: Clock) -> Loaded:
    """The same rows, and an answer for each silence that counts as agreement."""
    terms = {
        pk: clock.term(row.validated_at) for pk, row in loaded.reports.items() if clock.agrees_by_silence(row)
    }
    if not terms:
        return loaded
    agreed = tacit_agreements(plan.for_completion(), loaded.for_completion(), terms, now=clock.now)
    answers = dict(loaded.answers)
    for pk, at in agreed.items():
        country = next(code for code in clock.zones if code != loaded.reports[pk].country)
        silence = LoadedAnswer(None, pk, Decision.AGREED.value, at, country, "", None, False, tacit=True)
        answers[pk] = sorted([*answers.get(pk, ()), silence], key=lambda row: row.decided_at)
    return replace(loaded, answers=answers)


def _begun(roadmaps: list[int], now: datetime) -> dict[int, datetime]:
    """When each was put in force, as the history of the roadmaps tells it up to the instant."""
    if not roadmaps:
        return {}
    begun: dict[int, datetime] = {}
    versions = Roadmap.history.filter(id__in=roadmaps, history_date__lte=now)
    ordered = versions.exclude(status=Roadmap.Status.IN_PREPARATION).order_by("history_date", "history_id")
    for pk, at in ordered.values_list("id", "history_date"):
        begun.setdefault(pk, at)
    return begun
