"""The measures of the drawings: figures -> positions in an SVG. The drawings themselves are templates.

Every position is text with a point, so that no locale reaches a coordinate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.reports.contents import Axis, Count, Figure, Party
from roadmap.templatetags.states import state_word

WIDTH = 380  # of a bar that stands for all
AXIS_ROW, PARTY_ROW = 46, 48
# The parts that the activities of a party fall into; what is left over needs no answer.
PARTS = ("agreed", "observed", "waiting", "no_answer_needed", "without_report")
DARK, LIGHT = "#182328", "#ffffff"
# The fill of a part and the ink upon it: told apart in grey too, and every part has its number.
FILLS = {
    "agreed": ("#124a57", LIGHT),
    "observed": ("#c9a4d8", DARK),
    "waiting": ("#e6d9a8", DARK),
    "no_answer_needed": ("#4f8590", LIGHT),
    "without_report": ("#e4e0d6", DARK),
}


@dataclass(frozen=True, slots=True)
class Bar:
    key: str
    y: int
    text_y: int
    width: str
    text: str


@dataclass(frozen=True, slots=True)
class AxisBars:
    label: str
    label_y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    key: str
    x: str
    width: str
    middle: str
    count: int
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend."""

    y: int
    text_y: int
    fill: str
    text: str


@dataclass(frozen=True, slots=True)
class PartyBar:
    name: str
    label_y: int
    y: int
    text_y: int
    segments: tuple[Segment, ...]


def axes(axes: Sequence[Axis]) -> dict[str, object]:
    """Fulfilment and average progress of each axis, one above the other: the values of `_axis_chart.svg`."""
    rows = tuple(_axis(position * AXIS_ROW, axis) for position, axis in enumerate(axes))
    height = len(rows) * AXIS_ROW
    below = {"axis_height": height + 18, "axis_legend_y": height + 4, "axis_legend_text_y": height + 12}
    return {"axis_bars": rows, **below}


def parties(parties: Sequence[Party], counts: Iterable[Count]) -> dict[str, object]:
    """The activities of each party, by what became of its report: the values of `_party_chart.svg`.

    Both bars have the same length.
    """
    by_key = {count.key: count.values for count in counts}
    rows = tuple(_party(position, party, by_key) for position, party in enumerate(parties))
    used = {segment.key for row in rows for segment in row.segments}
    legend = _legend([key for key in PARTS if key in used])
    return {"party_bars": rows, "party_legend": legend, "party_height": max(len(rows) * PARTY_ROW, 1) - 8}


def _legend(keys: Sequence[str]) -> tuple[Entry, ...]:
    words = {
        "agreed": state_word("agreed"),
        "observed": state_word("observed"),
        "waiting": state_word("waiting"),
        "no_answer_needed": _("No answer needed"),
        "without_report": state_word("no_report"),
    }
    return tuple(
        Entry(17 + 15 * line, 25 + 15 * line, FILLS[key][0], words[key]) for line, key in enumerate(keys)
    )


def _axis(top: int, axis: Axis) -> AxisBars:
    shown = [figure for key in ("fulfilment", "average") for figure in axis.figures if figure.key == key]
    bars = tuple(_bar(top + 17 + 12 * line, figure) for line, figure in enumerate(shown))
    return AxisBars(axis.label, top + 11, bars)


def _bar(y: int, figure: Figure) -> Bar:
    counted = f" ({figure.part}/{figure.whole})" if figure.whole is not None else ""
    return Bar(figure.key, y, y + 8, _length(float(figure.percent or 0) / 100), figure.percent_text + counted)


def _party(position: int, party: Party, counts: dict[str, tuple[int, ...]]) -> PartyBar:
    own = {key: values[position] for key, values in counts.items()}
    answered = own["agreed"] + own["observed"] + own["waiting"]
    own["no_answer_needed"] = own["with_report"] - answered
    top = position * PARTY_ROW
    return PartyBar(party.name, top + 11, top + 17, top + 31, _segments(own))


def _segments(own: dict[str, int]) -> tuple[Segment, ...]:
    total = own["activities"]
    segments, before = [], 0
    for key in PARTS:
        count = own[key]
        if count > 0:
            middle = _length((before + count / 2) / total)
            segments.append(
                Segment(key, _length(before / total), _length(count / total), middle, count, *FILLS[key])
            )
        before += count
    return tuple(segments)


def _length(share: float) -> str:
    return f"{share * WIDTH:.1f}"
