"""The chains of the record: adding an entry at the end of one, and beginning one. Their only writer.

Chains are held last in every act, roadmaps by code before the platform: acts never wait for each other in a circle.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from accounts import ledger
from accounts.models import LedgerChain, LedgerEntry, LedgerThing, User
from accounts.models.ledger import PLATFORM
from accounts.states import AT_ONCE, EVERYBODY, Stood, chain_of, recorded_models, ref, rows, stood, versions

BEGINNING = "record.begin"
Fact = tuple[str, str, dict[str, Any]]  # chain, who alone may read it, what


def enter(
    event: str,
    *,
    by: User | None,
    now: datetime,
    things: Sequence[Stood],
    facts: Sequence[Fact] = (),
    new: Mapping[type[Model], Collection[Any]] | None = None,
) -> None:
    """One entry in each chain concerned. `new`: rows that did not exist before, by model."""
    concerned = {thing.chain for thing in things} | {chain for chain, _side, _told in facts}
    for name in sorted(concerned, key=_order):
        head = _held(name, now, new or {})
        here = [thing for thing in things if thing.chain == name]
        said = [(side, told) for chain, side, told in facts if chain == name]
        sides = {thing.side for thing in here} | {side for side, _told in said}
        _add(
            head,
            event,
            by=by,
            now=now,
            things=here,
            side=sides.pop() if len(sides) == 1 else EVERYBODY,
            facts={name: value for _side, told in said for name, value in told.items()},
        )


@transaction.atomic
def begin_missing(now: datetime) -> int:
    """The chains of what existed before there was a record; how many were begun."""
    wanted = {
        chain_of(code)
        for model in recorded_models()
        if model.RECORD.roadmap == "code"
        for code in model._base_manager.values_list("code", flat=True)
    }
    missing = {PLATFORM, *wanted} - set(LedgerChain.objects.values_list("name", flat=True))
    for name in sorted(missing, key=_order):
        _held(name, now, {})
    return len(missing)


def _order(name: str) -> tuple[bool, str]:
    return name == PLATFORM, name


def _held(name: str, now: datetime, new: Mapping[type[Model], Collection[Any]]) -> LedgerChain:
    """The chain, held until the transaction ends. What happened before it existed is hashed into its first entry."""
    head, begun = LedgerChain.objects.select_for_update().get_or_create(
        name=name, defaults={"hash": ledger.BEGINNING}
    )
    if begun and (before := list(_before(name, new))):
        _add(head, BEGINNING, by=None, now=now, things=before, side=EVERYBODY, facts={})
    return head


def _before(name: str, new: Mapping[type[Model], Collection[Any]]) -> Iterator[Stood]:
    """All that is of the chain and not new: the rows, and every version of them in the history."""
    for model in recorded_models():
        record = model.RECORD
        if bool(record.roadmap) == (name == PLATFORM):
            continue
        of_chain = Q(**{record.roadmap: name.partition("/")[2]}) if record.roadmap else Q()
        fresh = new.get(model, ())
        for row in rows(model, model._base_manager.filter(of_chain)):
            if row.key not in fresh:
                yield stood(ref(model, row.key), row)
        if hasattr(model, "history"):
            kept = model.history.model.objects.filter(of_chain).exclude(id__in=fresh)
            for row in versions(model, kept):
                yield stood(f"{record.kind}@{row.key}", row)


def _add(
    head: LedgerChain,
    event: str,
    *,
    by: User | None,
    now: datetime,
    things: Sequence[Stood],
    side: str,
    facts: Mapping[str, Any],
) -> None:
    """Puts an entry after the last one of a chain that is held."""
    hashes = [thing.sha256 for thing in things]
    body = ledger.canonical(
        {
            "at": ledger.instant(now),
            "by": ref(User, by.pk) if by else None,
            "country": by.country_id if by else None,
            "event": event,
            "facts": facts,
            "salt": secrets.token_hex(16),
            "side": side or None,
            "things": [[thing.ref, sha256] for thing, sha256 in zip(things, hashes, strict=True)],
        }
    )
    number, previous, content = head.number + 1, head.hash, ledger.sha256(body)
    sealed = ledger.link(head.name, number, previous, content)
    entry = LedgerEntry.objects.create(
        chain=head,
        number=number,
        at=now,
        event=event,
        side=side,
        body=body,
        previous=previous,
        content=content,
        hash=sealed,
    )
    LedgerThing.objects.bulk_create(
        [
            LedgerThing(
                entry=entry,
                position=position,
                ref=thing.ref,
                side=thing.side,
                sha256=sha256 or "",
                payload=thing.payload or "",
            )
            for position, (thing, sha256) in enumerate(zip(things, hashes, strict=True))
        ],
        batch_size=AT_ONCE,
    )
    head.number, head.hash = number, sealed
    head.save(update_fields=["number", "hash"])
