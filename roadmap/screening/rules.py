"""What looks like a person's datum, as data: a general set and one a country, in `data/`. Read and checked once.

A set has rules, and what holds for the rules of all sets: `exceptions` by kind, such as official mailboxes;
`no_names`, words with which no person's name begins; `not_announced_by`, `not_followed_by`, `other_numbers`: what makes
of a number an amount, a law's, a file's, a date. `names` of the general set are patterns that rules name in capitals.
A rule has
  kind, label      what is found; several rules may find one kind
  pattern          of the datum, which is the whole of it or its group `datum`; in the folded text (lower case, no
                   accents) unless `case`
  words, reach     one of these must stand before it, with at most so many characters between that are no digits
  alone            nothing announces it: it is none where the words around it make another number of it
  except           not where the datum is this
  is_name          not where it begins with one of `no_names`

Texts are hostile: no pattern may repeat without an end, so that each place of a text is looked at in bounded time.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
FORMAT = "alternat-screening/1"
GENERAL = "general"
REACH = 25
KEYS = {"kind", "label", "pattern", "words", "reach", "alone", "except", "case", "is_name"}
CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.S)
ENDLESS = re.compile(r"[*+]|\{\d+,\}")
# Between a word and a law's or a file's number: "N° ", "Nº: ".
NUMBERED = r"(?:\s{0,2}(?:n\.?\s?[°º]?o?\.?|nro\.?|num\.?|numero|no\.?|#|[:=]|de|por)){0,3}\s{0,2}$"


class RulesUnsound(Exception):
    """A set of rules cannot be used; says which one and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    label: Mapping[str, str]
    pattern: re.Pattern[str]
    case: bool
    is_name: bool
    alone: bool
    words: re.Pattern[str] | None
    exception: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a file of data holds, once it was found sound."""

    rules: tuple[Rule, ...]
    exceptions: Mapping[str, re.Pattern[str]]
    no_names: frozenset[str]
    announced: tuple[str, ...]
    followed: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Of a pair of countries: what is announced by a word comes first, since then it is plain what it is."""

    rules: tuple[Rule, ...]
    exceptions: Mapping[str, tuple[re.Pattern[str], ...]]
    no_names: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    other: re.Pattern[str]


@cache
def of(countries: tuple[str, ...]) -> Rules:
    """The rules of the countries that have any, in their order, and the general ones."""
    sets = [one for name in (*dict.fromkeys(countries), GENERAL) if (one := _set(name)) is not None]
    every = [rule for one in sets for rule in one.rules]
    kinds = {kind for one in sets for kind in one.exceptions}
    return Rules(
        tuple(sorted(every, key=_how_plain)),
        {kind: tuple(one.exceptions[kind] for one in sets if kind in one.exceptions) for kind in kinds},
        frozenset().union(*(one.no_names for one in sets)),
        before=re.compile(rf"(?:^|[^a-z])(?:{_either(one.announced for one in sets)}){NUMBERED}"),
        after=re.compile(rf"^\s{{0,2}}(?:{_either(one.followed for one in sets)})(?![a-z])"),
        other=re.compile(_either(one.others for one in sets)),
    )


def _how_plain(rule: Rule) -> int:
    return 0 if rule.words or rule.is_name else 1 + rule.alone


def _either(patterns: Iterable[Iterable[str]]) -> str:
    return "|".join(one for some in patterns for one in some)


@cache
def known() -> tuple[str, ...]:
    """The countries that have rules of their own."""
    return tuple(sorted(path.stem for path in DATA.glob("*.json") if path.stem != GENERAL))


def label(kind: str, language: str) -> str:
    """In words, for whoever reads of a find; the kind itself where its rule is no longer there."""
    for rule in of(known()).rules:
        if rule.kind == kind:
            return rule.label.get(language) or rule.label["es"]
    return kind


@cache
def _set(name: str) -> RuleSet | None:
    path = DATA / f"{name}.json"
    if not path.is_file():
        return None
    names = {} if name == GENERAL else _general_names()
    return read(json.loads(path.read_text(encoding="utf-8")), name=name, names=names)


@cache
def _general_names() -> Mapping[str, str]:
    data = json.loads((DATA / f"{GENERAL}.json").read_text(encoding="utf-8"))
    return dict(data.get("names", {}))


def read(data: Mapping[str, Any], *, name: str, names: Mapping[str, str]) -> RuleSet:
    """A set of rules from its data. Raises RulesUnsound."""
    try:
        if data["format"] != FORMAT or (data["country"] or GENERAL) != name:
            raise RulesUnsound(f"{name}: not a set of rules of this country in the format {FORMAT}")
        fragments = {**names, **data.get("names", {})}
        exceptions = {kind: _compiled(text, fragments) for kind, text in data.get("exceptions", {}).items()}
        rules = tuple(_rule(one, fragments) for one in data["rules"])
        around = [
            tuple(_sound(one) for one in data.get(key, ()))
            for key in ("not_announced_by", "not_followed_by", "other_numbers")
        ]
        return RuleSet(rules, exceptions, frozenset(data.get("no_names", ())), *around)
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise RulesUnsound(f"{name}: {error!r}") from error


def _rule(data: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    if unknown := set(data) - KEYS:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if not {"es", "en"} <= set(data["label"]):
        raise ValueError(f"{data['kind']} has no label in both languages")
    return Rule(
        kind=data["kind"],
        label=data["label"],
        pattern=_compiled(data["pattern"], fragments),
        case=bool(data.get("case")),
        is_name=bool(data.get("is_name")),
        alone=bool(data.get("alone")),
        words=_words(data["words"], int(data.get("reach", REACH))) if "words" in data else None,
        exception=_compiled(data["except"], fragments) if "except" in data else None,
    )


def _words(words: Iterable[str], reach: int) -> re.Pattern[str]:
    either = "|".join(_sound(word) for word in words)
    return re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z])\D{{0,{reach}}}$")


def _compiled(text: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_text(text, fragments))


def _text(text: str, fragments: Mapping[str, str]) -> str:
    """With the fragments that it names, longest name first."""
    for name in sorted(fragments, key=len, reverse=True):
        text = re.sub(rf"\b{name}\b", lambda _found, name=name: f"(?:{fragments[name]})", text)  # type: ignore[misc]
    return _sound(text)


def _sound(text: str) -> str:
    """A pattern that can be used and ends."""
    re.compile(text)
    if ENDLESS.search(CLASS.sub("x", text)):
        raise ValueError(f"repeats without an end: {text}")
    return text
