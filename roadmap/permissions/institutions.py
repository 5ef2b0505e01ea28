"""Institutions: each state's own affair. The counterpart reads what was notified, and takes note."""

from typing import TypeGuard

from django.db.models import QuerySet

from accounts.models import Country, Institution, InstitutionChange, Role, User
from roadmap.models import Roadmap
from roadmap.permissions.sides import Person, is_secretariat, reads_for_country

OFFICES = (Role.SECRETARIAT, Role.FOREIGN_MINISTRY)


def may_see_institutions(user: Person) -> TypeGuard[User]:
    """The list of the own country's institutions, and what the counterparts notified."""
    return reads_for_country(user)


def may_change_institutions(user: Person) -> TypeGuard[User]:
    """Notifies what changes among the institutions of the own country: its secretariat or foreign ministry."""
    return reads_for_country(user) and user.role in OFFICES


def may_change(user: Person, institution: Institution) -> bool:
    """International institutions are nobody's own: no party changes them."""
    return may_change_institutions(user) and institution.country_id == user.country_id


def may_designate(user: Person, institution: Institution) -> bool:
    """Says who answers for what an institution left: the secretariat, whose task it is."""
    return institution.country_id is not None and is_secretariat(user, institution.country_id)


def may_withdraw_change(user: Person, change: InstitutionChange) -> bool:
    return may_change_institutions(user) and change.country_id == user.country_id


def can_withdraw_change(user: Person, change: InstitutionChange) -> bool:
    return change.is_waiting and may_withdraw_change(user, change)


def may_take_note(user: Person, change: InstitutionChange) -> TypeGuard[User]:
    """The secretariat of a country that has a roadmap with the one that notified."""
    return is_secretariat(user) and counterparts(change.country_id).filter(pk=user.country_id).exists()


def can_take_note(user: Person, change: InstitutionChange) -> bool:
    return (
        change.withdrawn_at is None
        and may_take_note(user, change)
        and not change.notes.filter(country=user.country_id).exists()
    )


def may_edit_district(user: Person, institution: Institution) -> bool:
    """The district of a consulate of the own country: no other institution has one."""
    own = institution.country_id is not None and is_secretariat(user, institution.country_id)
    return own and institution.is_consulate


def counterparts(country: str) -> QuerySet[Country]:
    """The countries with which it has a roadmap."""
    shared = Roadmap.objects.of_country(country)
    found = Country.objects.filter(pk__in=shared.values("party_a"))
    found |= Country.objects.filter(pk__in=shared.values("party_b"))
    return found.exclude(pk=country)
