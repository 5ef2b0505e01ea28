"""A file that passes by, piece by piece: its SHA-256, and what else may be recognised in it. Nothing of it is kept.

A signed PDF is the PDF before it with more at its end: each `%%EOF` closes one revision, and the hash of all up to
there is the hash of that revision. A document of a closing names the closing's number among its metadata.
"""

import hashlib
import re
from dataclasses import dataclass, field

END = re.compile(rb"%%EOF\r?\n?")
NUMBER = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")
OVERLAP = 70  # bytes of the piece before that are looked at again
MOST = 200  # that a file of ours does not come near


@dataclass(slots=True)
class Passing:
    """`revisions`: hashes of the file up to each of its ends; `numbers`: what looks like a SHA-256 in it."""

    size: int = 0
    revisions: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _tail: bytes = b""

    def update(self, piece: bytes) -> None:
        seen = self._tail + piece
        start = self.size - len(self._tail)
        ends = {end for found in END.finditer(seen) for end in (found.start() + 5, found.end())}
        done = len(self._tail)
        for end in sorted(end for end in ends if end > len(self._tail)):
            self._digest.update(seen[done:end])
            done = end
            if len(self.revisions) < MOST:
                self.revisions[self._digest.hexdigest()] = start + end
        self._digest.update(seen[done:])
        if len(self.numbers) < MOST:
            self.numbers.update(found.decode() for found in NUMBER.findall(seen)[:MOST])
        self.size += len(piece)
        self._tail = seen[-OVERLAP:]

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
