"""Expungements: only the side that wrote it takes it away, by two of its people."""

from django.db.models import Q

from accounts.models import Role
from roadmap.models import Expungement, ProgressReport
from roadmap.permissions.sides import Person, own_party, reads_for_country

CONFIRM_EXPUNGEMENTS = (Role.SECRETARIAT, Role.FOREIGN_MINISTRY, Role.AUTHORITY)
ORDER_EXPUNGEMENTS = (*CONFIRM_EXPUNGEMENTS, Role.FOCAL_POINT)


def may_order_expungement(user: Person, report: ProgressReport) -> bool:
    """Of either party: what its own side wrote in the report or about it. An institution's people: in their own."""
    if not reads_for_country(user) or own_party(user, report.activity.roadmap) is None:
        return False
    return user.role in ORDER_EXPUNGEMENTS and _in_charge(user, report)


def may_confirm_expungement(user: Person, order: Expungement) -> bool:
    """Whether also somebody else than who ordered it is asked by the verb."""
    if not reads_for_country(user) or user.country_id != order.country_id:
        return False
    return user.role in CONFIRM_EXPUNGEMENTS and _in_charge(user, order.report)


def _in_charge(user: Person, report: ProgressReport) -> bool:
    if not reads_for_country(user):
        return False
    if user.role in (Role.SECRETARIAT, Role.FOREIGN_MINISTRY):
        return True
    return user.institution_id is not None and user.institution_id == report.institution_id


def visible_expungements(user: Person, reports: Q) -> Q:
    """`reports`: those that the person reads. The other party learns of it once it is done."""
    done = Q(decision__outcome="done")
    return reports & (done | Q(country=user.country_id)) if reads_for_country(user) else Q(pk__in=[])
