"""The chains as they were, byte by byte, and the states beside them. Bodies that no copy holds stay withheld."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import LedgerChain, LedgerEntry, LedgerThing
from roadmap.rebuilding.merging import Entry, Merged, order
from roadmap.rebuilding.reading import loaded
from roadmap.rebuilding.sides import Sides

AT_ONCE = 1000
WITHHELD = "record.withheld"
BEGINNING = "record.begin"


class State(NamedTuple):
    """A thing after an act: its columns, None where it was deleted; `is_first`: written down when its chain began."""

    ref: str
    fields: dict[str, Any] | None
    at: datetime
    by: str | None
    is_first: bool


@dataclass(slots=True)
class Told:
    """What the chains say. `last`: the present state of each thing that is there, `states`: all, in their order.

    `withheld`: by chain, the hashes whose text no copy holds. `keys`: the highest number that was given, by the
    start of the reference.
    """

    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: list[State] = field(default_factory=list)
    withheld: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def number(self, ref: str) -> None:
        """ "report/12" is the twelfth report, "report@40" the fortieth version of one."""
        kind = ref.rstrip("0123456789")
        self.keys[kind] = max(self.keys[kind], int(ref[len(kind) :]))


def write(found: Merged) -> Told:
    told = Told()
    sides = Sides(found, told.last)
    for name in sorted(found.chains, key=order):
        entries = found.chains[name]
        end = entries[-1] if entries else None
        chain = LedgerChain.objects.create(
            name=name, number=end.number if end else 0, hash=end.hash if end else "0" * 64
        )
        for start in range(0, len(entries), AT_ONCE):
            _write(chain, entries[start : start + AT_ONCE], found, told, sides)
    return told


def _write(chain: LedgerChain, entries: list[Entry], found: Merged, told: Told, sides: Sides) -> None:
    bodies = [loaded(entry.body) if entry.body else None for entry in entries]
    at = _at(next((body for body in bodies if body), None))
    rows = []
    for entry, body in zip(entries, bodies, strict=True):
        at = _at(body) if body else at
        if body is None:
            told.withheld[chain.name].append(entry.content)
        rows.append(
            LedgerEntry(
                chain=chain,
                number=entry.number,
                at=at,
                event=body["event"] if body else WITHHELD,
                side=(body["side"] or "") if body else "",
                body=entry.body or "",
                previous=entry.previous,
                content=entry.content,
                hash=entry.hash,
            )
        )
    LedgerEntry.objects.bulk_create(rows)
    things = [
        thing
        for row, body in zip(rows, bodies, strict=True)
        if body
        for thing in _things(row, body, found, told, sides)
    ]
    LedgerThing.objects.bulk_create(things, batch_size=AT_ONCE)


def _things(
    entry: LedgerEntry, body: dict[str, Any], found: Merged, told: Told, sides: Sides
) -> Iterator[LedgerThing]:
    """Its states beside it. Who reads one is asked when all of them are known: some speak of each other."""
    payloads = [found.payloads.get(sha256 or "", "") for _ref, sha256 in body["things"]]
    for (ref, sha256), payload in zip(body["things"], payloads, strict=True):
        told.number(ref)
        fields = loaded(payload)["fields"] if payload else None
        if fields is None and sha256 is not None:
            told.withheld[entry.chain.name].append(sha256)
        else:
            told.states.append(State(ref, fields, entry.at, body["by"], entry.event == BEGINNING))
        if fields is None:
            told.last.pop(ref, None)
        else:
            told.last[ref] = fields
    for position, ((ref, sha256), payload) in enumerate(zip(body["things"], payloads, strict=True)):
        yield LedgerThing(
            entry=entry,
            position=position,
            ref=ref,
            side=sides.of(ref, sha256),
            sha256=sha256 or "",
            payload=payload,
        )


def _at(body: dict[str, Any] | None) -> datetime:
    """An entry that nobody may read stands at the time of the one before it."""
    return datetime.fromisoformat(body["at"] if body else "1970-01-01T00:00:00Z")
