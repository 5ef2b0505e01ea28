"""What the counterpart's silence is worth in a roadmap: terms, and agreements by silence. Nothing is written.

Where both parties decided that silence is agreement, such an answer stands among the loaded ones from the end of the
term on, marked as tacit; an explicit answer, earlier or later, wins as the latest decision does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from roadmap import calendar
from roadmap.completion import Decision, Term, tacit_agreements
from roadmap.models import Roadmap
from roadmap.plan import Plan
from roadmap.summary.loading import Loaded, LoadedAnswer


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a roadmap's parties live, and the instant at which its terms are looked at.

    `runs`: no term runs before the roadmap is in force. `tacit_since`: from when on silence has counted as agreement
    without a break; None where it does not. What was validated before waits for an explicit answer.
    """

    zones: Mapping[str, str]
    now: datetime
    runs: bool
    tacit_since: datetime | None = None

    def term(self, plan: Plan) -> Term:
        return Term(plan.answer_days, self.zones)


def clocks(roadmaps: Iterable[Roadmap], *, now: datetime, tacit: Collection[int] = ()) -> dict[int, Clock]:
    """By the roadmap's id. Those whose parties count silence as agreement take one query together.

    `tacit`: ids of those that did so on the day that is asked for, whether or not they still do.
    """
    roadmaps = list(roadmaps)
    since = _tacit_since([row.pk for row in roadmaps if row.tacit_conformity or row.pk in tacit], now)
    return {
        row.pk: Clock(
            zones={party.code: party.time_zone for party in (row.party_a, row.party_b)},
            now=now,
            runs=row.status != Roadmap.Status.IN_PREPARATION,
            tacit_since=since.get(row.pk),
        )
        for row in roadmaps
    }


def days_of(roadmap: Roadmap, now: datetime) -> tuple[date, ...]:
    """What stays the same as long as no term can have run out: the day that it is for each party."""
    return tuple(calendar.local_day(now, party.time_zone) for party in (roadmap.party_a, roadmap.party_b))


def with_tacit(loaded: Loaded, plan: Plan, clock: Clock) -> Loaded:
    """The same rows, and an answer for each silence that counts as agreement.

    What was loaded from a workbook stays without: an import never speaks for a state.
    """
    if not plan.tacit_conformity or clock.tacit_since is None:
        return loaded
    agreed = tacit_agreements(
        plan.for_completion(),
        loaded.for_completion(),
        clock.term(plan),
        now=clock.now,
        since=clock.tacit_since,
        never={pk for pk, row in loaded.reports.items() if row.from_workbook},
    )
    answers = dict(loaded.answers)
    for pk, at in agreed.items():
        country = next(code for code in clock.zones if code != loaded.reports[pk].country)
        silence = LoadedAnswer(None, pk, Decision.AGREED.value, at, country, "", None, False, tacit=True)
        answers[pk] = sorted([*answers.get(pk, ()), silence], key=lambda row: row.decided_at)
    return replace(loaded, answers=answers)


def _tacit_since(roadmaps: list[int], now: datetime) -> dict[int, datetime]:
    """Since when both have held, in force and agreed so: as the history of the roadmaps tells it up to the instant.

    Where they hold no longer, since when they last held: what it counted for earlier days stays.
    """
    if not roadmaps:
        return {}
    since: dict[int, datetime] = {}
    holding: set[int] = set()
    versions = Roadmap.history.filter(id__in=roadmaps, history_date__lte=now)
    columns = ("id", "history_date", "status", "tacit_conformity")
    for pk, at, status, tacit in versions.order_by("history_date", "history_id").values_list(*columns):
        if not tacit or status == Roadmap.Status.IN_PREPARATION:
            holding.discard(pk)
        elif pk not in holding:
            holding.add(pk)
            since[pk] = at
    return since
