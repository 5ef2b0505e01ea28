"""The chains and the states that they name, as far as the party may read them; the rest as its commitment.

Read page by page: a cursor left open while progress is written would keep SQLite from writing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts import ledger, states
from accounts.models import Document, LedgerChain, LedgerEntry, LedgerThing, Place, User
from accounts.models.ledger import PLATFORM
from roadmap import heads as sent_heads
from roadmap import permissions
from roadmap.bundle.archive import Archive
from roadmap.models import Roadmap

AT_ONCE = 500
PERSON = re.compile(r'"person/(\d+)"')


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain is when the copy begins: what is added meanwhile is not in it."""

    path: str
    chain_id: int
    chain: str
    number: int
    hash: str

    def as_dict(self) -> dict[str, Any]:
        return {"chain": self.chain, "number": self.number, "hash": self.hash}


@dataclass(slots=True)
class Named:
    """The people that what was written names."""

    keys: set[int] = field(default_factory=set)

    def within(self, text: str) -> str:
        self.keys.update(map(int, PERSON.findall(text)))
        return text


def heads(roadmap: Roadmap) -> list[Head]:
    """Of the roadmap's chain and of the platform's, those that have begun. In one query: they belong together."""
    paths = {states.chain_of(roadmap.code): "ledger/roadmap.jsonl", PLATFORM: "ledger/platform.jsonl"}
    found = {chain.name: chain for chain in LedgerChain.objects.filter(name__in=paths)}
    chains = [(path, found[name]) for name, path in paths.items() if name in found]
    return [Head(path, chain.pk, chain.name, chain.number, chain.hash) for path, chain in chains]


def write_chains(archive: Archive, heads: list[Head], party: str, named: Named) -> None:
    for head in heads:
        with archive.file(head.path) as file:
            for entry in _entries(head):
                # What was withheld from all whose copies this server was rebuilt from has no body here either.
                shown = entry.body and entry.side in ("", party)
                line = {
                    "number": entry.number,
                    "previous": entry.previous,
                    "content": entry.content,
                    "hash": entry.hash,
                    # Its very text, which is what was hashed.
                    "body": named.within(entry.body) if shown else None,
                }
                file.line(ledger.canonical(line))


def _entries(head: Head) -> Iterator[LedgerEntry]:
    last = 0
    while last < head.number:
        page = LedgerEntry.objects.filter(chain=head.chain_id, number__gt=last, number__lte=head.number)
        rows = list(page.order_by("number")[:AT_ONCE])
        if not rows:
            return
        yield from rows
        last = rows[-1].number


def write_things(archive: Archive, heads: list[Head], party: str, named: Named) -> None:
    """Every state that the party may read, in the order in which it was entered, as the very text that was hashed.

    A paper that both parties of another roadmap share is for them: here it stays a commitment.
    """
    others = _papers_of_others(party)
    with archive.file("record/things.jsonl") as file:
        for head in heads:
            for ref, payload in _payloads(head, party):
                if ref not in others:
                    file.line(named.within(payload))


def _papers_of_others(party: str) -> set[str]:
    seen = permissions.visible_to_party(party, Document.objects.all())
    unseen = Document.objects.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True)
    return {states.ref(Document, key) for key in unseen}


def _payloads(head: Head, party: str) -> Iterator[tuple[str, str]]:
    known = LedgerThing.objects.filter(entry__chain=head.chain_id, entry__number__lte=head.number)
    told, last = known.filter(side__in=["", party]).exclude(payload="").order_by("pk"), 0
    while rows := list(told.filter(pk__gt=last).values_list("pk", "ref", "payload")[:AT_ONCE]):
        yield from ((ref, payload) for _key, ref, payload in rows)
        last = rows[-1][0]


def write_people(archive: Archive, named: Named) -> None:
    """Name and country of whoever is named: what both parties read on the pages."""
    people = User.objects.filter(pk__in=named.keys).order_by("pk").values_list("pk", "full_name", "country")
    told = {f"person/{key}": {"name": name, "country": country} for key, name, country in people}
    archive.text("record/people.json", ledger.canonical(told))


def write_places(archive: Archive) -> None:
    """What consular districts are made of."""
    rows = Place.objects.order_by("pk").values_list("pk", "country", "name", "kind", "source")
    told = {
        states.ref(Place, key): {"country": country, "name": name, "kind": kind, "source": source}
        for key, country, name, kind, source in rows
    }
    archive.text("record/places.json", ledger.canonical(told))


def write_heads(archive: Archive, roadmap: Roadmap, known: list[Head], party: str) -> None:
    """The signed files that went to the party every night."""
    ends = {head.chain: head.number for head in known}
    for sent in sent_heads.of_roadmap(roadmap, party).order_by("day", "chain"):
        if sent.number <= ends.get(sent.chain, 0):
            archive.text(f"heads/{sent.file_name}", f"{sent.signed}\n")


def size_of(heads: list[Head]) -> int:
    """About how many bytes the chains and their states are."""
    return sum(head.number for head in heads) * 2500
