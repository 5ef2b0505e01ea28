"""One copy: verified first, then read line by line. Its own verifier says what is wrong with it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models.ledger import PLATFORM
from accounts.states import chain_of
from roadmap.proof import verificar

TOLD = 3  # mistakes that are told one by one


class Refused(Exception):
    """Nothing is written; the text says why."""


class Bundle:
    """A copy that verified. `party`: for whom it was made."""

    def __init__(self, path: Path, copy: verificar.Copy, index: dict[str, Any]) -> None:
        self.path, self.copy = path, copy
        self.roadmap, self.party = str(index["roadmap"]), str(index["party"])
        self.listed = {row["path"]: row["sha256"] for row in index["files"]}
        self.index_sha256 = ledger.sha256(copy.text("index.json"))
        self.chains = {chain_of(self.roadmap): "ledger/roadmap.jsonl", PLATFORM: "ledger/platform.jsonl"}

    def lines(self, path: str) -> Iterator[str]:
        return self.copy.lines(path)

    def json(self, path: str, default: Any = None) -> Any:
        return self.copy.json(path) if path in self.copy.sizes else default

    def text(self, path: str) -> str:
        return self.copy.text(path)

    def named(self, start: str, end: str = "") -> list[str]:
        """Its files whose paths begin and end so, in their order."""
        return sorted(path for path in self.listed if path.startswith(start) and path.endswith(end))


def opened(path: Path) -> Bundle:
    """Raises Refused for what is no copy, or one that does not verify."""
    lines: list[str] = []
    say = verificar.Words((get_language() or "es")[:2], lines.append)
    outcome = verificar.verify(path, [], say)
    if outcome == verificar.UNREADABLE:
        raise Refused(_("%(file)s: %(why)s") % {"file": path.name, "why": lines[-1].strip()})
    if outcome != verificar.HOLDS:
        first = [say.text(key, **what) for key, what in say.mistakes[:TOLD]]
        told = {"file": path.name, "count": len(say.mistakes), "first": "; ".join(first)}
        raise Refused(_("%(file)s does not verify (faults: %(count)s): %(first)s") % told)
    copy = verificar.open_copy(path)
    return Bundle(path, copy, verificar.read_index(copy))


def body_of(row: dict[str, Any]) -> str | None:
    """The text that was hashed, however the line holds it."""
    body = row["body"]
    return body if body is None or isinstance(body, str) else ledger.canonical(body)


def loaded(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
