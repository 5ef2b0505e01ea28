"""What background work answers: what came of it, or why nothing can."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Impossible(Exception):
    """The work cannot be done; its text tells the person why, and what to do."""


class Overtaken(Exception):
    """Something happened meanwhile by which the result must not be given out: it is made anew."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: words for the person, and a file where there is one, which is moved into the storage.

    `is_overtaken` is asked once more when all is ready.
    """

    message: str = ""
    path: Path | None = None
    name: str = ""
    content_type: str = ""
    is_overtaken: Callable[[], bool] = lambda: False
