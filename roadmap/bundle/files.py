"""The files themselves: evidence and official papers that the party may see, read from the storage piece by piece.

A file is named by the hash that the record holds of it. What is missing from the storage, or is no longer what it was,
is told; it does not keep the rest from being taken away.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts import storage
from accounts.models import Document
from roadmap import permissions
from roadmap.bundle.archive import PIECE, Archive
from roadmap.bundle.tombstones import Gone
from roadmap.models import Amendment, Evidence, Roadmap

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage. `refs`: all that it belongs to; the same file used twice is in the copy once."""

    path: str
    name: str
    sha256: str
    size: int
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """`what`: missing, altered (another content than was recorded) or unreadable (it broke off)."""

    path: str
    what: str
    expected: str
    found: str | None
    refs: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        told = {"path": self.path, "what": self.what, "expected": self.expected, "found": self.found}
        return told | {"refs": list(self.refs)}


def evidence_of(roadmap: Roadmap, party: str, gone: Gone) -> list[Kept]:
    files = Evidence.objects.filter(report__activity__roadmap=roadmap, kind=Evidence.Kind.FILE)
    return _once("evidence", permissions.visible_to_party(party, files), gone)


def documents_of(roadmap: Roadmap, party: str, gone: Gone) -> list[Kept]:
    """Of both parties, less the papers of what this party agreed with a third one."""
    of_both = Document.objects.filter(country__in=(roadmap.party_a_id, roadmap.party_b_id))
    elsewhere = Amendment.objects.exclude(roadmap=roadmap)
    answered = elsewhere.filter(answer_document__isnull=False)
    others = Q(pk__in=elsewhere.values("document")) | Q(pk__in=answered.values("answer_document"))
    return _once("document", permissions.visible_to_party(party, of_both.exclude(others)), gone)


def _once(kind: str, found: Any, gone: Gone) -> list[Kept]:
    rows: dict[str, list[Any]] = {}
    for row in found.order_by("sha256", "pk").values("pk", "sha256", "size", "file", "file_name"):
        rows.setdefault(row["sha256"], []).append(row)
    return [_kept(kind, sha256, same) for sha256, same in rows.items() if sha256 not in gone.hashes]


def _kept(kind: str, sha256: str, same: list[Any]) -> Kept:
    first, folder = same[0], {"evidence": "evidence", "document": "documents"}[kind]
    extension = first["file_name"].rpartition(".")[2].lower()
    path = f"{folder}/{sha256}.{extension}"
    return Kept(path, first["file"], sha256, first["size"], tuple(f"{kind}/{row['pk']}" for row in same))


def write_files(archive: Archive, files: Iterable[Kept]) -> list[Problem]:
    return [problem for kept in files if (problem := _copied(archive, kept))]


def _copied(archive: Archive, kept: Kept) -> Problem | None:
    """Into the archive; what is wrong with it, if anything is. Raises OSError where the storage does not answer."""
    try:
        source = storage.by_pieces(kept.name)
    except OSError as error:
        if not isinstance(error, FileNotFoundError) and error.errno is None:
            raise
        what = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        log.error("%s is not to be had from the storage: %s", ", ".join(kept.refs), error)
        archive.passed(kept.size)
        return Problem(kept.path, what, kept.sha256, None, kept.refs)
    whole = True
    with source, archive.file(kept.path, packed=False) as file:
        try:
            while piece := source.read(PIECE):
                file.write(piece)
        except OSError:
            log.exception("%s cannot be read: %s", ", ".join(kept.refs), kept.name)
            whole = False
    if file.sha256 == kept.sha256:
        return None
    log.error("%s is not what was recorded: %s", ", ".join(kept.refs), kept.name)
    return Problem(kept.path, "altered" if whole else "unreadable", kept.sha256, file.sha256, kept.refs)
