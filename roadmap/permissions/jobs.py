"""Background work: who asks for which, who sees it, who takes its result away."""

from django.db.models import Q

from accounts.models import Role
from roadmap.models import Job, Roadmap
from roadmap.permissions.sides import Person, is_secretariat, own_party, reads_for_country

# They answer for the country: a complete copy holds all that it may see.
COPYING = {Role.SECRETARIAT, Role.FOREIGN_MINISTRY}


def visible_jobs(user: Person) -> Q:
    """One's own, of the country that one acts for; a secretariat sees those of its whole side."""
    if not reads_for_country(user):
        return Q(pk__in=[])
    side = Q(country=user.country_id)
    return side if is_secretariat(user) else side & Q(asked_by=user)


def may_have_jobs(user: Person) -> bool:
    return reads_for_country(user) and user.role in COPYING


def can_take_copy(user: Person, roadmap: Roadmap) -> bool:
    """Take away the complete copy of the own side: secretariat and foreign ministry of a party."""
    return may_have_jobs(user) and own_party(user, roadmap) is not None


def may_cancel_job(user: Person, job: Job) -> bool:
    """Who asked for it, or their secretariat."""
    if not reads_for_country(user) or user.country_id != job.country_id:
        return False
    return is_secretariat(user) or user.pk == job.asked_by_id


def can_cancel_job(user: Person, job: Job) -> bool:
    return job.is_open and may_cancel_job(user, job)
