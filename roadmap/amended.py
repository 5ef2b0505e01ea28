"""What an agreed modification changes, in words: field by field, as it was and as it will be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Country
from roadmap.models import Activity, Amendment, Responsibility, Roadmap
from roadmap.models.rules import Check, Level

DAYS = {"start", "deadline", "end"}
OF_ACTIVITY = (
    *("number", "axis", "title", "kind", "weight", "start", "deadline", "responsibles", "milestones"),
    *("indicator", "unit", "baseline", "target", "means_of_verification"),
    *("cooperation", "funding", "source"),
)
OF_ROADMAP = (
    *("end", "cutoffs", "conformity_required", "evidence_required"),
    *("answer_days", "tacit_conformity", "minimum_text", "sign_days", "closing_visto_bueno"),
    *("checks", "reminders"),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One field; `old` and `new` are lines of text, empty where there is nothing."""

    label: str
    old: list[str]
    new: list[str]


def changed(
    changes: Mapping[str, Any], before: Mapping[str, Any], parties: Sequence[Country]
) -> list[Changed]:
    """In the order of the form; `parties` in the order of the reader."""
    return [
        Changed(_label(name), lines(name, before.get(name), parties), lines(name, changes[name], parties))
        for name in (*OF_ACTIVITY, *OF_ROADMAP)
        if name in changes and (changes[name] not in ("", [], {}) or before.get(name))
    ]


def about(amendment: Amendment, titles: Mapping[str, str]) -> str:
    """ "1.1 Protocolo"; the kind alone where it is of the roadmap itself."""
    number = amendment.activity_number
    if not number:
        return ""
    return f"{number} {titles.get(number) or amendment.changes.get('title', '')}".strip()


def _label(name: str) -> str:
    if name == "axis":
        return _("Axis")
    own = {
        "responsibles": _("Who answers"),
        "milestones": _("Milestones"),
        "cutoffs": _("Cutoff dates"),
    }
    model = Roadmap if name in OF_ROADMAP else Activity
    label = own[name] if name in own else str(getattr(model._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def lines(name: str, value: Any, parties: Sequence[Country]) -> list[str]:
    """One field's value in words; `parties` in the order of the reader."""
    if value in (None, "", [], {}):
        return []
    if name == "responsibles":
        return list(_sides(value, parties))
    if name == "milestones":
        return [_milestone(row) for row in value]
    if name == "cutoffs":
        return [" · ".join(map(_day, value))]
    if name == "checks":
        return [f"{Check(key).label}: {Level(level).label}" for key, level in value.items()]
    if name == "reminders":
        return list(_reminders(value))
    return [_one(name, value)]


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in DAYS:
        return _day(value)
    if name == "weight":
        return formats.localize(Decimal(value), use_l10n=True)
    return str(Activity.Kind(value).label) if name == "kind" else str(value)


def _sides(sides: Mapping[str, Any], parties: Sequence[Country]) -> Iterator[str]:
    for country in parties:
        if rows := sides.get(country.pk):
            yield f"{country}: " + ", ".join(map(_responsible, rows))


def _responsible(row: Mapping[str, Any]) -> str:
    if row["role"] == Responsibility.Role.CO_RESPONSIBLE:
        return str(row["acronym"])
    return f"{row['acronym']} ({Responsibility.Role(row['role']).label.lower()})"


def _milestone(row: Mapping[str, Any]) -> str:
    parts = [f"{row['key']} · {row['title']}"]
    if row["due"]:
        parts.append(_day(row["due"]))
    weight = formats.localize(Decimal(row["weight"]), use_l10n=True)
    return " · ".join([*parts, _("weight %(weight)s") % {"weight": weight}])


def _reminders(value: Mapping[str, Iterable[int]]) -> Iterator[str]:
    words = {
        "before": pgettext("reminders", "Days before the cutoff date"),
        "after": pgettext("reminders", "Days after it"),
        "waiting": pgettext("reminders", "Days of waiting"),
    }
    for name, label in words.items():
        if name in value:
            yield f"{label}: " + ", ".join(map(str, value[name]))


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
