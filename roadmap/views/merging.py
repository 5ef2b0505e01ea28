"""Two people wrote in the same report: what each changed, put together. Where both changed the same, both are shown."""

from collections.abc import Sequence
from typing import Any

from roadmap import workflow
from roadmap.forms import ProgressForm
from roadmap.models import ProgressReport
from roadmap.views.late import in_words


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


def readable(rows: Sequence[dict[str, Any]], form: ProgressForm) -> list[dict[str, Any]]:
    """The rows as people read them: the field's label, both values in words."""
    fields = {**form.base_fields, **form.fields}
    return [
        {
            **row,
            "label": fields[row["name"]].label,
            "theirs": in_words(fields[row["name"]], row["theirs"]),
            "mine": in_words(fields[row["name"]], row["mine"]),
        }
        for row in rows
    ]
