"""Walks the record and says whatever does not fit: in the chains, in the states beside them, in the rows themselves.

Reading only. `manage.py ledger verify` prints it. It proves the record against itself; that the whole of it was not
written anew is proven by a head that somebody else kept (`holds`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import LedgerChain, LedgerEntry, LedgerThing
from accounts.states import Row, recorded_models, ref, rows, sealed, versions

LINK = ("number", "previous", "content", "hash", "body")
THING = ("entry_id", "ref", "sha256", "payload")
AT_ONCE = 5000
FEW = 20  # entries with their bodies, each of which may be megabytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `place`: a chain and number, or the reference of a row."""

    place: str
    text: str


@dataclass(slots=True)
class Walk:
    """How much was looked at, and what was found. The record itself says by their hashes what is not here: `removed`
    by order, or `withheld` by all the copies from which this server was rebuilt.
    """

    entries: int
    things: int
    rows: int
    findings: list[Finding]
    removed: frozenset[str]
    withheld: frozenset[str]


def walk() -> Walk:
    """Everything: chains, states, rows."""
    done = _begun()
    for chain in LedgerChain.objects.order_by("name"):
        done.findings += _of_chain(chain, done)
    done.findings += _of_things(done)
    for model in recorded_models():
        done.findings += _of_rows(model, done)
    return done


def chain_findings(chain: LedgerChain) -> list[Finding]:
    """Of one chain alone."""
    return _of_chain(chain, _begun())


def holds(sha256: str) -> LedgerEntry | None:
    """The entry that bore this hash as the head of its chain: all before it is as it was then."""
    return LedgerEntry.objects.filter(hash=sha256).select_related("chain").first()


# --- Chains -----------------------------------------------------------------------------------------------
def _of_chain(chain: LedgerChain, done: Walk) -> list[Finding]:
    stored = LedgerEntry.objects.filter(chain=chain).order_by("number").values_list(*LINK)
    last = ledger.Link(0, "", "", ledger.BEGINNING, None)
    count = 0

    def counted() -> Iterator[ledger.Link]:
        nonlocal last, count
        for row in stored.iterator(chunk_size=AT_ONCE):
            last = ledger.Link(*row)
            count += 1
            yield last if last.body or last.content not in done.withheld else last._replace(body=None)

    found = [_fault(chain.name, fault) for fault in ledger.faults(chain.name, counted())]
    done.entries += count
    if (last.number, last.hash) != (chain.number, chain.hash):
        words = _(
            "the chain ends with entry %(found)s, its head says %(expected)s: entries are missing at the end"
        )
        told = {"found": last.number, "expected": chain.number}
        found.append(Finding(_place(chain.name, max(last.number, chain.number)), words % told))
    return found


def _fault(chain: str, fault: ledger.Fault) -> Finding:
    words = {
        "missing": _("entry %(expected)s is missing: %(found)s follows"),
        "added": _("entry %(found)s stands where %(expected)s should: it was added or moved"),
        "previous": _("it does not follow the entry before: it names %(found)s, that one has %(expected)s"),
        "content": _("its content was altered: it has the hash %(found)s, the entry says %(expected)s"),
        "hash": _("its own hash is not that of what it says: %(found)s instead of %(expected)s"),
    }
    told = {"found": fault.found[:16], "expected": fault.expected[:16]}
    return Finding(_place(chain, fault.number), words[fault.kind] % told)


def _place(chain: str, number: int) -> str:
    return _("%(chain)s, entry %(number)s") % {"chain": chain, "number": number}


