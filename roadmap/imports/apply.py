"""A read workbook -> the database, all or nothing; the preview is the same work, undone.

Until both parties put a roadmap in force a workbook loads it: from the server's command line or, on the page,
by a secretariat of one of its countries. From then on only that secretariat brings in new reports, its own
side's; the command line changes nothing, since whoever keeps the server can change no figure.
"""

from datetime import datetime

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from accounts import acts, appointments
from accounts.models import User
from roadmap import permissions
from roadmap.imports.desk import Desk, TooLong
from roadmap.imports.outcome import Outcome
from roadmap.imports.plan import put_plan
from roadmap.imports.records import put_new_reports, put_records
from roadmap.imports.workbook import CellError, ReadResult
from roadmap.models import Roadmap


class Refused(Exception):
    """The workbook reads well but may not be applied; `errors` say why, in the reader's own form."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


@acts.act
def apply(read: ReadResult, *, by: User | None, now: datetime) -> Outcome:
    """Writes every difference. Raises Refused (nothing written) and PermissionDenied.

    `by` is None for the server's own commands, whose caller holds the database anyway.
    """
    if read.errors or read.roadmap is None:
        raise Refused(read.errors)
    by = by and appointments.acting(by, now=now)
    codes = tuple(code for code, _name in read.roadmap.parties)
    permissions.require(by is None or permissions.can_import(by, codes))
    roadmap = Roadmap.objects.select_for_update(of=("self",)).filter(code=read.roadmap.code).first()
    _refuse_other_parties(roadmap, codes)
    frozen = roadmap is not None and roadmap.status != Roadmap.Status.IN_PREPARATION
    _refuse_negotiated(roadmap, frozen=frozen)
    desk = Desk(Outcome(read.roadmap.code), by, now, frozen)
    try:
        _put(desk, read, roadmap)
    except TooLong as error:
        raise Refused([CellError("", "", str(error), _("shorten it and try again"))]) from error
    except (IntegrityError, DataError) as error:
        raise Refused([_contradiction(error)]) from error
    for warning in read.warnings:
        desk.outcome.notice(str(warning))
    return desk.outcome


def _put(desk: Desk, read: ReadResult, roadmap: Roadmap | None) -> None:
    """Into a plan that stands only new reports, and those of a person's own side."""
    roadmap = put_plan(desk, read, roadmap)
    if desk.by is not None and desk.frozen:
        _refuse_changes(
            desk.outcome, _("leave the agreed text as it is; only new rows of Avances can be brought in")
        )
        put_new_reports(desk, read.progress, roadmap, side=desk.by.country_id, now=desk.now)
        return
    put_records(desk, read.progress, roadmap, now=desk.now)
    if desk.frozen:
        remedy = _("leave the workbook as it was agreed; whoever answers for a report makes it on the pages")
        _refuse_changes(desk.outcome, remedy)


def preview(read: ReadResult, *, by: User | None, now: datetime) -> Outcome:
    """What `apply` would do: done, looked at and rolled back."""
    with acts.rehearsed():
        outcome = apply(read, by=by, now=now)
    return outcome


def _refuse_other_parties(roadmap: Roadmap | None, codes: tuple[str, ...]) -> None:
    if roadmap is not None and {roadmap.party_a_id, roadmap.party_b_id} != set(codes):
        problem = _("the roadmap %(code)s is of other countries") % {"code": roadmap.code}
        raise Refused([CellError("Hoja de ruta", "", problem, _("give this roadmap a code of its own"))])


def _refuse_negotiated(roadmap: Roadmap | None, *, frozen: bool) -> None:
    """Where there is a room, each row of the plan is what both parties agreed in it."""
    if roadmap is not None and not frozen and hasattr(roadmap, "preparation"):
        problem = _("the roadmap %(code)s is being agreed row by row") % {"code": roadmap.code}
        remedy = _("write the change in the matrix of its preparation, and publish it there")
        raise Refused([CellError("", "", problem, remedy)])


def _refuse_changes(outcome: Outcome, remedy: str) -> None:
    """What both parties put in force changes by an amendment that both accept, never by an import."""
    changed = [line for line in outcome.lines if line.noun != "institution"]
    if changed:
        problem = _("the roadmap is in force and this would change it")
        raise Refused([CellError("", "", f"{line.label}: {problem}", remedy) for line in changed])


def _contradiction(error: IntegrityError | DataError) -> CellError:
    """What the sheets' own readers let pass and the tables do not."""
    return CellError(
        "",
        "",
        _("the data contradict each other (%(detail)s)") % {"detail": str(error).partition("\n")[0]},
        _("correct them and try again"),
    )
