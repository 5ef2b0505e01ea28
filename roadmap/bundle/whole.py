"""The parts of a complete copy in their order, and its index, which is written last."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import ngettext

from accounts import acts, chains, ledger
from accounts.models import User
from accounts.states import chain_of
from roadmap import proof
from roadmap.bundle import closings, figures, files, record, tombstones
from roadmap.bundle.archive import Archive, Tell
from roadmap.models import Roadmap

FORMAT = "alternat-bundle/1"
HERE = Path(__file__).parent
TRIES = 5  # in each of them somebody did something


@dataclass(frozen=True, slots=True)
class Made:
    """What the copy holds. `problems`: files that the storage no longer has as they were recorded."""

    count: int
    heads: list[dict[str, Any]]
    problems: list[files.Problem]
    _gone: tombstones.Gone

    def is_overtaken(self) -> bool:
        """Something was ordered to be removed since: it may be in this copy, which must not be given out."""
        return self._gone.is_overtaken()

    def in_words(self) -> str:
        told = ngettext("%(count)s file, all of it sound.", "%(count)s files, all of them sound.", self.count)
        if not self.problems:
            return told % {"count": self.count}
        count = len(self.problems)
        told = ngettext(
            "%(count)s file is missing from the server's storage or altered: the index of the copy names it. "
            "Everything else is there. Tell the operator.",
            "%(count)s files are missing from the server's storage or altered: the index of the copy names them. "
            "Everything else is there. Tell the operator.",
            count,
        )
        return told % {"count": count}


def file_name(roadmap: Roadmap, party: str, at: datetime) -> str:
    return f"alternat-{roadmap.code}-{party}-{at:%Y-%m-%d}.zip"


def write(file: IO[bytes], roadmap: Roadmap, party: str, *, now: datetime, folder: Path, tell: Tell) -> Made:
    """The zip into a file that can be sought in. `party`: code of one of the two; `roadmap` comes with them.

    `folder`: an empty one, for what has to wait for its place in the archive.
    """
    if not roadmap.has_party(party):
        raise ValueError(f"{party} is not a party of {roadmap.code}")
    chains.begin_missing(now)
    gone = tombstones.of(roadmap)
    kept = files.evidence_of(roadmap, party, gone), files.documents_of(roadmap, party, gone)
    signed, days = closings.closings_of(roadmap), figures.days_of(roadmap, now)
    total = sum(one.size for part in kept for one in part)
    total += len(days) * figures.size_of(roadmap) + len(signed) * closings.SIZE
    known = _settled(roadmap, days, now, folder, lambda: tell(0, total))
    heads, named = [head.as_dict() for head in known], record.Named()
    with Archive(file, tell, total + record.size_of(known)) as archive:
        _write_words(archive)
        record.write_chains(archive, known, party, named)
        record.write_things(archive, known, party, named)
        record.write_heads(archive, roadmap, known, party)
        problems = closings.write_closings(archive, signed, gone)
        closings.write_unilateral(archive, roadmap)
        closings.write_unsealed(archive, roadmap)
        figures.write_figures(archive, folder)
        tombstones.write(archive, gone, named)
        record.write_people(archive, named)
        record.write_places(archive)
        problems += [problem for part in kept for problem in files.write_files(archive, part)]
        archive.text("index.json", _index(archive, roadmap, party, now, heads, problems))
    return Made(len(archive.listed), heads, problems, gone)


def _settled(
    roadmap: Roadmap, days: list[date], now: datetime, folder: Path, each: Callable[[], None]
) -> list[record.Head]:
    """The heads of the chains, and figures of the very same state: nothing was entered while they were made."""
    for _time in range(TRIES):
        known = record.heads(roadmap)
        figures.hold(folder, roadmap, days, now, each)
        if record.heads(roadmap) == known:
            break
    return known


def taken(roadmap: Roadmap, party: str, sha256: str, *, by: User | None, now: datetime) -> None:
    """Enters in the record that a copy was taken away, for both parties to read. Nobody: on the command line."""
    told = {"party": party, "sha256": sha256}
    acts.happened("bundle.taken", chain=chain_of(roadmap.code), by=by, now=now, **told)


def _write_words(archive: Archive) -> None:
    """The program that checks it all, and what the copy is, in both languages."""
    archive.text("verificar.py", Path(proof.__file__).with_name("verificar.py").read_bytes())
    for name in ("LEAME.txt", "README.txt"):
        archive.text(name, (HERE / name).read_bytes())


def _index(
    archive: Archive,
    roadmap: Roadmap,
    party: str,
    now: datetime,
    heads: list[dict[str, Any]],
    problems: list[files.Problem],
) -> str:
    told = {
        "format": FORMAT,
        "roadmap": roadmap.code,
        "party": party,
        "made_at": ledger.instant(now),
        "server": settings.SITE_URL,
        "heads": heads,
        "files": [one.as_dict() for one in sorted(archive.listed, key=lambda one: one.path)],
        "problems": [problem.as_dict() for problem in problems],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
