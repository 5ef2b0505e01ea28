"""Two texts of a row side by side, field by field, with the words in which they differ marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Country
from roadmap.models import Activity
from roadmap.preparation import content

Piece = tuple[bool, str]  # whether the other text does not have it, and the words
LABELS: dict[str, Promise] = {
    "number": gettext_lazy("number"),
    "title": gettext_lazy("title"),
    "axis": gettext_lazy("axis"),
    "kind": gettext_lazy("kind"),
    "start": gettext_lazy("start"),
    "deadline": gettext_lazy("deadline"),
    "weight": gettext_lazy("weight"),
    "milestones": gettext_lazy("milestones"),
    "indicator": gettext_lazy("indicator"),
    "unit": gettext_lazy("unit"),
    "baseline": gettext_lazy("baseline"),
    "target": gettext_lazy("target"),
    "means_of_verification": gettext_lazy("means of verification"),
    "source": gettext_lazy("source"),
    "cooperation": gettext_lazy("cooperation"),
    "funding": gettext_lazy("funding"),
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: what each of the texts says, in pieces; None for a text that is not there."""

    label: str
    cells: tuple[tuple[Piece, ...] | None, ...]
    differs: bool


def compare(texts: Sequence[Mapping[str, Any] | None], parties: Sequence[Country]) -> list[FieldView]:
    """Field by field; the first two texts are marked against each other. Fields that all leave empty are left out."""
    told = [None if text is None else said(text, parties) for text in texts]
    names = list(next((one for one in told if one is not None), {}))
    views = [_field(name, [None if one is None else one[name] for one in told]) for name in names]
    return [view for view in views if any(cell for cell in view.cells if cell)]


def differing(one: Mapping[str, Any], other: Mapping[str, Any], parties: Sequence[Country]) -> list[str]:
    """The names of the fields in which two texts differ."""
    return [view.label for view in compare([one, other], parties) if view.differs]


def said(text: Mapping[str, Any], parties: Sequence[Country]) -> dict[str, str]:
    """Each field in words, by its label, in the language of the page."""
    found: dict[str, str] = {}
    for name, label in LABELS.items():
        found[_upper(str(label))] = _words(name, text)
        if name == "kind":
            for country in parties:
                heading = _("Responsible institutions, %(party)s") % {"party": country}
                found[heading] = responsibles(text, country.code)
    return found


def responsibles(text: Mapping[str, Any], country: str) -> str:
    """As the workbook writes them: MIMP (lidera); PNP."""
    marks = {"lead": _("leads"), "support": _("supports")}
    return "; ".join(
        f"{who['acronym']} ({marks[who['role']]})" if who["role"] in marks else who["acronym"]
        for who in (text.get("responsibles") or {}).get(country, [])
    )


def milestones(text: Mapping[str, Any]) -> str:
    return "\n".join(
        " · ".join(
            part
            for part in (stone["key"], stone["title"], _day(stone["due"]), _weight(stone["weight"]))
            if part
        )
        for stone in text.get("milestones") or []
    )


def _words(name: str, text: Mapping[str, Any]) -> str:
    value = text.get(name) or ""
    if name == "kind":
        return str(Activity.Kind(value).label) if value in content.KINDS else ""
    if name in ("start", "deadline"):
        return _day(value)
    if name == "weight":
        return _number(value)
    return milestones(text) if name == "milestones" else str(value)


def _field(label: str, told: Sequence[str | None]) -> FieldView:
    first, second = (*told, None)[:2]
    if first is None or second is None or first == second:
        return FieldView(label, tuple(_whole(one) for one in told), differs=False)
    mine, theirs = _marked(first, second)
    return FieldView(label, (mine, theirs, *(_whole(one) for one in told[2:])), differs=True)


def _whole(text: str | None) -> tuple[Piece, ...] | None:
    return None if text is None else ((False, text),) if text else ()


def _marked(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = _tokens(one), _tokens(other)
    mine: list[Piece] = []
    theirs: list[Piece] = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for pieces, words in ((mine, a[a_from:a_to]), (theirs, b[b_from:b_to])):
            if words:
                pieces.append((kind != "equal", "".join(words)))
    return tuple(mine), tuple(theirs)


def _tokens(text: str) -> list[str]:
    """Words, the blanks between them, and signs each by itself."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def _day(text: str) -> str:
    found = content.day(text)
    return formats.date_format(found, "SHORT_DATE_FORMAT") if found else text


def _weight(text: str) -> str:
    """A weight of one is not worth a word."""
    return "" if text == "1" else _("weight %(weight)s") % {"weight": _number(text)}


def _number(text: str) -> str:
    value = content.decimal(text)
    return formats.localize(value, use_l10n=True) if value is not None else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
