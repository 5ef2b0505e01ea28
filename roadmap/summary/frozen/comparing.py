"""What differs between two frozen contents: figure by figure, then row by row. Structured; pages put it into words.

Contents are compared with their texts put back (`resolved`). The day and the instant that each is of are no
difference: whoever compares two closings names both.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from roadmap.summary.frozen.writing import PLAN_TEXTS, REPORT_TEXTS

Content = Mapping[str, Any]
# What people wrote of their own: it never goes where nothing can be removed.
TEXTS = {*REPORT_TEXTS, "reason", "maintained_reason", "title", "file_name", "url", "statement"}
WRITTEN = {"report", "answer", "evidence", "note"}
TALLY = (
    *("committed", "fulfilled", "fulfilment", "due", "due_fulfilled", "due_display"),
    *("average", "signed", "withdrawn", "expected_reports", "with_report"),
)
SIDE = ("value", "fulfilled", "report", "as_of", "conformity", "evidence")
ROADMAP = (
    *("title", "parties", "status", "source", "signed_on", "signed_place", "start", "end", "first_end"),
    *("conformity_required", "evidence_required", "answering"),
)
ACTIVITY = (
    *("title", "axis", "kind", "weight", "start", "deadline", "first_deadline", "effective_from"),
    *("withdrawn_on", "countries", "milestones", "responsibles", "continues", *PLAN_TEXTS),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same. `field` is empty where a whole row is there in only one of the two.

    what: figure, roadmap, activity, report, answer, evidence, note, declared, original. `ref` names it: "total",
    "axis/1", "country/PE", "activity/1.1", "activity/1.1/PE" for figures, else the row's reference. `before` and
    `after` are values of the content, None where there is none.
    """

    what: str
    ref: str
    field: str
    before: Any
    after: Any
    activity: str = ""
    country: str = ""

    @property
    def change(self) -> Literal["added", "removed", "changed"]:
        if self.field:
            return "changed"
        return "added" if self.before is None else "removed"

    @property
    def is_text(self) -> bool:
        """Its two values are somebody's words."""
        return self.what in WRITTEN and self.field in TEXTS

    def as_reference(self) -> dict[str, Any]:
        """Without anybody's words and without whole rows: what may stand where nothing can be removed."""
        told = {
            name: getattr(self, name) for name in ("what", "ref", "field", "change", "activity", "country")
        }
        if self.field and not self.is_text:
            told |= {"before": self.before, "after": self.after}
        return told


def changes(old: Content, new: Content) -> list[Difference]:
    """From one content to the other, both with their texts; figures first."""
    return [
        *_figures(old["figures"], new["figures"]),
        *_fields("roadmap", "roadmap", ROADMAP, old["roadmap"], new["roadmap"]),
        *_fields("roadmap", "roadmap", ("cutoffs",), old, new),
        *_beside("declared", old, new),
        *_beside("original", old, new),
        *_activities(old["plan"], new["plan"]),
        *_rows(old, new),
    ]


# --- Figures ----------------------------------------------------------------------------------------------
def _figures(old: Content, new: Content) -> Iterator[Difference]:
    yield from _fields("figure", "total", TALLY, old, new)
    for name, group in (("axis", "axes"), ("country", "countries")):
        for key in _keys(old[group], new[group]):
            before, after = old[group].get(key), new[group].get(key)
            country = key if name == "country" else ""
            yield from _one("figure", f"{name}/{key}", TALLY, before, after, country=country)
    for number in _keys(old["activities"], new["activities"]):
        before, after = old["activities"].get(number), new["activities"].get(number)
        named = {"activity": number}
        yield from _one(
            "figure", f"activity/{number}", ("value", "fulfilled", "state"), before, after, **named
        )
        sides = [row["countries"] if row else {} for row in (before, after)]
        for code in _keys(*sides) if before and after else ():
            ref = f"activity/{number}/{code}"
            yield from _one(
                "figure", ref, SIDE, sides[0].get(code), sides[1].get(code), **named, country=code
            )


# --- The plan ---------------------------------------------------------------------------------------------
def _activities(old: Content, new: Content) -> Iterator[Difference]:
    rows = [{row["number"]: row for row in plan["activities"]} for plan in (old, new)]
    for number in _keys(*rows):
        before, after = (side.get(number) for side in rows)
        ref = (after or before or {})["ref"]
        yield from _one("activity", ref, ACTIVITY, before, after, activity=number)


def _beside(name: str, old: Content, new: Content) -> Iterator[Difference]:
    """The declared figure, or the figures at the end that was signed: one thing, the same or not."""
    before, after = old[name], new[name]
    if name == "original":
        before, after = (row and {"day": row["day"], **row["figures"]} for row in (before, after))
    yield from _one(name, name, tuple(after or before or ()), before, after)


# --- What was said ----------------------------------------------------------------------------------------
def _rows(old: Content, new: Content) -> Iterator[Difference]:
    of = {row["ref"]: row for content in (old, new) for row in content["reports"]}
    for what, group in (("report", "reports"), ("answer", "answers"), ("evidence", "evidence")):
        rows = [{_key(row): _flat(row) for row in content[group]} for content in (old, new)]
        for key in _keys(*rows):
            before, after = (side.get(key) for side in rows)
            row = after or before or {}
            report = row if what == "report" else of[row["report"]]
            named = {"activity": report["activity"], "country": report["country"]}
            yield from _one(what, key, tuple(row), before, after, **named)
    notes = [{_note_key(row): row for row in content["notes"]} for content in (old, new)]
    for key in _keys(*notes):
        before, after = (side.get(key) for side in notes)
        row = after or before or {}
        named = {"activity": row["activity"], "country": row["country"]}
        yield from _one("note", key, tuple(row), before, after, **named)


def _key(row: Content) -> str:
    """Its reference; an agreement by silence has none of its own."""
    return row["ref"] or f"{row['report']}/tacit"


def _note_key(row: Content) -> str:
    return f"note/{row['activity']}/{row['country']}/{row['added_at']}"


def _flat(row: Content) -> dict[str, Any]:
    """A maintained position as fields of the answer that it stands against."""
    flat = {name: value for name, value in row.items() if name != "maintained"}
    if "maintained" in row:
        kept = row["maintained"] or {"at": None, "by": None, "reason": None}
        flat |= {f"maintained_{name}": kept[name] for name in ("at", "by", "reason")}
    return flat


# --- Two of the same --------------------------------------------------------------------------------------
def _one(
    what: str, ref: str, names: Iterable[str], before: Content | None, after: Content | None, **named: str
) -> Iterator[Difference]:
    """Nothing, the row that is there in only one of them, or each of its fields that differs."""
    if before is None or after is None:
        if before is not after:
            yield Difference(what, ref, "", before, after, **named)
        return
    yield from _fields(what, ref, names, before, after, **named)


def _fields(
    what: str, ref: str, names: Iterable[str], before: Content, after: Content, **named: str
) -> Iterator[Difference]:
    for name in names:
        if before.get(name) != after.get(name):
            yield Difference(what, ref, name, before.get(name), after.get(name), **named)


def _keys(*sides: Mapping[str, Any]) -> list[str]:
    """Of all, in the order in which they first appear."""
    return list(dict.fromkeys(key for side in sides for key in side))
