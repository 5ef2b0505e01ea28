"""What the text of a row holds, as plain JSON: its canonical form, its hash, and what it still lacks. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

Content = dict[str, Any]
DETAILS = (
    *("indicator", "unit", "baseline", "target", "means_of_verification"),
    *("source", "cooperation", "funding"),
)
TEXTS = ("number", "title", "axis", "kind", "start", "deadline", "weight", *DETAILS)
FIELDS = (*TEXTS, "responsibles", "milestones")
KINDS = ("joint", "parallel", "national")
LONGEST_NUMBER = 100
SMALLEST_WEIGHT = Decimal("0.000000001")
LARGEST_WEIGHT = 10**6


def empty() -> Content:
    return {**dict.fromkeys(TEXTS, ""), "weight": "1", "responsibles": {}, "milestones": []}


def canonical(given: Mapping[str, Any]) -> Content:
    """The same text in one form: no blanks around it, decimals without trailing zeros, nothing unknown."""
    text: Content = {name: " ".join(str(given.get(name) or "").split()) for name in TEXTS}
    for name in DETAILS:
        text[name] = str(given.get(name) or "").strip().replace("\r\n", "\n")
    text["weight"] = _plain(text["weight"])
    text["responsibles"] = {
        country: [
            {"acronym": str(who["acronym"]).strip(), "of": who.get("of"), "role": str(who["role"])}
            for who in rows
        ]
        for country, rows in sorted((given.get("responsibles") or {}).items())
        if rows
    }
    text["milestones"] = [
        {
            "key": str(stone["key"]).strip(),
            "title": " ".join(str(stone["title"]).split()),
            "due": str(stone.get("due") or ""),
            "weight": _plain(str(stone.get("weight") or "1")),
        }
        for stone in given.get("milestones") or []
    ]
    return text


def sha256(content: Mapping[str, Any], *, dropped: bool) -> str:
    """What a party accepts when it accepts a proposal. A proposal to leave the row out has one hash."""
    body = {"dropped": True} if dropped else {"dropped": False, **canonical(content)}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems(
    content: Mapping[str, Any],
    *,
    parties: Sequence[tuple[str, str]],
    start: date,
    end: date,
) -> list[str]:
    """In whole sentences, what keeps the text from being agreed. `parties`: code and name of both."""
    return [
        *_missing(content),
        *_period(content, start, end),
        *_responsibles(content, parties),
        *_milestones(content),
    ]


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def order_of(number: str) -> tuple[tuple[int, str], ...]:
    """1.2 before 1.10."""
    return tuple(
        (int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", number) if part
    )


def _missing(content: Mapping[str, Any]) -> list[str]:
    asked = {
        "number": _("The number is missing."),
        "title": _("The title is missing."),
        "axis": _("The axis is missing."),
    }
    found = [said for name, said in asked.items() if not content.get(name)]
    if len(content.get("number") or "") > LONGEST_NUMBER:
        found.append(_("The number is longer than 100 characters."))
    if content.get("kind") not in KINDS:
        found.append(_("The kind is missing: joint, parallel or national."))
    return [*found, *([] if _weighs(content.get("weight")) else [_("The weight must be above 0.")])]


def _weighs(text: Any) -> bool:
    weight = decimal(str(text or ""))
    return weight is not None and SMALLEST_WEIGHT <= weight < LARGEST_WEIGHT


def _period(content: Mapping[str, Any], start: date, end: date) -> list[str]:
    begins, deadline = day(content.get("start", "")), day(content.get("deadline", ""))
    found = []
    if begins is None:
        found.append(_("The start is missing."))
    if deadline is None:
        found.append(_("The deadline is missing."))
    if begins and deadline and deadline < begins:
        found.append(_("The deadline cannot be before the start."))
    if any(one and not start <= one <= end for one in (begins, deadline)):
        found.append(_("Start and deadline lie within the period of the roadmap."))
    return found


def _responsibles(content: Mapping[str, Any], parties: Sequence[tuple[str, str]]) -> list[str]:
    sides = content.get("responsibles") or {}
    answering = [
        name for code, name in parties if any(who["role"] != "support" for who in sides.get(code, []))
    ]
    if content.get("kind") == "national":
        if len(answering) != 1:
            return [_("A national activity has responsible institutions on exactly one side.")]
        return []
    return [
        _("A responsible institution of %(country)s is missing.") % {"country": name}
        for _code, name in parties
        if name not in answering
    ]


def _milestones(content: Mapping[str, Any]) -> list[str]:
    stones = content.get("milestones") or []
    keys = [stone["key"] for stone in stones]
    found = []
    if any(not stone["key"] or not stone["title"] for stone in stones):
        found.append(_("A milestone has no key or no title."))
    if len(set(keys)) < len(keys):
        found.append(_("Two milestones have the same key."))
    if not all(_weighs(stone["weight"]) for stone in stones):
        found.append(_("The weight of a milestone must be above 0."))
    if any(stone["due"] and day(stone["due"]) is None for stone in stones):
        found.append(_("The date of a milestone is not a date."))
    return found


def _plain(text: str) -> str:
    value = decimal(text)
    return f"{value.normalize():f}" if value is not None else text
