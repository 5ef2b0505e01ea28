"""What a form says of one activity, laid over what stands there already: nothing that it leaves blank is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from roadmap.models import ProgressReport
from roadmap.offline.assigned import Assigned
from roadmap.offline.reading import Filled

TEXTS = ("description", "difficulties", "next_steps", "value_reached", "explanation")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A field of the open report in which something else stood."""

    label: str
    old: str
    new: str


def as_new(row: Assigned, filled: Filled, cutoff: date) -> dict[str, Any]:
    """The content of a report that begins with the form; its milestones go on from the last validated ones."""
    return {
        "as_of": cutoff,
        "percent": filled.percent,
        "milestones_met": _met(row, filled, row.met),
        **{name: filled.texts.get(name, "") for name in TEXTS},
    }


def into(report: ProgressReport, row: Assigned, filled: Filled, cutoff: date) -> dict[str, Any]:
    """The content of the open report after it: of the form only what was written in it."""
    told = as_new(row, filled, cutoff)
    return {
        "as_of": cutoff,
        "percent": report.percent if told["percent"] is None else told["percent"],
        "milestones_met": _met(row, filled, frozenset(report.milestones_met)),
        **{name: told[name] or getattr(report, name) for name in TEXTS},
    }


def changed_ticks(row: Assigned, filled: Filled) -> dict[str, bool]:
    """The milestones whose cell says something else than was printed in it, and each “No” that somebody wrote."""
    return {
        key: bool(answer)
        for key, answer in filled.met.items()
        if bool(answer) != _was_printed(row, filled, key) or answer is False
    }


def is_empty(row: Assigned, filled: Filled, report: ProgressReport | None) -> bool:
    """Nothing was written: ticks that the form came with are no report. `report`: the one that is open."""
    before = set(report.milestones_met) if report else row.met
    touched = any(
        ticked or key in before or _was_printed(row, filled, key)
        for key, ticked in changed_ticks(row, filled).items()
    )
    return filled.percent is None and not touched and not any(filled.texts.values())


def replaced(report: ProgressReport, content: Mapping[str, Any], row: Assigned) -> list[Replaced]:
    """What the open report says now and would say no more; what is only added is not in it."""
    found = [
        Replaced(_label(name), getattr(report, name), content[name])
        for name in TEXTS
        if getattr(report, name) not in ("", content[name])
    ]
    if report.percent not in (None, content["percent"]):
        found.insert(0, Replaced(_label("percent"), _percent(report.percent), _percent(content["percent"])))
    gone = set(report.milestones_met) - set(content["milestones_met"])
    titles = [stone.title for stone in row.milestones if stone.key in gone]
    return [*found, *(Replaced(title, _("met"), _("not met")) for title in titles)]


def _met(row: Assigned, filled: Filled, before: frozenset[str]) -> list[str]:
    """The earlier ticks with those that were changed in the form; a milestone may have left the plan since."""
    changed = changed_ticks(row, filled)
    keys = [stone.key for stone in row.milestones]
    return sorted(key for key in keys if changed.get(key, key in before))


def _was_printed(row: Assigned, filled: Filled, key: str) -> bool:
    """Whether the form came with the milestone ticked: what it says of itself, for more was validated since."""
    return filled.printed.get(key, key in row.met)


def _label(name: str) -> str:
    label = str(cast("models.Field[Any, Any]", ProgressReport._meta.get_field(name)).verbose_name)
    return label[:1].upper() + label[1:]


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{formats.localize(value.normalize(), use_l10n=True)} %"
