"""A report's way: who writes, decides, answers."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts import appointments
from accounts.models import Institution, Role, User
from roadmap.models import Activity, Evidence, ProgressReport
from roadmap.permissions.sides import REPORTERS, Person, is_own, is_secretariat, reads_for_country

Status = ProgressReport.Status


def reports_for(user: Person, activity: Activity) -> models.QuerySet[Institution]:
    """The institutions in whose name a person may report: a focal point's own, or all of the secretariat's side.

    Only institutions that answer for the activity; the lead comes first.
    """
    if not reads_for_country(user) or user.role not in REPORTERS:
        return Institution.objects.none()
    side = Q(responsibilities__activity=activity, responsibilities__country=user.country_id)
    if user.role == Role.FOCAL_POINT:
        side &= Q(pk=user.institution_id)
    return Institution.objects.filter(side).order_by("responsibilities__position")


def can_report(user: Person, activity: Activity) -> bool:
    """A focal point of an institution that answers for the activity, or the secretariat of its country."""
    return reports_for(user, activity).exists()


def may_edit(user: Person, report: ProgressReport) -> bool:
    """Whoever may report on the activity for the report's country."""
    return is_own(user, report) and can_report(user, report.activity)


def can_edit(user: Person, report: ProgressReport) -> bool:
    """Open reports are written in: drafts and returned ones."""
    return report.status in (Status.DRAFT, Status.RETURNED) and may_edit(user, report)


def may_decide(user: Person, report: ProgressReport, *, now: datetime) -> bool:
    """Validate or return: the own secretariat, and nobody who wrote in the report unless nobody else is there."""
    if not is_secretariat(user, report.country_id):
        return False
    writers = set(report.writers.values_list("pk", flat=True))
    return user.pk not in writers or nobody_else_decides(report, writers, now=now)


def nobody_else_decides(report: ProgressReport, writers: set[int], *, now: datetime) -> bool:
    """All people of the secretariat who are in office today wrote in the report (*sin doble control*)."""
    office = appointments.in_office(Role.SECRETARIAT, report.country, now=now)
    return not office.exclude(pk__in=writers).exists()


def can_decide(user: Person, report: ProgressReport, *, now: datetime) -> bool:
    return report.status == Status.SUBMITTED and may_decide(user, report, now=now)


def can_review(user: Person, piece: Evidence, report: ProgressReport, *, now: datetime) -> bool:
    """Accept or reject a piece by itself: what was accepted stays so."""
    decided = (Status.SUBMITTED, Status.VALIDATED)
    return piece.accepted_at is None and report.status in decided and may_decide(user, report, now=now)


def may_approve(user: Person, report: ProgressReport) -> bool:
    """Give or withhold the *visto bueno institucional*: the authority of the institution that reports."""
    return (
        reads_for_country(user)
        and is_own(user, report)
        and user.role == Role.AUTHORITY
        and report.institution_id is not None
        and user.institution_id == report.institution_id
    )


def can_approve(user: Person, report: ProgressReport) -> bool:
    """Once for each version of a submitted report."""
    return (
        report.status == Status.SUBMITTED
        and may_approve(user, report)
        and not report.approvals.filter(report_version=report.version).exists()
    )


def authorities_of(report: ProgressReport, *, now: datetime) -> models.QuerySet[User]:
    """Who can give the approval today: nobody where the institution names no authority."""
    if report.institution_id is None:
        return User.objects.none()
    country, institution = report.country, report.institution_id
    return appointments.in_office(Role.AUTHORITY, country, now=now, institution=institution)


def may_answer(user: Person, report: ProgressReport) -> bool:
    """Agree or observe: the counterpart's secretariat, on what is not of one country alone."""
    activity = report.activity
    return (
        activity.kind != Activity.Kind.NATIONAL
        and is_secretariat(user)
        and user.country_id != report.country_id
        and activity.roadmap.has_party(user.country_id)
    )


def can_answer(user: Person, report: ProgressReport) -> bool:
    """Only what the other country validated can be answered: before, its counterpart does not see it."""
    return report.status == Status.VALIDATED and may_answer(user, report)
