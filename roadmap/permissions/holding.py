"""Who holds a thing that waits: told as an office, so that it passes on with the office."""

from dataclasses import dataclass

from accounts.models import Role
from roadmap.permissions.sides import Person, reads_for_country


@dataclass(frozen=True, slots=True)
class Holder:
    """An office of a country: its secretariat, or an institution's focal points, or its authority.

    `excepted`: people of the office who may not do it themselves (they wrote the report).
    """

    country: str
    role: str
    institution_id: int | None = None
    excepted: frozenset[int] = frozenset()


def holds(user: Person, holder: Holder) -> bool:
    """Whether it is for this person to act."""
    return (
        reads_for_country(user)
        and user.country_id == holder.country
        and user.role == holder.role
        and holder.institution_id in (None, user.institution_id)
        and user.pk not in holder.excepted
    )


def secretariat_of(country: str, *, excepted: frozenset[int] = frozenset()) -> Holder:
    return Holder(country, Role.SECRETARIAT, excepted=excepted)


def focal_points_of(country: str, institution_id: int) -> Holder:
    return Holder(country, Role.FOCAL_POINT, institution_id)


def authority_of(country: str, institution_id: int) -> Holder:
    return Holder(country, Role.AUTHORITY, institution_id)
