"""The heads of the record: whoever reads for a party sees those that went to its capital."""

from django.db.models import Q

from roadmap.permissions.sides import Person, reads_for_country


def visible_heads(user: Person) -> Q:
    return Q(country=user.country_id) if reads_for_country(user) else Q(pk__in=[])


def can_see_heads(user: Person) -> bool:
    return reads_for_country(user)
