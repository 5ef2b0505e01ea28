"""What the rules about people have in common: whose side somebody is on, and in which office."""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import Role, User
from roadmap.models import ProgressReport, Roadmap

Person = User | AnonymousUser

# They read everything that both parties may read of their country's roadmaps.
READERS = {
    Role.SECRETARIAT,
    Role.FOREIGN_MINISTRY,
    Role.FOCAL_POINT,
    Role.AUTHORITY,
    Role.READER,
    Role.CONSUL,
}
REPORTERS = {Role.SECRETARIAT, Role.FOCAL_POINT}


def require(allowed: bool) -> None:
    """Raises PermissionDenied (a 403) unless allowed."""
    if not allowed:
        raise PermissionDenied


def active(user: Person) -> TypeGuard[User]:
    """Signed in, and acting by an appointment in force where the role is a country's."""
    return isinstance(user, User) and user.may_act


def reads_for_country(user: Person) -> TypeGuard[User]:
    return active(user) and user.role in READERS and user.country_id is not None


def is_secretariat(user: Person, country: str | None = None) -> TypeGuard[User]:
    """Belongs to a technical secretariat: of that country, where one is named."""
    return reads_for_country(user) and user.role == Role.SECRETARIAT and country in (None, user.country_id)


def own_party(user: Person, roadmap: Roadmap) -> str | None:
    """The code of the person's country where it is a party: it stands first on their pages."""
    return user.country_id if reads_for_country(user) and roadmap.has_party(user.country_id) else None


def is_own(user: Person, report: ProgressReport) -> bool:
    return reads_for_country(user) and user.country_id == report.country_id
