"""A copy as somebody takes it away, and what is read from it."""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from roadmap import bundle
from roadmap.models import Roadmap
from tests.build import NOON


class Copy:
    """A zip on the disk. `made` is what was told of it."""

    def __init__(self, path: Path, made: bundle.Made) -> None:
        self.path, self.made = path, made

    @property
    def names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    def read(self, name: str) -> bytes:
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    def json(self, name: str) -> Any:
        return json.loads(self.read(name))

    def lines(self, name: str) -> list[Any]:
        return [json.loads(line) for line in self.read(name).decode().splitlines()]

    def holds(self, what: str) -> bool:
        """Anywhere, in any of its files."""
        return any(what.encode() in self.read(name) for name in self.names)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def verify(self, *more: str) -> "subprocess.CompletedProcess[str]":
        """By its own verifier, in a Python that knows nothing of this project."""
        program = self.path.with_suffix(".py")
        program.write_bytes(self.read("verificar.py"))
        command = [sys.executable, "-I", str(program), str(self.path), "--lang", "en", *more]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.path.parent)


def take(
    roadmap: Roadmap, party: str, tell: bundle.Tell = lambda done, total: None, now: datetime = NOON
) -> Copy:
    folder = Path(tempfile.mkdtemp(dir=settings.DATA_DIR))
    path, aside = folder / "copy.zip", folder / "aside"
    aside.mkdir()
    with path.open("w+b") as file:
        made = bundle.write(file, roadmap, party, now=now, folder=aside, tell=tell)
    return Copy(path, made)
