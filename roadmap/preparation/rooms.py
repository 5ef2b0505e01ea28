"""What the verbs of the room share: the room under lock, its open rows, who is told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import appointments, letters
from accounts.models import Role, User
from roadmap import permissions
from roadmap.models import MatrixRow, Preparation, Roadmap, RowText
from roadmap.preparation import content
from roadmap.workflow import IllegalTransition, moves


class NotYetComplete(IllegalTransition):
    """The text lacks something that an agreed one has; `problems` say what, in whole sentences."""

    def __init__(self, label: str, problems: list[str]) -> None:
        super().__init__(
            _("“%(row)s” cannot be agreed as it stands: %(problems)s")
            % {"row": label, "problems": " ".join(problems)}
        )
        self.problems = problems


def locked(room_id: int, *, by: User) -> Preparation:
    """The room as it is now, held by its roadmap until the transaction ends; by a secretariat of a party."""
    room = Preparation.objects.filter(pk=room_id).first()
    if room is None:
        raise IllegalTransition(_("This room is no longer there."))
    roadmap = Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=room.roadmap_id)
    room = Preparation.objects.get(pk=room_id)
    room.roadmap = roadmap
    permissions.require(permissions.can_prepare(by, roadmap))
    expect_in_preparation(roadmap)
    return room


def expect_in_preparation(roadmap: Roadmap) -> None:
    if roadmap.status != Roadmap.Status.IN_PREPARATION:
        raise IllegalTransition(
            _("This roadmap is no longer in preparation: from now on it changes by agreed amendments.")
        )


def row_of(room: Preparation, row_id: int, *, by: User) -> MatrixRow:
    """A row that the other side added and has not published is none: nobody learns that there is one."""
    known = room.rows.on_the_table() | room.rows.filter(added_by_country=by.country_id)
    row = room.rows.filter(pk=row_id, pk__in=known.values("pk")).first()
    if row is None:
        raise IllegalTransition(_("This row is no longer there."))
    return row


def expect_open(row: MatrixRow) -> None:
    if row.outcome != MatrixRow.Outcome.OPEN:
        raise IllegalTransition(
            _("This row is settled (%(outcome)s): reopen it before you change it.")
            % {"outcome": row.get_outcome_display().lower()}
        )


def label(row: MatrixRow, text: dict[str, Any] | None = None) -> str:
    """How a row is called in a message: number and title."""
    told = text or row.agreed or row.fed
    return f"{told.get('number', '')} {told.get('title', '')}".strip() or str(row.position)


def parties(room: Preparation) -> list[tuple[str, str]]:
    return [(country.code, str(country)) for country in room.roadmap.parties()]


def problems(room: Preparation, text: dict[str, Any]) -> list[str]:
    """What keeps the text from being agreed in this room."""
    return content.problems(text, parties=parties(room), start=room.roadmap.start, end=room.roadmap.end)


def texts_of(row: MatrixRow) -> dict[str, RowText]:
    return {text.country_id: text for text in row.texts.all()}


def settle(row: MatrixRow, *, text: dict[str, Any] | None, by: User, now: datetime) -> None:
    """The row has its agreed text or, with None, is left out by both."""
    outcome = MatrixRow.Outcome.DROPPED if text is None else MatrixRow.Outcome.AGREED
    moves.write(row, by=by, now=now, outcome=outcome, agreed=text, settled_at=now, settled_by=by)


def tell(template: str, room: Preparation, *, by: User, now: datetime, path: str, **told: Any) -> None:
    """A letter to each person of the other party's secretariat."""
    other = room.roadmap.counterpart(str(by.country_id))
    for person in appointments.in_office(Role.SECRETARIAT, other, now=now):
        letters.write(
            template,
            person,
            path=path,
            by=by,
            now=now,
            roadmap=room.roadmap.short_title_to(person),
            country=by.country_id,
            **told,
        )
