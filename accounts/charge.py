"""Who is in charge of people: the rules about accounts and appointments. Nobody is in charge of themselves.

A country's secretariat is in charge of all people of its own side; its foreign ministry accredits interim people
there; the operator has the people without a country, and everybody's way in (e-mail, link, whether they may sign in).
"""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Appointment, Role, User
from accounts.models.user import OF_A_COUNTRY

Person = User | AnonymousUser
OFFICES = (Role.SECRETARIAT, Role.FOREIGN_MINISTRY)
INTERIM_ROLES = (Role.SECRETARIAT, Role.FOCAL_POINT, Role.AUTHORITY)
OWN_FIELDS = frozenset({"full_name", "language", "mail_rhythm"})
ACCOUNT_FIELDS = frozenset({"full_name", "email", "language"})
WAY_IN = frozenset({"email", "is_active"})
OF_NO_COUNTRY = frozenset({"full_name", "email", "role", "institution", "language", "is_active"})


def is_operator(by: Person) -> TypeGuard[User]:
    return isinstance(by, User) and by.may_act and by.role == Role.OPERATOR


def appoints(by: Person) -> TypeGuard[User]:
    """A secretariat, on its own side."""
    return isinstance(by, User) and by.may_act and by.role == Role.SECRETARIAT


def accredits(by: Person) -> TypeGuard[User]:
    """Names interim people of its own side: the foreign ministry, and the secretariat too."""
    return isinstance(by, User) and by.may_act and by.role in OFFICES


def has_people(by: Person) -> bool:
    """Whether the pages about people are for them at all."""
    return is_operator(by) or accredits(by)


def seen_by(by: Person) -> QuerySet[User]:
    """The people that somebody finds there: whoever is not among them does not exist for them."""
    if is_operator(by):
        return User.objects.all()
    if accredits(by):
        return User.objects.filter(country=by.country_id, role__in=OF_A_COUNTRY)
    return User.objects.none()


def changeable(by: Person, person: User) -> frozenset[str]:
    """The fields of the account that they may change; none where it is not theirs."""
    if is_operator(by):
        return WAY_IN if person.role in OF_A_COUNTRY else OF_NO_COUNTRY
    if appoints(by) and _is_on_own_side(by, person):
        return ACCOUNT_FIELDS
    return frozenset()


def can_send_link(by: Person, person: User) -> bool:
    """The link to set a password goes to the person's own mailbox."""
    return person.is_active and (is_operator(by) or (accredits(by) and _is_on_own_side(by, person)))


def can_appoint(by: Person, person: User) -> bool:
    """Appoint somebody of the own side, or accredit them for the time being: never oneself."""
    return accredits(by) and _is_on_own_side(by, person)


def can_end(by: Person, appointment: Appointment) -> bool:
    """Renew, revoke or hand over somebody else's appointment of the own side."""
    return appoints(by) and appointment.country_id == by.country_id and appointment.person_id != by.pk


def roles_for(by: Person) -> tuple[Role, ...]:
    """The roles to which they appoint or accredit."""
    if appoints(by):
        return tuple(OF_A_COUNTRY)
    return INTERIM_ROLES if accredits(by) else ()


def _is_on_own_side(by: User, person: User) -> bool:
    return person.country_id == by.country_id and person.role in OF_A_COUNTRY and person.pk != by.pk
