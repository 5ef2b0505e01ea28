"""What the verbs share: the row under lock, the moves that exist, a save that the history signs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
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


class OutOfDate(IllegalTransition):
    """What the person had before their eyes is not what stands now; once they looked at it, they may do it still."""


class EditedMeanwhile(OutOfDate):
    """Somebody else saved the report in between; `current` is what stands now."""

    def __init__(self, current: ProgressReport) -> None:
        last = current.history.select_related("history_user").order_by("history_id").last()
        if last is None or last.history_user is None:
            words = _("Somebody else changed this report in the meantime.")
        else:
            told = {"person": last.history_user, "at": instant(last.history_date)}
            words = _("%(person)s changed this report on %(at)s, in the meantime.") % told
        super().__init__(words)
        self.current = current


class AlreadyOpen(IllegalTransition):
    """The country already has an open report on the activity: `report`."""

    def __init__(self, report: ProgressReport) -> None:
        super().__init__(_("Your country already has an open report on this activity: continue with it."))
        self.report = report


class DoorClosed(IllegalTransition, appointments.NoLongerAppointed):
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
    """Raises IllegalTransition, which tells what happened, unless the report is in one of the states."""
    if report.status not in states:
        raise IllegalTransition(too_late(report))


def too_late(report: ProgressReport) -> str:
    """What somebody did with the report, who and when, so that something else can no longer be done."""
    acts = {
        Status.SUBMITTED: (
            report.submitted_by,
            report.submitted_at,
            _("%(person)s submitted this report on %(at)s: this can no longer be done."),
        ),
        Status.VALIDATED: (
            report.validated_by,
            report.validated_at,
            _("%(person)s validated this report on %(at)s: this can no longer be done."),
        ),
        Status.RETURNED: (
            report.returned_by,
            report.returned_at,
            _("%(person)s returned this report on %(at)s: this can no longer be done."),
        ),
    }
    person, at, words = acts.get(Status(report.status), (None, None, ""))
    if person is None or at is None:
        return _("This can no longer be done: the report is now “%(status)s”.") % {
            "status": report.get_status_display().lower()
        }
    return words % {"person": person, "at": instant(at)}


def instant(at: datetime) -> str:
    """As the reader writes it, in their time zone."""
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


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


def required_reason(reason: str, message: str) -> str:
    """The reason without blanks around it; `message` is the ValidationError where there is none."""
    if not reason.strip():
        raise ValidationError({"reason": message})
    return reason.strip()
