"""Two sets of figures side by side, figure by figure: both as they were frozen, or one of them as it would be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.completion import Tally
from roadmap.summary import ActivityRow, RoadmapSummary
from roadmap.templatetags import figures, states
from roadmap.views import headlines


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure in words; `differs`: they are not the same."""

    label: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class Compared:
    totals: list[Pair]
    axes: list[Pair]
    activities: list[Pair]

    @property
    def differing(self) -> int:
        return sum(pair.differs for group in (self.totals, self.axes, self.activities) for pair in group)


def rows(first: RoadmapSummary, second: RoadmapSummary) -> Compared:
    """Activities and axes of either, by number, in the order of the second."""
    return Compared(
        totals=list(_tallies(first.total, second.total)),
        axes=list(_axes(first, second)),
        activities=list(_activities(first, second)),
    )


def _tallies(first: Tally, second: Tally) -> Iterator[Pair]:
    for key in (*headlines.KEYS, "coverage"):
        one, other = (headlines.headline(key, tally) for tally in (first, second))
        yield Pair(one.label, f"{one.text} ({one.fraction})", f"{other.text} ({other.fraction})")


def _axes(first: RoadmapSummary, second: RoadmapSummary) -> Iterator[Pair]:
    sides = [{axis.number: axis for axis in found.axes} for found in (second, first)]
    for number in dict.fromkeys([*sides[0], *sides[1]]):
        then, now = sides[1].get(number), sides[0].get(number)
        title = (now or then).title  # type: ignore[union-attr]
        yield Pair(title, *(_axis(axis.tally) if axis else "—" for axis in (then, now)))


def _axis(tally: Tally) -> str:
    told = {
        "headline": figures.headline(tally),
        "fraction": figures.fulfilled_of(tally),
        "average": figures.percent1(tally.average),
    }
    return _("%(headline)s (%(fraction)s), average %(average)s") % told


def _activities(first: RoadmapSummary, second: RoadmapSummary) -> Iterator[Pair]:
    sides = [{row.number: row for row in found.activities} for found in (second, first)]
    for number in dict.fromkeys([*sides[0], *sides[1]]):
        then, now = sides[1].get(number), sides[0].get(number)
        title = (now or then).title  # type: ignore[union-attr]
        yield Pair(f"{number} {title}", _activity(then), _activity(now))


def _activity(row: ActivityRow | None) -> str:
    """Not in the plan, or what it is worth and how it stands."""
    if row is None:
        return "—"
    return f"{figures.percent1(row.value)} · {states.state_word(str(row.state))}"
