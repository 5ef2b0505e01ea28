"""What looks like a person's datum inside a file: found by a process of its own, and remembered by the file's hash.

What was found is remembered in this process alone, never in a database or in a cache on disk: it holds the data.
"""

import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from roadmap.screening.reading import DAMAGED, READERS, SECONDS, TOO_SLOW
from roadmap.screening.searching import Found

ROOT = Path(__file__).parents[2]
# The process starts, reads, searches and writes within this, or is ended.
PATIENCE = SECONDS + 2
REMEMBERED = 256
# So many are read at once by this process: whoever waits longer than for one is told that it takes too long.
AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Seen:
    """`unread`: why the file, or its end, could not be looked through. `pictures`: it holds no text at all."""

    found: tuple[Found, ...] = ()
    unread: str = ""
    pictures: bool = False


_memory: OrderedDict[tuple[str, str, tuple[str, ...]], Seen] = OrderedDict()
_lock = threading.Lock()


def can_read(extension: str) -> bool:
    """Whether there can be text in such a file; the words in a picture nobody reads here."""
    return extension in READERS


def remembered(sha256: str, extension: str, countries: Sequence[str]) -> Seen | None:
    key = (sha256, extension, tuple(countries))
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
        return _memory.get(key)


def look_through(data: bytes, sha256: str, extension: str, countries: Sequence[str]) -> Seen:
    """What stands in the file, a few seconds later at most; each file once."""
    seen = remembered(sha256, extension, countries)
    if seen is not None:
        return seen
    if not AT_ONCE.acquire(timeout=PATIENCE):
        return Seen(unread=TOO_SLOW)
    try:
        seen = _read(data, extension, countries)
    finally:
        AT_ONCE.release()
    _remember((sha256, extension, tuple(countries)), seen)
    return seen


def _remember(key: tuple[str, str, tuple[str, ...]], seen: Seen) -> None:
    with _lock:
        _memory[key] = seen
        while len(_memory) > REMEMBERED:
            _memory.popitem(last=False)


def forget(sha256: str) -> None:
    """Nothing of this file stays in memory: it was taken away."""
    with _lock:
        for key in [key for key in _memory if key[0] == sha256]:
            del _memory[key]


def _read(data: bytes, extension: str, countries: Sequence[str]) -> Seen:
    command = [sys.executable, "-m", "roadmap.screening.reading", extension, *countries]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=PATIENCE, cwd=ROOT, env={"LC_ALL": "C.UTF-8"}
        )
    except subprocess.TimeoutExpired:
        return Seen(unread=TOO_SLOW)
    if done.returncode:
        return Seen(unread=TOO_SLOW if done.returncode < 0 else DAMAGED)
    told = json.loads(done.stdout)
    return Seen(tuple(Found(**one) for one in told["found"]), told["unread"], told["pictures"])
