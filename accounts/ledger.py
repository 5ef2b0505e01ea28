"""The tamper-evident chain: how content is written, hashed and linked. Pure: standard library only, no clock.

An entry is a head (chain, number, hash of the entry before, hash of its content) and a body, what happened. The hash
of the head links the next entry to it, so that a body may be withheld from a reader and the chain still be checked.
A body names things by reference and by the salted hash of their state; it never holds a text.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

FORMAT = "alternat-ledger/1"
BEGINNING = "0" * 64  # what the first entry of a chain follows


class Link(NamedTuple):
    """One entry as it is stored; `body` is its canonical text, None where a reader may not see it."""

    number: int
    previous: str
    content: str
    hash: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit at one entry of a chain: `kind` is missing, added, order, previous, content or hash."""

    number: int
    kind: str
    found: str
    expected: str


def canonical(value: Any) -> str:
    """The one way in which a value is written before it is hashed. Raises TypeError for a float, whose text is
    not the same everywhere, and for what JSON has no word for.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """A column's value as canonical JSON has it: days and instants (UTC) in ISO 8601, decimals as text."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number(value)
    return value


def instant(at: datetime) -> str:
    """In UTC, "2026-10-05T17:00:00Z"; fractions of a second only where there are some."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def number(value: Decimal) -> str:
    """ "40", "33.333333333333": as every database gives it back, without trailing zeros or an exponent."""
    return f"{value.normalize() + 0:f}"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(text: str, salt: str) -> str:
    """The hash that stands for a text which lies elsewhere, with its salt, and may be taken away."""
    return sha256(canonical({"salt": salt, "text": text}))


def link(chain: str, number: int, previous: str, content: str) -> str:
    """The hash of an entry: it seals its place, what went before and what it says."""
    return sha256(f"{FORMAT}\n{chain}\n{number}\n{previous}\n{content}")


def faults(chain: str, links: Iterable[Link], *, start: int = 1, after: str = BEGINNING) -> Iterator[Fault]:
    """Everything that does not fit, entry by entry, in the order in which they are stored.

    It goes on after a fault from what stands there, so that one change is told once. Numbers begin at `start`; the
    first entry follows `after`.
    """
    due, before = start, after
    for row in links:
        if row.number != due:
            yield Fault(row.number, _misplaced(row.number, due), str(row.number), str(due))
        elif row.previous != before:
            yield Fault(row.number, "previous", row.previous, before)
        if row.body is not None and (said := sha256(row.body)) != row.content:
            yield Fault(row.number, "content", said, row.content)
        if (sealed := link(chain, row.number, row.previous, row.content)) != row.hash:
            yield Fault(row.number, "hash", row.hash, sealed)
        due, before = row.number + 1, row.hash


def _misplaced(number: int, due: int) -> str:
    return "missing" if number > due else "added"


def _refuse_floats(value: Any) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
    elif isinstance(value, float):
        raise TypeError(f"A float has no place in a canonical text: {value!r}")
