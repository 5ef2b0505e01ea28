"""A party writes its own column: a draft that its side alone sees, until its secretariat publishes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap.models import MatrixRow, Preparation, RowText
from roadmap.preparation import content, planning, rooms
from roadmap.workflow import IllegalTransition, moves


class WrittenMeanwhile(IllegalTransition):
    """A colleague saved the draft in between; `current` is what stands now (None: nothing was written)."""

    def __init__(self, current: RowText | None) -> None:
        super().__init__(_("A colleague changed this proposal in the meantime: compare both texts."))
        self.current = current


@acts.act
def save_text(
    row_id: int,
    *,
    text: Mapping[str, Any],
    dropped: bool = False,
    version: int,
    by: User,
    now: datetime,
) -> RowText:
    """The own side's draft of a row. `version` is the one that the person was looking at, 0 for none.

    Saving what stands there already is no edit. Raises WrittenMeanwhile, and nothing is lost.
    """
    by = moves.acting(by, now=now)
    room = rooms.locked(_room_of(row_id), by=by)
    row = rooms.row_of(room, row_id, by=by)
    rooms.expect_open(row)
    own = row.texts.filter(country=by.country_id).first()
    values = {"content": content.canonical(text), "dropped": dropped}
    if own and all(getattr(own, name) == value for name, value in values.items()):
        return own
    if (own.version if own else 0) != version:
        raise WrittenMeanwhile(own)
    if own:
        return moves.write(
            own, by=by, now=now, version=own.version + 1, written_at=now, written_by=by, **values
        )
    own = RowText(row=row, country_id=str(by.country_id), written_at=now, written_by=by, **values)
    moves.sign(own, by=by, now=now).save()
    return own


@acts.act
def add_row(room_id: int, *, text: Mapping[str, Any], by: User, now: datetime) -> MatrixRow:
    """A new row at the foot, with the own side's draft in it. Until it is published only that side sees it."""
    by = moves.acting(by, now=now)
    room = rooms.locked(room_id, by=by)
    last = room.rows.order_by("-position").values_list("position", flat=True).first() or 0
    row = MatrixRow(room=room, position=last + 1, added_by_country_id=by.country_id)
    moves.sign(row, by=by, now=now).save()
    save_text(row.pk, text=text, version=0, by=by, now=now)
    return row


@acts.act
def discard_row(row_id: int, *, by: User, now: datetime) -> None:
    """Throws away a row that the own side added and never published."""
    by = moves.acting(by, now=now)
    room = rooms.locked(_room_of(row_id), by=by)
    row = rooms.row_of(room, row_id, by=by)
    published = row.texts.exclude(published_at=None).exists()
    if row.added_by_country_id != by.country_id or published:
        raise IllegalTransition(
            _("The other party knows this row: propose to leave it out instead of discarding it.")
        )
    for text in row.texts.all():
        moves.sign(text, by=by, now=now).delete()
    moves.sign(row, by=by, now=now).delete()


@acts.act
def publish(room_id: int, *, by: User, now: datetime) -> int:
    """Shows the other party every draft of the own side that differs from what it published. Returns how many.

    Where both parties now say the same, the row is settled. The other secretariat gets one letter.
    """
    by = moves.acting(by, now=now)
    room = rooms.locked(room_id, by=by)
    drafts = [text for text in _own_texts(room, by) if is_unpublished(text)]
    if not drafts:
        raise IllegalTransition(_("There is nothing new to publish."))
    for text in drafts:
        moves.write(text, by=by, now=now, **_published(text, by, now))
    settled = sum(_settled_by_both(room, text.row, by, now) for text in drafts)
    planning.follow(room, by=by, now=now)
    rooms.tell(
        "preparation_published",
        room,
        by=by,
        now=now,
        path=room.get_absolute_url(),
        rows=len(drafts),
        settled=settled,
    )
    return len(drafts)


def is_unpublished(text: RowText) -> bool:
    """Whether the draft says something else than what was published of it."""
    return content.sha256(text.content, dropped=text.dropped) != text.published_sha256


def _own_texts(room: Preparation, by: User) -> list[RowText]:
    texts = RowText.objects.filter(row__room=room, country=by.country_id, row__outcome=MatrixRow.Outcome.OPEN)
    return list(texts.select_related("row").order_by("row__position"))


def _published(text: RowText, by: User, now: datetime) -> dict[str, Any]:
    return {
        "published": text.content,
        "published_dropped": text.dropped,
        "published_sha256": content.sha256(text.content, dropped=text.dropped),
        "published_at": now,
        "published_by": by,
    }


def _settled_by_both(room: Preparation, row: MatrixRow, by: User, now: datetime) -> bool:
    """Settles the row where both proposals are the same and nothing is missing in them."""
    texts = list(row.texts.exclude(published_at=None))
    if len(texts) < 2 or len({text.published_sha256 for text in texts}) > 1:
        return False
    own = texts[0]
    if own.published_dropped:
        rooms.settle(row, text=None, by=by, now=now)
        return True
    text = own.published or {}
    if rooms.problems(room, text) or planning.number_taken(room, row, text):
        return False
    rooms.settle(row, text=text, by=by, now=now)
    return True


def _room_of(row_id: int) -> int:
    room_id = MatrixRow.objects.filter(pk=row_id).values_list("room", flat=True).first()
    if room_id is None:
        raise IllegalTransition(_("This row is no longer there."))
    return room_id
