"""From the copies to the roadmaps, in one transaction: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import LedgerChain
from accounts.states import recorded_models
from roadmap.models import Roadmap
from roadmap.rebuilding import checking, files, filling, merging, past, record, rows
from roadmap.rebuilding.merging import Merged
from roadmap.rebuilding.reading import Refused, opened
from roadmap.rebuilding.record import Told

EVENT = "record.import"
# What a copy that verifies can still be: made by a program that writes other columns.
FOREIGN = (KeyError, ValueError, TypeError, AttributeError, ValidationError, IntegrityError, DataError)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`heads`: of the chains as the copies have them. `missing`: files that are in none of them."""

    roadmaps: list[str]
    heads: list[dict[str, Any]]
    entries: int
    states: int
    rows: int
    withheld: int
    days: int
    files: int
    size: int
    missing: int

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def rebuild(paths: Sequence[Path], *, now: datetime) -> Rebuilt:
    """Raises Refused, and then nothing is written. The copies may be of several roadmaps of one server."""
    _require_empty()
    bundles = [opened(path) for path in paths]
    try:
        with files.kept() as own, transaction.atomic():
            _require_empty()
            with acts.opened(EVENT, by=None, now=now):
                found = merging.merged(bundles)
                told = _written(found, own, now)
            return _checked(found, told, own)
    except FOREIGN as error:
        raise Refused(
            _("The copy is of another version of the program: %(what)s") % {"what": repr(error)}
        ) from error


def _require_empty() -> None:
    """Numbers stay what they were, so that they must all be free."""
    if LedgerChain.objects.exists() or any(model._base_manager.exists() for model in recorded_models()):
        raise Refused(
            _(
                "This server already has people or roadmaps of its own. Rebuild on an empty one: after “migrate”, "
                "before anybody is added. The copies of several roadmaps of one server are given together."
            )
        )


def _written(found: Merged, own: files.Kept, now: datetime) -> Told:
    told = record.write(found)
    made = rows.of_states(told.last)
    checking.require_parties(found, made.of(Roadmap).values())
    filling.add_places(found, made)
    filling.add_committed(found, made)
    rows.close(made, found.people)
    filling.lock_people(made)
    filling.write_countries(found, made)
    texts = filling.fill_closings(found, made)
    files.write(found, made, own, now)
    rows.write(made)
    filling.write_rest(texts, filling.heads(found))
    past.write(told)
    rows.go_on(made, told.keys)
    _enter(found, told, made, now)
    return told


def _enter(found: Merged, told: Told, made: rows.Rows, now: datetime) -> None:
    """In each chain: from which copies it was rebuilt, and what is not here; with every row that stands otherwise."""
    for chain in found.chains:
        copies = [bundle.index_sha256 for bundle in found.bundles if chain in bundle.chains]
        facts: dict[str, Any] = {"bundles": copies, "withheld": sorted(set(told.withheld[chain]))}
        acts.happened(EVENT, chain=chain, by=None, now=now, **facts)
    for model, keys in made.restated.items():
        acts.changed(model, sorted(keys))


def _checked(found: Merged, told: Told, own: files.Kept) -> Rebuilt:
    days, walked = checking.check(found)
    return Rebuilt(
        roadmaps=sorted({bundle.roadmap for bundle in found.bundles}),
        heads=[
            {"chain": name, "number": chain[-1].number, "hash": chain[-1].hash}
            for name, chain in sorted(found.chains.items())
            if chain
        ],
        entries=sum(map(len, found.chains.values())),
        states=len(told.states),
        rows=walked.rows,
        withheld=sum(map(len, told.withheld.values())),
        days=days,
        files=len(own.names),
        size=own.size,
        missing=len(own.missing),
    )
