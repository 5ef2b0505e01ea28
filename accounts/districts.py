"""The places that the product ships: departments, seats of consulates, border posts, each with its source.

Rows of `Place` are made from here when a district first names one. Which places belong to a consulate is not
shipped: its own secretariat says so.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from accounts.models import Place

SHIPPED = Path(__file__).parent / "data" / "places.json"
# From the largest to the smallest, as a list shows them.
ORDER = tuple(Place.Kind(kind) for kind in ("department", "province", "city", "border_post"))


@cache
def shipped() -> tuple[dict[str, str], ...]:
    return tuple(json.loads(SHIPPED.read_text(encoding="utf-8")))


def known(countries: Iterable[str]) -> list[Place]:
    """The places of these countries: this installation's rows, and shipped ones that have no row yet."""
    codes = set(countries)
    rows = {_key(place): place for place in Place.objects.filter(country__in=codes)}
    for row in shipped():
        if row["country"] in codes:
            place = Place(country_id=row["country"], kind=row["kind"], name=row["name"], source=row["source"])
            rows.setdefault(_key(place), place)
    return sorted(
        rows.values(), key=lambda place: (place.country_id, ORDER.index(Place.Kind(place.kind)), place.name)
    )


def ensure(country: str, kind: str, name: str) -> Place:
    """The place's row, made from the shipped one where there is one."""
    source = next((row["source"] for row in shipped() if _matches(row, country, kind, name)), "")
    return Place.objects.get_or_create(country_id=country, kind=kind, name=name, defaults={"source": source})[
        0
    ]


def _key(place: Place) -> tuple[str, str, str]:
    return place.country_id, place.kind, place.name


def _matches(row: dict[str, str], country: str, kind: str, name: str) -> bool:
    return (row["country"], row["kind"], row["name"]) == (country, kind, name)
