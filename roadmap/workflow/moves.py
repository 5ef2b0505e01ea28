"""What the verbs share: the row under lock, the moves that exist, a save that the history signs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accounts import appointments
from accounts.models import User
from roadmap.models import ProgressReport

M = TypeVar("M", bound=models.Model)
Status = ProgressReport.Status
OPEN = (Status.DRAFT, Status.RETURNED)
# From where each status is reached. A validated report stays as it is: a correction is a new report.
ALLOWED = {
    Status.SUBMITTED: OPEN,
    Status.VALIDATED: (Status.SUBMITTED,),
    Status.RETURNED: (Status.SUBMITTED,),
}


class IllegalTransition(Exception):
    """The thing is not (or no longer) in a state from which this can be done. Its text is for the user."""


class EditedMeanwhile(IllegalTransition):
    """Somebody else saved the report in between; `current` is what stands now."""

    def __init__(self, current: ProgressReport) -> None:
        super().__init__(_("Somebody else changed this report in the meantime."))
        self.current = current


class AlreadyOpen(IllegalTransition):
    """The country already has an open report on the activity: `report`."""

    def __init__(self, report: ProgressReport) -> None:
        super().__init__(_("Your country already has an open report on this activity: continue with it."))
        self.report = report


class DoorClosed(IllegalTransition):
    """The person's appointment ended, or was revoked, in the middle of it."""

    def __init__(self) -> None:
        super().__init__(_("Your appointment is no longer in force: nothing was changed."))


def acting(by: User, *, now: datetime) -> User:
    """The person as they are now, held until the transaction ends: the first line of every verb.

    People are locked before roadmaps, and these before reports.
    """
    try:
        return appointments.acting(by, now=now)
    except appointments.NoLongerAppointed as refusal:
        raise DoorClosed from refusal


def locked(report_id: int) -> ProgressReport:
    """The report as it is now, held until the transaction ends."""
    reports = ProgressReport.objects.select_for_update(of=("self",)).select_related(
        "activity__roadmap", "country"
    )
    report = reports.filter(pk=report_id).first()
    if report is None:
        raise IllegalTransition(_("This report is no longer there: somebody discarded it."))
    return report


def expect(report: ProgressReport, states: Collection[str]) -> None:
    """Raises IllegalTransition unless the report is in one of the states."""
    if report.status not in states:
        raise IllegalTransition(
            _("This can no longer be done: the report is now “%(status)s”.")
            % {"status": report.get_status_display().lower()}
        )


def expect_version(report: ProgressReport, version: int | None) -> None:
    """`version` is what the person was looking at; None where nobody was."""
    if version is not None and report.version != version:
        raise EditedMeanwhile(report)


def move(report: ProgressReport, to: str, *, by: User, now: datetime, **fields: Any) -> ProgressReport:
    """Puts the report into the status, with the fields that tell who did it and when."""
    expect(report, ALLOWED[Status(to)])
    return write(report, by=by, now=now, status=to, **fields)


def write(row: M, *, by: User, now: datetime, **fields: Any) -> M:
    """Saves exactly these fields; the history names the person and the instant."""
    for name, value in fields.items():
        setattr(row, name, value)
    sign(row, by=by, now=now).save(update_fields=list(fields))
    return row


def sign(row: M, *, by: User, now: datetime) -> M:
    """The row, so that the history of its next save or deletion names the person and the instant."""
    row._history_user = by  # type: ignore[attr-defined]
    row._history_date = now  # type: ignore[attr-defined]
    return row
