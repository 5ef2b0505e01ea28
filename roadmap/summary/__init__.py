"""The one summary behind page, PDF, Excel and command line. Reading only; the arithmetic is in `completion`.

- `rows`: what is shown; `whole`: the summary that holds it
- `loading`: reports, answers and evidence from the database; the plan comes from `roadmap.plan`
- `silence`: the term for an answer, and agreements by silence where both parties so decided
- `building`, `records`, `tallies`: from these to what is shown
- `frozen`: all of it as one text that is signed, and the same summary from that text alone
- `closings`, `closed`: the figures of a closed day, from that text; by whom it was signed
- `memory`: the same answer again while the database has not changed
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from roadmap import plan
from roadmap.models import Roadmap
from roadmap.plan import Plan, default_as_of, latest_as_of
from roadmap.summary.building import build
from roadmap.summary.closed import Alone, Closed
from roadmap.summary.closings import NotAsSealed, in_force, of_closing, of_record
from roadmap.summary.frozen import (
    Difference,
    DoesNotFit,
    FiguresDiffer,
    Frozen,
    FrozenText,
    TextDiffers,
    UnknownFormat,
    changes,
    frozen_of,
    open_content_of,
    resolved,
    thaw,
)
from roadmap.summary.loading import load
from roadmap.summary.memory import remembered
from roadmap.summary.rows import (
    ActivityRow,
    AnswerRow,
    AxisRow,
    Change,
    CountrySide,
    DifferenceRow,
    EvidenceRow,
    MilestoneRow,
    PartyCounts,
    ReportRow,
    ResponsibleRow,
)
from roadmap.summary.silence import Clock, clocks, days_of
from roadmap.summary.whole import OriginalEnd, RoadmapSummary

__all__ = [
    "ActivityRow",
    "Alone",
    "AnswerRow",
    "AxisRow",
    "Change",
    "Closed",
    "CountrySide",
    "Difference",
    "DifferenceRow",
    "DoesNotFit",
    "EvidenceRow",
    "FiguresDiffer",
    "Frozen",
    "FrozenText",
    "MilestoneRow",
    "NotAsSealed",
    "OriginalEnd",
    "PartyCounts",
    "ReportRow",
    "ResponsibleRow",
    "RoadmapSummary",
    "TextDiffers",
    "UnknownFormat",
    "as_it_stands",
    "changes",
    "days_of",
    "default_as_of",
    "freeze",
    "in_force",
    "latest_as_of",
    "live",
    "live_all",
    "of_closing",
    "of_record",
    "on",
    "recalled",
    "recalled_on",
    "resolved",
    "thaw",
]


def live(
    roadmap: Roadmap, *, as_of: date, now: datetime, known_at: datetime | None = None, detail: bool = False
) -> RoadmapSummary:
    """The figures of a roadmap for the day, from what is in the database: seven queries whatever its size; one or
    two more where something was modified by agreement.

    `roadmap` comes from `Roadmap.objects.with_parties()`. `now` tells which terms for an answer are over: where
    silence ever counted as agreement that is one query more. `known_at` (aware) leaves out what was validated, answered
    or changed in the plan after that instant. `detail` reads the texts, people and evidence too, and
    in two more queries who wrote in each report and the notes on differences.
    """
    agreed = plan.current([roadmap])[roadmap.pk] if known_at is None else plan.known_at(roadmap, known_at)
    return _of(roadmap, agreed, as_of=as_of, now=now, known_at=known_at, detail=detail)


def freeze(roadmap: Roadmap, *, as_of: date, now: datetime) -> Frozen:
    """The figures of the day with all that they are made from, as known now: what a closing holds.

    `roadmap` comes with its parties. Raises FiguresDiffer where the same figures cannot be had back from it.
    """
    agreed = plan.current([roadmap])[roadmap.pk]
    return frozen_of(_of(roadmap, agreed, as_of=as_of, now=now, known_at=now, detail=True))


def as_it_stands(roadmap: Roadmap, *, as_of: date, now: datetime) -> dict[str, Any]:
    """What `freeze` would hold now, with its texts in their places: for comparing with what was frozen before."""
    agreed = plan.current([roadmap])[roadmap.pk]
    return open_content_of(_of(roadmap, agreed, as_of=as_of, now=now, known_at=now, detail=True))


def _of(
    roadmap: Roadmap, agreed: Plan, *, as_of: date, now: datetime, known_at: datetime | None, detail: bool
) -> RoadmapSummary:
    """`agreed` is what both parties last agreed, as known at the instant."""
    later = plan.amended([roadmap], {roadmap.pk: min(as_of, roadmap.first_end or as_of)})
    clock = clocks([roadmap], later, now=now if known_at is None else min(now, known_at))
    loaded = load([roadmap.pk], until=_until(clock, as_of), detail=detail)
    return build(
        roadmap,
        agreed,
        loaded[roadmap.pk],
        later[roadmap.pk],
        clock=clock[roadmap.pk],
        as_of=as_of,
        known_at=known_at,
    )


def recalled(roadmap: Roadmap, *, as_of: date, now: datetime, detail: bool = False) -> RoadmapSummary:
    """What `live` gives, in one query where this was asked before on the same day and nothing was written since."""
    key = (roadmap.pk, as_of, days_of(roadmap, now), detail)
    return remembered(key, lambda: live(roadmap, as_of=as_of, now=now, detail=detail))


def on(
    roadmap: Roadmap, *, as_of: date, now: datetime, detail: bool = False, live: bool = False
) -> RoadmapSummary:
    """The figures that stand for a day: those of its closing where it is closed, in detail; else what `live` gives.

    `live`: what the database gives today, also of a closed day. A closed day takes four queries.
    """
    closing = None if live else in_force(roadmap, as_of)
    if closing is not None:
        return of_closing(closing)
    return _live(roadmap, as_of=as_of, now=now, detail=detail)


def recalled_on(
    roadmap: Roadmap, *, as_of: date, now: datetime, detail: bool = False, live: bool = False
) -> RoadmapSummary:
    """What `on` gives, in one query where this was asked before on the same day and nothing was written since."""
    key = ("on", roadmap.pk, as_of, days_of(roadmap, now), detail, live)
    return remembered(key, lambda: on(roadmap, as_of=as_of, now=now, detail=detail, live=live))


_live = live


def live_all(roadmaps: Sequence[Roadmap], *, now: datetime) -> list[RoadmapSummary]:
    """The figures of several roadmaps, each for its own today: the same seven queries for all of them."""
    if not roadmaps:
        return []
    days = {roadmap.pk: default_as_of(roadmap, now) for roadmap in roadmaps}
    plans, later = plan.current(roadmaps), plan.amended(roadmaps, days)
    clock = clocks(roadmaps, later, now=now)
    loaded = load(list(days), until=_until(clock, max(days.values())), detail=False)
    return [
        build(
            roadmap,
            plans[roadmap.pk],
            loaded[roadmap.pk],
            later[roadmap.pk],
            clock=clock[roadmap.pk],
            as_of=days[roadmap.pk],
            known_at=None,
            at_first_end=False,
        )
        for roadmap in roadmaps
    ]


def _until(clock: Mapping[int, Clock], as_of: date) -> date:
    """Until which day reports are read: whether silence was agreement is judged by all of them."""
    return date.max if any(one.answering.ever_tacit for one in clock.values()) else as_of
