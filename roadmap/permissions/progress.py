"""A report's way: who writes, decides, answers."""

from django.db import models
from django.db.models import Q

from accounts.models import Institution, Role
from roadmap.models import Activity, ProgressReport
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


def may_decide(user: Person, report: ProgressReport) -> bool:
    """Validate or return: the own secretariat, never somebody who wrote in the report."""
    return is_secretariat(user, report.country_id) and not report.writers.filter(pk=user.pk).exists()


def can_decide(user: Person, report: ProgressReport) -> bool:
    return report.status == Status.SUBMITTED and may_decide(user, report)


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
