"""The countries that the product ships (ISO 3166-1): names, official names, time zones, number formats.

Rows of `Country` are made from here when a roadmap first needs them; an existing row is never overwritten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Country

SHIPPED = Path(__file__).parent / "data" / "countries.json"
FICTIONAL_TIME_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class CountryInfo:
    """What the importer needs to know of a country: its code, all its names, its time zone."""

    code: str
    names: tuple[str, ...]
    time_zone: str


@cache
def shipped() -> dict[str, dict[str, str]]:
    """All shipped countries by code. ISO's user-assigned codes (XA–XZ) are not among them."""
    return {row["code"]: row for row in json.loads(SHIPPED.read_text(encoding="utf-8"))}


def known() -> dict[str, CountryInfo]:
    """The shipped countries and those of this installation, by code; the installation's own names come first."""
    infos = {row["code"]: _info(row) for row in shipped().values()}
    infos.update((row["code"], _info(row)) for row in Country.objects.values())
    return infos


def _info(row: Mapping[str, Any]) -> CountryInfo:
    names = (row["name"], row["name_en"], row["official_name"], row["official_name_en"])
    return CountryInfo(row["code"], tuple(dict.fromkeys(names)), row["time_zone"])


def is_user_assigned(code: str) -> bool:
    """Codes that ISO leaves to users: they need a name of their own."""
    return code == "AA" or code == "ZZ" or ("QM" <= code <= "QZ") or ("XA" <= code <= "XZ")


def ensure(code: str, name: str | None = None) -> Country:
    """The country's row, made from the shipped data or, for a user-assigned code, from `name`.

    Raises KeyError for a code that is neither.
    """
    existing = Country.objects.filter(code=code).first()
    if existing:
        return existing
    if code in shipped():
        return Country.objects.create(**shipped()[code])
    if not is_user_assigned(code) or not name:
        raise KeyError(code)
    return Country.objects.create(
        code=code,
        name=name,
        name_en=name,
        official_name=name,
        official_name_en=name,
        time_zone=FICTIONAL_TIME_ZONE,
    )
