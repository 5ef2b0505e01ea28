"""Opening the room of the next roadmap, and changing its frame: title, period, cutoff dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import calendar, permissions
from roadmap.models import CutoffDate, MatrixRow, Preparation, Roadmap
from roadmap.preparation import content, feeding, planning, rooms
from roadmap.workflow import IllegalTransition, moves

FROM = (Roadmap.Status.IN_FORCE, Roadmap.Status.FINISHED)


KEPT = (
    *("party_a", "party_b", "conformity_required", "evidence_required", "answer_days", "minimum_text"),
    *("sign_days", "closing_visto_bueno", "checks", "reminders", "is_demonstration", "is_example"),
)


@dataclass(frozen=True, slots=True)
class FrameOfRoadmap:
    """What stands above the rows. `title` may hold the slot {partes}."""

    title: str
    start: date
    end: date
    cutoffs: tuple[date, ...]


class FrameChangedMeanwhile(IllegalTransition):
    """Somebody else changed the frame in between."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this in the meantime: look at it again."))


@acts.act
def open_room(previous_id: int, *, code: str, frame: FrameOfRoadmap, by: User, now: datetime) -> Preparation:
    """Either secretariat opens it; it is fed with what is unfinished. A roadmap has one room after it."""
    by = moves.acting(by, now=now)
    previous = Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=previous_id)
    permissions.require(permissions.can_prepare(by, previous))
    _expect_no_room(previous)
    _check(frame, code=code)
    roadmap = Roadmap(code=code, **_kept_from(previous), **_columns(frame))
    moves.sign(roadmap, by=by, now=now).save()
    room = Preparation(roadmap=roadmap, follows=previous, opened_at=now, opened_by=by)
    moves.sign(room, by=by, now=now).save()
    _put_cutoffs(roadmap, frame.cutoffs, by=by, now=now)
    today = calendar.today_for((previous.party_a.time_zone, previous.party_b.time_zone), now)
    _feed(room, feeding.unfinished(previous, today=today, now=now), by=by, now=now)
    rooms.tell("preparation_opened", room, by=by, now=now, path=room.get_absolute_url())
    return room


@acts.act
def change_frame(
    room_id: int, *, frame: FrameOfRoadmap, version: int, by: User, now: datetime
) -> Preparation:
    """Either secretariat corrects it while the roadmap is in preparation; the other one is told."""
    by = moves.acting(by, now=now)
    room = rooms.locked(room_id, by=by)
    _check(frame)
    days = tuple(room.roadmap.cutoff_dates.values_list("day", flat=True))
    values = _columns(frame)
    same = all(getattr(room.roadmap, name) == value for name, value in values.items())
    if same and days == tuple(sorted(set(frame.cutoffs))):
        return room
    if room.version != version:
        raise FrameChangedMeanwhile
    _expect_agreed_rows_within(room, frame)
    moves.write(room, by=by, now=now, version=room.version + 1)
    moves.write(room.roadmap, by=by, now=now, **values)
    _put_cutoffs(room.roadmap, frame.cutoffs, by=by, now=now)
    planning.follow(room, by=by, now=now)
    rooms.tell("preparation_frame", room, by=by, now=now, path=room.get_absolute_url())
    return room


def _expect_no_room(previous: Roadmap) -> None:
    if previous.status not in FROM:
        raise IllegalTransition(_("The next roadmap is prepared once this one is in force or finished."))
    if Preparation.objects.filter(follows=previous).exists():
        raise IllegalTransition(_("The room for the next roadmap is already open."))


def _expect_agreed_rows_within(room: Preparation, frame: FrameOfRoadmap) -> None:
    """One party alone does not change what both agreed: a row is taken up again before its period is cut."""
    if (frame.start, frame.end) == (room.roadmap.start, room.roadmap.end):
        return
    parties = rooms.parties(room)
    for row in room.rows.filter(outcome=MatrixRow.Outcome.AGREED):
        found = content.problems(row.agreed or {}, parties=parties, start=frame.start, end=frame.end)
        if found:
            raise IllegalTransition(
                _("“%(row)s” is agreed and would no longer fit: %(problems)s Take the row up again first.")
                % {"row": rooms.label(row), "problems": " ".join(found)}
            )


def _check(frame: FrameOfRoadmap, code: str | None = None) -> None:
    errors: dict[str, str] = {}
    if not frame.title.strip():
        errors["title"] = _("Write the title.")
    if frame.end < frame.start:
        errors["end"] = _("The end cannot be before the start.")
    if any(not frame.start <= day <= frame.end for day in frame.cutoffs):
        errors["cutoffs"] = _("Cutoff dates lie within the period of the roadmap.")
    if code is not None and Roadmap.objects.filter(code=code).exists():
        errors["code"] = _("There is already a roadmap with this code.")
    if errors:
        raise ValidationError(errors)


def _kept_from(previous: Roadmap) -> dict[str, Any]:
    """The parties and the rules that they have; that silence agrees, they decide anew."""
    return {name: getattr(previous, name) for name in KEPT}


def _columns(frame: FrameOfRoadmap) -> dict[str, Any]:
    return {"title": frame.title.strip(), "start": frame.start, "end": frame.end}


def _put_cutoffs(roadmap: Roadmap, days: Iterable[date], *, by: User, now: datetime) -> None:
    stored = {row.day: row for row in roadmap.cutoff_dates.all()}
    for day in sorted(set(days) - stored.keys()):
        moves.sign(CutoffDate(roadmap=roadmap, day=day), by=by, now=now).save()
    for day in sorted(stored.keys() - set(days)):
        moves.sign(stored[day], by=by, now=now).delete()


def _feed(room: Preparation, rows: Iterable[feeding.Fed], *, by: User, now: datetime) -> None:
    for position, fed in enumerate(rows, start=1):
        row = MatrixRow(room=room, position=position, continues_id=fed.activity_id, fed=fed.content)
        moves.sign(row, by=by, now=now).save()
