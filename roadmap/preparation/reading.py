"""The room as one person sees it: rows with what they may read of each column. Three queries for any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Country
from roadmap import permissions
from roadmap.models import MatrixRow, Preparation, RowText
from roadmap.permissions import Person
from roadmap.preparation import comparing
from roadmap.preparation.comparing import FieldView
from roadmap.preparation.proposing import is_unpublished

Outcome = MatrixRow.Outcome
AGREED, DROPPED, SAME, DIFFERENT, ONE, NOBODY, OPEN = (
    *("agreed", "dropped", "same", "different", "one", "nobody", "open"),
)


# How a state is shown: the shape and tone of another one that means as much, and its own words.
SHOWN: dict[str, tuple[str, Promise]] = {
    AGREED: ("agreed", pgettext_lazy("row of the matrix", "Agreed")),
    DROPPED: ("withdrawn", gettext_lazy("Left out by both")),
    SAME: ("waiting", gettext_lazy("Same text, not accepted yet")),
    DIFFERENT: ("observed", gettext_lazy("The proposals differ")),
    ONE: ("waiting", gettext_lazy("One party has proposed")),
    NOBODY: ("draft", gettext_lazy("Nobody has proposed")),
    OPEN: ("draft", gettext_lazy("Not agreed yet")),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One party's proposal as this person may read it. `is_draft`: not published, and so of the own side."""

    country: Country
    text: RowText | None
    content: dict[str, Any] | None
    dropped: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """`state`: agreed, dropped; open rows: same, different, one (party), nobody; open for who reads no proposals."""

    row: MatrixRow
    number: str
    title: str
    axis: str
    state: str
    columns: tuple[Column, ...]
    acceptable: RowText | None

    @property
    def texts(self) -> list[dict[str, Any] | None]:
        """Both proposals and the agreed text, as they are compared."""
        return [*(column.content for column in self.columns), self.row.agreed]

    @property
    def badge(self) -> str:
        return SHOWN[self.state][0]

    @property
    def word(self) -> str:
        return str(SHOWN[self.state][1])

    @property
    def is_settled(self) -> bool:
        return self.state in (AGREED, DROPPED)


@dataclass(frozen=True, slots=True)
class RoomView:
    room: Preparation
    parties: tuple[Country, ...]
    own: str | None
    reads_proposals: bool
    can_prepare: bool
    rows: tuple[RowView, ...]

    @property
    def agreed(self) -> int:
        return sum(row.state == AGREED for row in self.rows)

    @property
    def dropped(self) -> int:
        return sum(row.state == DROPPED for row in self.rows)

    @property
    def on_the_table(self) -> int:
        """The rows that both parties know."""
        return sum(_is_known(view.row) for view in self.rows)

    @property
    def is_settled(self) -> bool:
        return self.agreed > 0 and self.agreed + self.dropped == self.on_the_table

    @property
    def unpublished(self) -> int:
        """How many drafts of the own side the other party has not been shown."""
        own = [text for view in self.rows for text in _texts(view.row) if text.country_id == self.own]
        return sum(is_unpublished(text) and text.row.outcome == Outcome.OPEN for text in own)


def room_for(room: Preparation, user: Person, *, only: int | None = None) -> RoomView:
    """`room` comes with its roadmap and parties; `only` is the row that is looked at alone."""
    roadmap = room.roadmap
    own = permissions.own_party(user, roadmap)
    reads = permissions.can_read_proposals(user, roadmap)
    rows = room.rows.prefetch_related("texts__published_by", "texts__written_by")
    rows = rows.select_related("continues__roadmap", "settled_by", "added_by_country")
    if only is not None:
        rows = rows.filter(pk=only)
    parties = roadmap.parties(own)
    prepares = permissions.can_prepare(user, roadmap)
    seen = [row for row in rows if _may_see(row, own if reads else None)]
    views = tuple(_row(row, parties, own, reads=reads, prepares=prepares) for row in seen)
    return RoomView(room, parties, own, reads, prepares, views)


def _texts(row: MatrixRow) -> list[RowText]:
    return list(row.texts.all())


def _is_known(row: MatrixRow) -> bool:
    return row.added_by_country_id is None or any(text.published_at for text in _texts(row))


def _may_see(row: MatrixRow, side: str | None) -> bool:
    """What a party added and did not publish is its own; who reads no proposals sees added rows once agreed."""
    if row.added_by_country_id is None or row.outcome != Outcome.OPEN:
        return True
    return side is not None and (row.added_by_country_id == side or _is_known(row))


def _row(
    row: MatrixRow, parties: Sequence[Country], own: str | None, *, reads: bool, prepares: bool
) -> RowView:
    texts = {text.country_id: text for text in _texts(row)}
    columns = tuple(_column(country, texts.get(country.code), own) for country in parties) if reads else ()
    told = row.agreed or _heading(columns) or row.fed
    theirs = next((text for code, text in texts.items() if code != own and text.published_at), None)
    return RowView(
        row=row,
        number=told.get("number", ""),
        title=told.get("title", ""),
        axis=told.get("axis", ""),
        state=_state(row, texts, reads=reads),
        columns=columns,
        acceptable=theirs if prepares and row.outcome == Outcome.OPEN else None,
    )


def _column(country: Country, text: RowText | None, own: str | None) -> Column:
    """Of the own side the draft, of the other what it published."""
    if text is None:
        return Column(country, None, None)
    if country.code == own:
        return Column(country, text, text.content, text.dropped, is_unpublished(text))
    if text.published is None:
        return Column(country, None, None)
    return Column(country, text, text.published, text.published_dropped)


def _heading(columns: Sequence[Column]) -> dict[str, Any] | None:
    return next((column.content for column in columns if column.content and not column.dropped), None)


def _state(row: MatrixRow, texts: dict[str, RowText], *, reads: bool) -> str:
    if row.outcome != Outcome.OPEN:
        return AGREED if row.outcome == Outcome.AGREED else DROPPED
    if not reads:
        return OPEN
    published = [text for text in texts.values() if text.published_at]
    if len(published) == 2:
        return SAME if published[0].published_sha256 == published[1].published_sha256 else DIFFERENT
    return ONE if published else NOBODY


def fields(view: RowView, parties: Sequence[Country]) -> list[FieldView]:
    """The row field by field: both proposals, marked where they differ, and the agreed text."""
    return comparing.compare(view.texts, parties)
