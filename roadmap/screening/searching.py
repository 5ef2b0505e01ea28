"""Looking through texts for what looks like a person's datum. Pure; it points at it, people decide."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadmap.screening import rules
from roadmap.screening.rules import Rule, Rules

# What is looked at before and after a find to tell what it is, and what is shown of it.
BEFORE, AFTER, SHOWN = 90, 30, 40
MOST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and where it stands: `where` is a field or a file, `place` a page, a sheet, in it."""

    where: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`datum`: letters and figures alone, so that the same number is the same however it is written.

    `before`, `matched`, `after` are the words around it, for whoever may write there and for nobody else.
    """

    where: str
    place: str
    kind: str
    datum: str
    before: str
    matched: str
    after: str


def search(texts: Iterable[Piece], countries: Iterable[str]) -> list[Found]:
    """What looks like a datum, in order, the same one once in each place; at most `MOST` of each `where`.

    A number that could be of either country is taken for one of the first.
    """
    chosen = rules.of(tuple(countries))
    found: dict[tuple[str, str, str, str], Found] = {}
    counted: dict[str, int] = {}
    for piece in texts:
        for one in _in_piece(piece, chosen):
            key = (one.where, one.place, one.kind, one.datum)
            if key in found or counted.get(one.where, 0) >= MOST:
                continue
            counted[one.where] = counted.get(one.where, 0) + 1
            found[key] = one
    return list(found.values())


def fold(text: str) -> str:
    """Lower case, no accents, plain spaces, hyphens and figures; as long as the text itself."""
    return text.translate({ord(char): _folded(char) for char in set(text)})


def _folded(char: str) -> str:
    if char in "_\u00a0\u2007\u202f\u2009":
        return " "
    if char in "‐‑‒–—−":
        return "-"
    if char.isspace():
        return char
    plain = unicodedata.normalize("NFKD", char)[:1].lower()
    return plain if len(plain) == 1 else char


def _in_piece(piece: Piece, chosen: Rules) -> Iterator[Found]:
    """In the order of the text. Where two rules see the same place, the one that knows more has it."""
    text = unicodedata.normalize("NFC", piece.text)
    folded = fold(text)
    taken: list[tuple[int, int]] = []
    seen: list[tuple[int, int, Rule]] = []
    for rule in chosen.rules:
        for start, end in _matches(rule, chosen, text, folded):
            at = bisect_left(taken, (start, end))
            if _overlaps(taken, at, start, end):
                continue
            taken.insert(at, (start, end))
            seen.append((start, end, rule))
            if len(seen) > 2 * MOST:
                break
    for start, end, rule in sorted(seen, key=lambda one: one[:2]):
        yield _found(piece, text, folded, start, end, rule)


def _overlaps(taken: list[tuple[int, int]], at: int, start: int, end: int) -> bool:
    return (at > 0 and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end)


def _matches(rule: Rule, chosen: Rules, text: str, folded: str) -> Iterator[tuple[int, int]]:
    for match in rule.pattern.finditer(text if rule.case else folded):
        start, end = _datum(match)
        before, datum, after = (
            folded[max(0, start - BEFORE) : start],
            folded[start:end],
            folded[end : end + AFTER],
        )
        if rule.words and not rule.words.search(before):
            continue
        if rule.alone and _is_another_number(chosen, before, datum, after):
            continue
        if not _is_excepted(rule, chosen, datum):
            yield start, end


def _is_another_number(chosen: Rules, before: str, datum: str, after: str) -> bool:
    """An amount, a law's or a file's number, a date."""
    return bool(chosen.other.search(datum) or chosen.before.search(before) or chosen.after.search(after))


def _is_excepted(rule: Rule, chosen: Rules, datum: str) -> bool:
    if rule.is_name and re.split(r"\W", datum, maxsplit=1)[0] in chosen.no_names:
        return True
    exceptions = (*chosen.exceptions.get(rule.kind, ()), *((rule.exception,) if rule.exception else ()))
    return any(one.search(datum) for one in exceptions)


def _datum(match: re.Match[str]) -> tuple[int, int]:
    for name in ("datum", "datum2"):
        if match.groupdict().get(name) is not None:
            return match.span(name)
    return match.span()


def _found(piece: Piece, text: str, folded: str, start: int, end: int, rule: Rule) -> Found:
    return Found(
        where=piece.where,
        place=piece.place,
        kind=rule.kind,
        datum="".join(char for char in folded[start:end] if char.isalnum() or char == "@"),
        before=_line(text[max(0, start - SHOWN) : start]),
        matched=_line(text[start:end]).strip(),
        after=_line(text[end : end + SHOWN]),
    )


def _line(text: str) -> str:
    """On one line; blanks at its ends stay, since a word may stand right beside."""
    return re.sub(r"\s+", " ", text)
