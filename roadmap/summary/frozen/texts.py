"""Texts of frozen content: it holds a salted hash of each, the text lies beside it and may be taken away."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, cast

from django.utils.translation import gettext_lazy as _

from accounts import ledger

# Words in the language of whoever reads; text to all that is made of it.
REMOVED = cast(str, _("text removed"))


class SaltedText(Protocol):
    """A text with what its hash is made from: `FrozenText`, or a row of the closing's texts."""

    @property
    def sha256(self) -> str: ...
    @property
    def salt(self) -> str: ...
    @property
    def text(self) -> str: ...


class FrozenText:
    """One text that content names by `sha256`."""

    __slots__ = ("salt", "sha256", "text")

    def __init__(self, salt: str, text: str) -> None:
        self.sha256, self.salt, self.text = ledger.commitment(text, salt), salt, text


class DoesNotFit(ValueError):
    """What is stored is not what was frozen and signed: somebody changed it past the pages."""


class TextDiffers(DoesNotFit):
    """A text is not the one that the content holds the hash of."""


def fresh(text: str) -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(16)


# What stands in content for a text: its hash, or the text itself.
Held = Callable[[str | None], Any]


def as_it_is(text: str | None) -> str:
    return text or ""


class Committing:
    """Texts put out of content: an empty one stays, another leaves its hash. `kept` are those put out."""

    def __init__(self, salt: Callable[[str], str]) -> None:
        self.kept: list[FrozenText] = []
        self._salt = salt

    def __call__(self, text: str | None) -> Any:
        if not text:
            return ""
        one = FrozenText(self._salt(text), text)
        self.kept.append(one)
        return {"text": one.sha256}


class Texts:
    """Texts put back into content. One that is not there any more is said to be removed."""

    def __init__(self, texts: Iterable[SaltedText]) -> None:
        self._known: Mapping[str, str] = {row.sha256: self._checked(row) for row in texts}

    @staticmethod
    def _checked(row: SaltedText) -> str:
        if ledger.commitment(row.text, row.salt) != row.sha256:
            raise TextDiffers(row.sha256)
        return row.text

    def __call__(self, held: Any) -> str:
        said: str = self._known.get(held["text"], REMOVED) if held else ""
        return said

    def within(self, value: Any) -> Any:
        """The content with all its texts put back; None stands for one that was removed."""
        if isinstance(value, list):
            return [self.within(one) for one in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"text"}:
            return self._known.get(value["text"])
        return {name: self.within(inner) for name, inner in value.items()}
