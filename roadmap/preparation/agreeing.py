"""The agreed text: one party accepts what the other published, by its hash; either reopens a row."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap.models import MatrixRow, Preparation
from roadmap.preparation import planning, rooms
from roadmap.workflow import IllegalTransition, moves


@acts.act
def accept(room_id: int, *, proposals: Mapping[int, str], by: User, now: datetime) -> list[MatrixRow]:
    """The other party's proposals, by row, as they were seen: their SHA-256. All of them or none.

    A proposal to leave a row out is accepted in the same way. Raises NotYetComplete.
    """
    by = moves.acting(by, now=now)
    room = rooms.locked(room_id, by=by)
    if not proposals:
        raise IllegalTransition(_("Choose the proposals that your party accepts."))
    rows = [_accepted(room, pk, seen, by, now) for pk, seen in proposals.items()]
    planning.follow(room, by=by, now=now)
    path = rows[0].get_absolute_url() if len(rows) == 1 else room.get_absolute_url()
    rooms.tell(
        "preparation_accepted", room, by=by, now=now, path=path, rows=[rooms.label(row) for row in rows]
    )
    return rows


@acts.act
def reopen(row_id: int, *, by: User, now: datetime) -> MatrixRow:
    """Either party takes a settled row up again, until the whole is in force. Both proposals stay as they are."""
    by = moves.acting(by, now=now)
    found = MatrixRow.objects.filter(pk=row_id).first()
    if found is None:
        raise IllegalTransition(_("This row is no longer there."))
    room = rooms.locked(found.room_id, by=by)
    row = rooms.row_of(room, row_id, by=by)
    if row.outcome == MatrixRow.Outcome.OPEN:
        raise IllegalTransition(_("This row is open already."))
    label = rooms.label(row)
    moves.write(
        row, by=by, now=now, outcome=MatrixRow.Outcome.OPEN, agreed=None, settled_at=None, settled_by=None
    )
    planning.follow(room, by=by, now=now)
    rooms.tell("preparation_reopened", room, by=by, now=now, path=row.get_absolute_url(), row=label)
    return row


def _accepted(room: Preparation, row_id: int, seen: str, by: User, now: datetime) -> MatrixRow:
    row = rooms.row_of(room, row_id, by=by)
    rooms.expect_open(row)
    theirs = rooms.texts_of(row).get(room.roadmap.counterpart(str(by.country_id)).code)
    if theirs is None or theirs.published is None:
        raise IllegalTransition(_("The other party has not proposed anything for this row."))
    if theirs.published_sha256 != seen:
        raise IllegalTransition(_("The proposal is no longer the one that you saw: look at it again."))
    if theirs.published_dropped:
        rooms.settle(row, text=None, by=by, now=now)
        return row
    text = theirs.published
    found = rooms.problems(room, text)
    if taken := planning.number_taken(room, row, text):
        found.append(taken)
    if found:
        raise rooms.NotYetComplete(rooms.label(row, text), found)
    rooms.settle(row, text=text, by=by, now=now)
    return row
