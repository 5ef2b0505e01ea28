"""The matrix of a roadmap that two parties are still agreeing on -> the importer's layout, at any point.

*Actividades* holds the rows that an importer can take: the agreed text or, where there is none, the proposal of the
side that takes the file away, each with its state. What is not complete yet stands apart, in *Por acordar*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Q
from django.utils import translation

from accounts.models import Institution
from roadmap.imports import matrix
from roadmap.preparation import content
from roadmap.preparation.reading import AGREED, DROPPED, RoomView, RowView

APART = "Por acordar"
LANGUAGE = "es"  # of the layout
T = TypeVar("T")


class _All(list[T], Generic[T]):
    """Rows that are asked for as a manager is."""

    def all(self) -> "_All[T]":
        return self


@dataclass(frozen=True, slots=True)
class _Named:
    country_id: str
    institution_id: int
    role: str


@dataclass(frozen=True, slots=True)
class _Stone:
    key: str
    title: str
    due: date | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class _Axis:
    title: str


@dataclass(slots=True)
class _Row:
    """A text of the matrix that looks like an activity."""

    number: str
    axis: _Axis
    title: str
    kind: str
    start: date | None
    deadline: date | None
    weight: Decimal | None
    indicator: str
    unit: str
    baseline: str
    target: str
    means_of_verification: str
    source: str
    cooperation: str
    funding: str
    standing: str
    lacks: str = ""
    effective_from: None = None
    withdrawn_on: None = None
    milestones: _All[_Stone] = field(default_factory=_All)
    responsibilities: _All[_Named] = field(default_factory=_All)


def write(view: RoomView) -> bytes:
    with translation.override(LANGUAGE):
        institutions = _institutions(view)
        ids = {(one.country_id, one.acronym): one.pk for one in institutions}
        ready, apart = _sorted(view, ids)
        standing = ("Estado", 30, lambda one: one.standing)
        lacks = ("Falta", 44, lambda one: one.lacks)
        further = (APART, apart, [standing, lacks]) if apart else None
        return matrix.write(view.room.roadmap, ready, institutions, more=[standing], apart=further)


def file_name(view: RoomView) -> str:
    suffix = "_datos-de-demostracion" if view.room.roadmap.is_demonstration else ""
    return f"matriz-en-preparacion_{view.room.roadmap.code}{suffix}.xlsx"


def _sorted(view: RoomView, ids: dict[tuple[str | None, str], int]) -> tuple[list[_Row], list[_Row]]:
    """What the importer takes, axis by axis, and the rest."""
    ready: list[tuple[Any, _Row]] = []
    apart: list[_Row] = []
    axes: dict[str, int] = {}
    numbers: set[str] = set()
    for one in sorted(view.rows, key=lambda row: row.state != AGREED):
        text, standing = _told(one, view)
        if text is None:
            continue
        row = _as_activity(text, ids, standing)
        lacks = _lacks(text, view, numbers)
        if one.state == DROPPED or lacks:
            row.lacks = " ".join(lacks)
            apart.append(row)
            continue
        numbers.add(row.number)
        first = axes.setdefault(row.axis.title, len(axes))
        ready.append(((first, content.order_of(row.number)), row))
    return [row for _place, row in sorted(ready, key=lambda pair: pair[0])], apart


def _lacks(text: dict[str, Any], view: RoomView, numbers: set[str]) -> list[str]:
    roadmap = view.room.roadmap
    parties = [(country.code, country.name) for country in view.parties]
    found = content.problems(text, parties=parties, start=roadmap.start, end=roadmap.end)
    return [*found, *(["El número se repite."] if text.get("number") in numbers else [])]


def _told(row: RowView, view: RoomView) -> tuple[dict[str, Any] | None, str]:
    """The text that stands for the row, and whose it is."""
    if row.state == AGREED:
        return row.row.agreed, "Acordada"
    if row.state == DROPPED:
        return (row.row.fed or None), "Dejada de lado por ambas partes"
    if not view.reads_proposals:
        return None, ""
    for column in row.columns:
        if column.content and not column.dropped:
            word = "Borrador" if column.is_draft else "Propuesta"
            return column.content, f"{word} ({column.country.name}), sin acordar"
    return (row.row.fed or None), "Sin propuesta"


def _as_activity(text: dict[str, Any], ids: dict[tuple[str | None, str], int], standing: str) -> _Row:
    return _Row(
        number=text["number"],
        axis=_Axis(text["axis"]),
        title=text["title"],
        kind=text["kind"],
        start=content.day(text["start"]),
        deadline=content.day(text["deadline"]),
        weight=content.decimal(text["weight"]),
        standing=standing,
        milestones=_All(
            _Stone(
                one["key"],
                one["title"],
                content.day(one["due"]),
                content.decimal(one["weight"]) or Decimal(1),
            )
            for one in text["milestones"]
        ),
        responsibilities=_All(_responsibles(text, ids)),
        **{name: text[name] for name in content.DETAILS},
    )


def _responsibles(text: dict[str, Any], ids: dict[tuple[str | None, str], int]) -> Iterator[_Named]:
    for country, side in text["responsibles"].items():
        for who in side:
            if (who["of"], who["acronym"]) in ids:
                yield _Named(country, ids[who["of"], who["acronym"]], who["role"])


def _institutions(view: RoomView) -> Sequence[Institution]:
    """Those of both parties, and the international ones that a text names."""
    named = {
        who["acronym"]
        for row in view.rows
        for text in (*row.texts, row.row.fed)
        if text
        for side in text.get("responsibles", {}).values()
        for who in side
        if who["of"] is None
    }
    of_them = Q(country__in=[country.pk for country in view.parties]) | Q(country=None, acronym__in=named)
    return sorted(
        Institution.objects.filter(of_them),
        # Of two that bear one acronym, one after the other, today's is the last.
        key=lambda one: (one.country_id is None, one.country_id or "", one.valid_until is None, one.pk),
    )
