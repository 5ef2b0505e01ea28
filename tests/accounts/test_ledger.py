"""The chain alone: how content is written, and that every way of tampering with entries is named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from accounts import ledger
from accounts.ledger import Link

CHAIN = "roadmap/bo-pe-2025-2026"
LIMA = timezone(timedelta(hours=-5))


def chain(*bodies: str) -> list[Link]:
    links, before = [], ledger.BEGINNING
    for number, body in enumerate(bodies, 1):
        content = ledger.sha256(body)
        links.append(Link(number, before, content, ledger.link(CHAIN, number, before, content), body))
        before = links[-1].hash
    return links


def told(links: list[Link]) -> list[tuple[int, str]]:
    return [(fault.number, fault.kind) for fault in ledger.faults(CHAIN, links)]


def test_content_is_written_in_one_way_only() -> None:
    one = ledger.canonical({"b": [1, None, True], "a": "Perú"})
    assert one == ledger.canonical({"a": "Perú", "b": (1, None, True)}) == '{"a":"Perú","b":[1,null,true]}'


def test_a_float_is_never_hashed() -> None:
    with pytest.raises(TypeError):
        ledger.canonical({"percent": [33.3]})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("40.000000000000"), "40"),
        (Decimal("33.30"), "33.3"),
        (Decimal("0E-12"), "0"),
        (Decimal("1E+2"), "100"),
        (date(2026, 9, 30), "2026-09-30"),
        (datetime(2026, 10, 5, 12, tzinfo=LIMA), "2026-10-05T17:00:00Z"),
        (datetime(2026, 10, 5, 17, 0, 0, 5, tzinfo=UTC), "2026-10-05T17:00:00.000005Z"),
        ("texto", "texto"),
    ],
)
def test_columns_are_written_alike_on_every_database_and_server(value: object, written: str) -> None:
    assert ledger.plain(value) == written


def test_a_sound_chain_has_no_fault() -> None:
    assert told(chain("a", "b", "c")) == []


def test_a_body_that_is_withheld_leaves_the_chain_sound() -> None:
    links = chain("a", "b", "c")
    links[1] = links[1]._replace(body=None)
    assert told(links) == []


def _altered(links: list[Link]) -> None:
    links[1] = links[1]._replace(body="B")


def _dropped(links: list[Link]) -> None:
    del links[1]


def _swapped(links: list[Link]) -> None:
    one, other = links[1], links[2]
    links[1], links[2] = other._replace(number=2), one._replace(number=3)


def _added(links: list[Link]) -> None:
    links.insert(2, links[1])


def _resealed(links: list[Link]) -> None:
    """The content altered and both its hashes made anew: only the next entry tells."""
    content = ledger.sha256("B")
    new = ledger.link(CHAIN, 2, links[1].previous, content)
    links[1] = links[1]._replace(body="B", content=content, hash=new)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_altered, [(2, "content")]),
        (_dropped, [(3, "missing")]),
        (_swapped, [(2, "previous"), (2, "hash"), (3, "previous"), (3, "hash"), (4, "previous")]),
        (_added, [(2, "added")]),
        (_resealed, [(3, "previous")]),
    ],
)
def test_each_way_of_tampering_is_named_at_its_entry(
    tamper: Callable[[list[Link]], None], found: list[tuple[int, str]]
) -> None:
    links = chain("a", "b", "c", "d")
    tamper(links)
    assert told(links) == found


def test_an_entry_of_one_chain_does_not_fit_into_another() -> None:
    faults = list(ledger.faults("roadmap/other", chain("a")))
    assert [(fault.number, fault.kind) for fault in faults] == [(1, "hash")]


def test_a_text_taken_away_leaves_its_commitment() -> None:
    assert ledger.commitment("DNI", "00") != ledger.commitment("DNI", "01")
    assert ledger.commitment("Ñandú", "00") == ledger.sha256('{"salt":"00","text":"Ñandú"}')
