"""A zip that is written piece by piece: each file hashed while it passes, dates fixed: equal content, equal bytes."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

PIECE = 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
# Done, of how much: called often, may raise to end it all.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the archive as the index names it."""

    path: str
    size: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        return {"path": self.path, "size": self.size, "sha256": self.sha256}


@dataclass(slots=True)
class Written:
    """One file of the archive while it is written."""

    _file: IO[bytes]
    _passed: Callable[[int], None]
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)
        self._passed(len(piece))

    def line(self, text: str) -> None:
        self.write(f"{text}\n".encode())

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


class Archive:
    """`total` is about how many bytes will pass; `listed` are the files so far."""

    def __init__(self, file: IO[bytes], tell: Tell, total: int) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._tell, self._total, self._done = tell, total, 0
        self.listed: list[Listed] = []

    @contextmanager
    def file(self, path: str, *, packed: bool = True) -> Iterator[Written]:
        """A file of any size. `packed`: what is no picture or document, which are small already."""
        info = zipfile.ZipInfo(path, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.create_system, info.external_attr = 3, 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as inside:
            written = Written(inside, self.passed)
            yield written
        self.listed.append(Listed(path, written.size, written.sha256))

    def text(self, path: str, content: str | bytes) -> None:
        with self.file(path) as file:
            file.write(content.encode() if isinstance(content, str) else content)

    def copy(self, path: str, source: IO[bytes]) -> None:
        with self.file(path) as file:
            while piece := source.read(PIECE):
                file.write(piece)

    def passed(self, size: int) -> None:
        self._done += size
        self._tell(min(self._done, self._total), self._total)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()
