"""Two people wrote in the same report: what each changed, put together. Where both changed the same, both are shown."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from roadmap import workflow
from roadmap.forms import ProgressForm
from roadmap.forms.fields import written
from roadmap.models import Milestone, ProgressReport


def merged(
    current: ProgressReport, seen: int, mine: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The content to go on with, and a row for each field in which the two differ.

    `seen` is the version that the person began with. What only the other one changed is taken from there;
    what the person changed stays as they wrote it.
    """
    base = workflow.content_at(current, seen) or {}
    together, rows = {}, []
    for name in ProgressForm.CONTENT:
        theirs, own = _comparable(getattr(current, name)), _comparable(mine[name])
        untouched = name in base and _comparable(base[name]) == own
        together[name] = theirs if untouched else own
        if theirs != own:
            rows.append({"name": name, "theirs": theirs, "mine": own, "taken": not untouched})
    return together, rows


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def readable(
    rows: Sequence[dict[str, Any]], form: ProgressForm, milestones: Sequence[Milestone]
) -> list[dict[str, Any]]:
    """The rows as people read them: the field's label, both values in words."""
    titles = {row.key: row.title for row in milestones}
    return [
        {
            **row,
            "label": form.fields[row["name"]].label,
            "theirs": _words(row["theirs"], titles),
            "mine": _words(row["mine"], titles),
        }
        for row in rows
        if row["name"] in form.fields
    ]


def _words(value: Any, titles: dict[str, str]) -> str:
    if isinstance(value, list):
        return "; ".join(titles.get(str(key), str(key)) for key in value) or _("none")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return written(value) if isinstance(value, Decimal) else str(value or "")
