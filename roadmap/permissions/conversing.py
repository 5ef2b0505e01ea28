"""The conversation on activities and reports: who reads what is said, who says it, who can be mentioned."""

from datetime import datetime

from django.db.models import Q

from accounts import appointments
from accounts.models import Role, User
from roadmap.models import Activity, ProgressReport, Responsibility
from roadmap.permissions.sides import Person, own_party, reads_for_country

# They talk: the whole side, or the offices of the institutions that answer for the activity.
OF_THE_SIDE = (Role.SECRETARIAT, Role.FOREIGN_MINISTRY)
OF_AN_INSTITUTION = (Role.FOCAL_POINT, Role.AUTHORITY)
# Of the other side they can be called upon: who answers there for a shared comment.
OF_THE_COUNTERPART = (Role.SECRETARIAT, Role.FOCAL_POINT)
Status = ProgressReport.Status


def visible_comments(user: Person, roadmaps: Q, reports: Q) -> Q:
    """Shared ones for all who read the roadmap; the own side's for those who converse, on what they see of it."""
    if not reads_for_country(user) or user.role not in (*OF_THE_SIDE, *OF_AN_INSTITUTION):
        return Q(is_shared=True) & roadmaps
    own = Q(is_shared=False, country=user.country_id) & (Q(report=None) | reports)
    if user.role in OF_AN_INSTITUTION:
        answering = Responsibility.objects.filter(country=user.country_id, institution=user.institution_id)
        own &= Q(activity__in=answering.values("activity"))
    return (Q(is_shared=True) | own) & roadmaps


def can_converse(user: Person, activity: Activity) -> bool:
    """Secretariat and foreign ministry of a party; focal points and authorities where their institution answers."""
    if own_party(user, activity.roadmap) is None or not reads_for_country(user):
        return False
    if user.role in OF_THE_SIDE:
        return True
    answering = activity.responsibilities.filter(country=user.country_id, institution=user.institution_id)
    return user.role in OF_AN_INSTITUTION and answering.exists()


def mentionable(by: User, activity: Activity, report: ProgressReport | None, *, now: datetime) -> list[User]:
    """Colleagues in office whom a comment can call: each reads it. The counterpart's only where it may be shared."""
    answering = activity.responsibilities.values("institution")
    own = Q(country=by.country_id) & (
        Q(role__in=OF_THE_SIDE) | Q(role__in=OF_AN_INSTITUTION, institution__in=answering)
    )
    if report is not None and report.status not in (Status.SUBMITTED, Status.VALIDATED):
        own &= ~Q(role=Role.FOREIGN_MINISTRY)
    found = own
    if can_be_shared(report):
        counterpart = activity.roadmap.counterpart(by.country_id or "")
        found |= Q(country=counterpart) & (
            Q(role=Role.SECRETARIAT) | Q(role=Role.FOCAL_POINT, institution__in=answering)
        )
    people = User.objects.filter(found, is_active=True).exclude(pk=by.pk)
    people = people.order_by("country", "institution__acronym", "full_name")
    return [person for person in appointments.with_standing(people, now) if person.may_act]


def can_be_shared(report: ProgressReport | None) -> bool:
    """What is said about a report reaches the counterpart only once the report itself does."""
    return report is None or report.status == Status.VALIDATED
