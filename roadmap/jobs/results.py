"""What background work answers: what came of it, or why nothing can."""

from dataclasses import dataclass
from pathlib import Path


class Impossible(Exception):
    """The work cannot be done; its text tells the person why, and what to do."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: words for the person, and a file where there is one, which is moved into the storage."""

    message: str = ""
    path: Path | None = None
    name: str = ""
    content_type: str = ""
