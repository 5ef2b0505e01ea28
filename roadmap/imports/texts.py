"""Texts as people type them -> tidy texts, and what two texts are compared by."""

import re
import unicodedata

_INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [*range(0x20), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]
)
_INVISIBLE.update({ord("\t"): " ", ord("\n"): "\n", ord("\v"): "\n", ord("\f"): "\n"})
_INVISIBLE.update({0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
_UNTIDY = re.compile(r"^\s|\s$|[^\S ]|  |[\x00-\x1f\x7f\xad\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_DASH = re.compile("[‐‑‒–—−]")
_ESCAPED_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")
NOTHING = frozenset({"", "-", "–", "—", "―", "_"})


def tidy(text: str) -> str:
    """Without stray, non-breaking and invisible spaces; line breaks stay. A lone dash is nothing."""
    if _UNTIDY.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
        text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    return "" if text in NOTHING else text


def unescaped(text: str) -> str:
    """Spreadsheets write control characters as _x000D_."""
    return _ESCAPED_CONTROL.sub(lambda match: chr(int(match[1], 16)), text) if "_x00" in text else text


def fold(text: str) -> str:
    """For comparing: letters and digits only, without case or accents; `Nº`, `N°` and `No.` are alike."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text.replace("°", "o"))
    return "".join(filter(str.isalnum, plain.casefold()))


def folded(text: str) -> str:
    """For comparing acronyms and keys: without case, accents or spaces; `MP-FN` and `MPFN` differ."""
    plain = unicodedata.normalize("NFKD", _DASH.sub("-", text)).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and not unicodedata.combining(letter))
