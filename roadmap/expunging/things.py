"""What can be taken away of a report: its texts, its evidence, and what its own side said about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import ledger, states
from accounts.models import Document
from roadmap.models import (
    Comment,
    Conformity,
    Declaration,
    Evidence,
    Expungement,
    MaintainedPosition,
    ProgressReport,
    Roadmap,
)

# The columns that hold texts, by model, and what stands in them afterwards. A piece of evidence stays as a mere
# reference: that it was there and was accepted is no secret, and the figures rest on it.
GONE = "—"
TEXTS: dict[Any, dict[str, str]] = {
    ProgressReport: dict.fromkeys(
        ("description", "difficulties", "next_steps", "value_reached", "explanation"), ""
    )
    | {"return_reason": GONE},
    Evidence: {"title": GONE, "file_name": "", "url": "", "statement": "", "rejection_reason": GONE},
    Declaration: {"reason": GONE},
    Conformity: {"reason": GONE},
    MaintainedPosition: {"reason": GONE},
    Comment: {"text": GONE},
    Document: {"file_name": GONE},
}
MODELS = {model.RECORD.kind: model for model in TEXTS}


@dataclass(frozen=True, slots=True)
class Item:
    """One text, or all of a piece of evidence. `key` is what the form sends back: "report/12:description"."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A row with what can be taken away of it."""

    row: Any
    label: str
    items: tuple[Item, ...]


def things_of(report: ProgressReport, country: str) -> list[Thing]:
    """What this country wrote in the report, in its evidence and about it; nothing that is gone already."""
    found = [_thing(row, label) for row, label, owner in _rows(report) if owner == country]
    return [thing for thing in found if thing.items]


def _rows(report: ProgressReport) -> Iterator[tuple[Any, str, str]]:
    """Each with whose it is."""
    yield report, _("Report"), report.country_id
    if report.paper is not None:
        yield report.paper, _("Report on paper"), report.country_id
    for piece in report.evidence.all():
        yield piece, _("Evidence"), report.country_id
    for declaration in report.declarations.all():
        yield declaration, _("Declaration"), report.country_id
    for answer in Conformity.objects.filter(report=report).select_related("maintained"):
        yield answer, _("Answer"), answer.country_id
        if hasattr(answer, "maintained"):
            yield answer.maintained, _("Position maintained"), answer.maintained.country_id
    for comment in report.comments.all():
        yield comment, _("Comment"), comment.country_id


def _thing(row: Any, label: str) -> Thing:
    name = states.ref(type(row), row.pk)
    if isinstance(row, Evidence | Document):
        title = row.title if isinstance(row, Evidence) else row.file_name
        whole = Item(f"{name}:*", _("With its file and its title"), title)
        return Thing(row, label, () if title == GONE else (whole,))
    texts = [(column, versions_of(row, column)) for column in TEXTS[type(row)]]
    return Thing(
        row,
        label,
        tuple(Item(f"{name}:{column}", _capital(row, column), held[-1]) for column, held in texts if held),
    )


def versions_of(row: Any, column: str) -> list[str]:
    """What stood in the column, the present text last; nothing of what is gone."""
    held = [getattr(row, column)]
    if hasattr(row, "history"):
        held = [*row.history.order_by("history_id").values_list(column, flat=True), *held]
    return list(dict.fromkeys(text for text in held if text not in ("", GONE)))


def _capital(row: Any, column: str) -> str:
    label = str(row._meta.get_field(column).verbose_name)
    return label[:1].upper() + label[1:]


def tombstones(roadmap: Roadmap) -> list[dict[str, Any]]:
    """What was taken away in a roadmap, for the copy of either party: who, when, why, and the hashes that stay."""
    rows = Expungement.objects.done().filter(report__activity__roadmap=roadmap)
    found = rows.select_related("decision").order_by("decision__at", "pk")
    return [
        {
            "at": ledger.instant(row.decision.at),
            "country": row.country_id,
            "ordered_by": f"person/{row.ordered_by_id}",
            "confirmed_by": f"person/{row.decision.by_id}",
            "ref": states.ref(Expungement, row.pk),
            "why": row.why,
            "taken": row.decision.taken,
        }
        for row in found
    ]
