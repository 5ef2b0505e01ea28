"""Figures that are frozen: all that a summary was made from, as one canonical text, and the same summary from it.

- `writing`: the summary -> content ("alternat-figures/1"); `reading`, `plans`: content -> the summary, without the
  database
- `texts`: what somebody wrote stands in it by a salted hash alone, so that it may be removed without breaking one
- `comparing`: what differs between two contents, figure by figure and row by row
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts import ledger
from roadmap.summary.frozen.comparing import Difference, changes
from roadmap.summary.frozen.reading import FiguresDiffer, UnknownFormat, thaw
from roadmap.summary.frozen.texts import (
    REMOVED,
    Committing,
    DoesNotFit,
    FrozenText,
    SaltedText,
    TextDiffers,
    Texts,
    as_it_is,
    fresh,
)
from roadmap.summary.frozen.writing import FORMAT, content_of
from roadmap.summary.whole import RoadmapSummary

__all__ = [
    "FORMAT",
    "REMOVED",
    "Difference",
    "DoesNotFit",
    "FiguresDiffer",
    "Frozen",
    "FrozenText",
    "SaltedText",
    "TextDiffers",
    "UnknownFormat",
    "changes",
    "frozen_of",
    "open_content_of",
    "resolved",
    "thaw",
]


@dataclass(frozen=True, slots=True)
class Frozen:
    """`content` is canonical JSON, `sha256` its hash; `texts` are what it holds by their hashes."""

    content: str
    sha256: str
    texts: tuple[FrozenText, ...]


def frozen_of(found: RoadmapSummary) -> Frozen:
    """`found` is a detailed summary as known at an instant. Raises FiguresDiffer where it cannot be had back."""
    texts = Committing(fresh)
    content = ledger.canonical(content_of(found, texts))
    kept = tuple(texts.kept)
    thaw(content, kept)
    return Frozen(content, ledger.sha256(content), kept)


def open_content_of(found: RoadmapSummary) -> dict[str, Any]:
    """What `resolved` gives of `frozen_of`, in half the time: nothing is hashed, and nothing had back."""
    held: dict[str, Any] = json.loads(ledger.canonical(content_of(found, as_it_is)))
    return held


def resolved(content: str, texts: Iterable[SaltedText]) -> dict[str, Any]:
    """The content with its texts put back, for comparing: salts differ whenever something is frozen."""
    held: dict[str, Any] = Texts(texts).within(json.loads(content))
    return held
