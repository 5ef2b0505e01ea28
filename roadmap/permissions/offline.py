"""The form that an institution fills without a line."""

from typing import TypeGuard

from accounts.models import Role, User
from roadmap.models import Roadmap
from roadmap.permissions.sides import Person, reads_for_country


def can_fill_offline(user: Person, roadmap: Roadmap) -> TypeGuard[User]:
    """A focal point, for the own institution; what arrived on paper a secretariat types in on the page."""
    return (
        reads_for_country(user)
        and user.role == Role.FOCAL_POINT
        and user.institution_id is not None
        and roadmap.has_party(user.country_id)
    )