# --- States beside the entries ----------------------------------------------------------------------------
def _of_things(done: Walk) -> Iterator[Finding]:
    """Each state has the hash that its entry names, and each entry has the states that it names."""
    absent = done.removed | done.withheld
    for (_key, number, chain, body), things in _with_things():
        named = []
        for _entry, name, sha256, payload in things:
            done.things += 1
            named.append([name, sha256 or None])
            if not payload and sha256 and sha256 not in absent:
                words = _("the state of %(ref)s was taken away without an order")
                yield Finding(_place(chain, number), words % {"ref": name})
            elif payload and ledger.sha256(payload) != sha256:
                yield Finding(_place(chain, number), _("the state of %(ref)s was altered") % {"ref": name})
        if body and not body.endswith(f'"things":{ledger.canonical(named)}}}'):
            words = _("the states kept beside it are not those that it names")
            yield Finding(_place(chain, number), words)


def _with_things() -> Iterator[tuple[Any, Iterable[Any]]]:
    """Each entry with the rows beside it: two streams in one order, so that a long body is read once."""
    entries = LedgerEntry.objects.order_by("pk").values_list("pk", "number", "chain__name", "body")
    stored = LedgerThing.objects.order_by("entry_id", "position").values_list(*THING)
    groups = groupby(stored.iterator(chunk_size=AT_ONCE), key=itemgetter(0))
    group = next(groups, None)
    for entry in entries.iterator(chunk_size=FEW):
        while group is not None and group[0] < entry[0]:
            group = next(groups, None)
        if group is None or group[0] != entry[0]:
            yield entry, ()
        else:
            yield entry, group[1]
            group = next(groups, None)


def _begun() -> Walk:
    return Walk(0, 0, 0, [], _said("removed"), _said("withheld"))


def _said(fact: str) -> frozenset[str]:
    """The hashes that the entries of orders, or of an import, name."""
    found = LedgerEntry.objects.filter(body__contains=f'"{fact}":[').values_list("body", flat=True)
    return frozenset(
        sha256 for body in found.iterator() for sha256 in json.loads(body)["facts"].get(fact, ())
    )


# --- Rows -------------------------------------------------------------------------------------------------
def _of_rows(model: Any, done: Walk) -> Iterator[Finding]:
    """Each row stands as its last entry says; what the record still has is there."""
    kind = model.RECORD.kind
    known = _last_states(f"{kind}/", done)
    for row in rows(model, model._base_manager.all()):
        done.rows += 1
        yield from _compared(ref(model, row.key), row, known)
    for name in known:
        yield Finding(name, _("the record has it and the database does not: it was deleted outside of it"))
    if hasattr(model, "history"):
        kept = _last_states(f"{kind}@", done)
        for row in versions(model, model.history.model.objects.filter(pk__in=_keys(kept))):
            yield from _compared(f"{kind}@{row.key}", row, kept)
        for name in kept:
            yield Finding(name, _("this earlier version was deleted"))


def _last_states(start: str, done: Walk) -> dict[str, str]:
    """The last state of each thing of a kind that is still there, by reference; less what is withheld."""
    last = LedgerThing.objects.filter(ref__startswith=start).values("ref").annotate(last=Max("id"))
    found = LedgerThing.objects.filter(id__in=last.values("last")).exclude(sha256="")
    told = found.values_list("ref", "payload", "sha256").iterator(chunk_size=AT_ONCE)
    return {ref: payload for ref, payload, sha256 in told if payload or sha256 not in done.withheld}


def _keys(states: dict[str, str]) -> list[int]:
    return [int(name.partition("@")[2]) for name in states]


def _compared(name: str, row: Row, known: dict[str, str]) -> Iterator[Finding]:
    payload = known.pop(name, None)
    if payload is None:
        yield Finding(name, _("it stands in the database and nowhere in the record"))
        return
    if not payload:
        return  # taken away by order, which was looked at before
    said = json.loads(payload)
    if sealed(name, row.fields, said["salt"]) == payload:
        return
    different = sorted(
        field
        for field in {*said["fields"], *row.fields}
        if said["fields"].get(field, ...) != row.fields.get(field, ...)
    )
    told = {"fields": ", ".join(different)}
    yield Finding(name, _("it was changed outside of the record: %(fields)s") % told)
