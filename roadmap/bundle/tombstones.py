"""What was removed by order of its owner: it is in no later copy, and its tombstone is in every one."""

from dataclasses import dataclass
from typing import Any

from accounts import ledger
from roadmap import expunging
from roadmap.bundle.archive import Archive
from roadmap.bundle.record import Named
from roadmap.models import Roadmap


@dataclass(frozen=True, slots=True)
class Gone:
    """As it stood when the copy began. `hashes`: of what was taken away."""

    roadmap: Roadmap
    stones: list[dict[str, Any]]
    hashes: frozenset[str]

    def is_overtaken(self) -> bool:
        return expunging.tombstones(self.roadmap) != self.stones


def of(roadmap: Roadmap) -> Gone:
    stones = expunging.tombstones(roadmap)
    return Gone(roadmap, stones, frozenset(sha256 for stone in stones for _ref, sha256 in stone["taken"]))


def write(archive: Archive, gone: Gone, named: Named) -> None:
    archive.text("record/tombstones.json", named.within(ledger.canonical(gone.stones)))
