"""Where a person is, for the page: the locale (words, numbers, dates) and the time zone.

A locale is a language with the formats of a country, `es-pe`, where `config/formats` has a package for the pair;
else the language alone. The words of `es-pe` are those of `es`.
"""

from functools import cache
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User


@cache
def locale_for(language: str, country: str | None) -> str:
    """`("es", "PE")` → `es-pe`; `("es", "CL")` → `es`, while Chile has no formats of its own."""
    if country and find_spec(f"{settings.FORMAT_MODULE_PATH}.{language}_{country}"):
        return f"{language}-{country.lower()}"
    return language


def locale_of(person: User) -> str:
    return locale_for(person.language, person.country_id)


def time_zone_of(person: User) -> ZoneInfo:
    """The zone of the person's country; the server's for people of no country."""
    return ZoneInfo(person.country.time_zone if person.country else settings.TIME_ZONE)
