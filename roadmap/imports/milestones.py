"""The cell `Hitos`: one milestone a line, `key | title | date | weight`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.imports import dates
from roadmap.imports.cells import Unreadable, paragraphs, positive
from roadmap.imports.parts import Cell
from roadmap.imports.rows import MilestoneRow
from roadmap.imports.tables import Row

NO_WEIGHT = Decimal(0)


def read_milestones(row: Row, key: str, end: date | None) -> tuple[tuple[MilestoneRow, ...], bool]:
    """The milestones of the cell and whether all of them could be read; each fault is noted."""
    read: list[MilestoneRow] = []
    is_whole = True
    for written in paragraphs(row.get(key)).split("\n"):
        if not written.strip(" |"):
            continue
        try:
            read.append(_milestone(written, end))
        except Unreadable as unreadable:
            is_whole = False
            row.error(key, unreadable.problem, unreadable.remedy)
    _refuse_duplicates(row, key, read)
    return _weighed(row, key, read), is_whole


def _milestone(written: str, end: date | None) -> MilestoneRow:
    fields = [part.strip() for part in written.split("|")]
    while fields and not fields[-1]:
        fields.pop()
    if not 2 <= len(fields) <= 4 or not fields[0]:
        raise Unreadable(
            _("The milestone “%(text)s” cannot be read") % {"text": written[:60]},
            _("Write one milestone a line: key | title | date | weight"),
        )
    name, title, due, weight = (*fields, "", "")[:4]
    return MilestoneRow(
        key=name,
        title=title or name,
        due=dates.text_day(due, permanent=end) if due.strip("-–—") else None,
        weight=positive(Cell(weight)) if weight.strip("-–—") else NO_WEIGHT,
    )


def _refuse_duplicates(row: Row, key: str, milestones: list[MilestoneRow]) -> None:
    seen: set[str] = set()
    for milestone in milestones:
        if milestone.key in seen:
            row.error(
                key,
                _("The milestone key “%(key)s” is there twice") % {"key": milestone.key[:60]},
                _("Give each milestone of the activity a key of its own"),
            )
        seen.add(milestone.key)


def _weighed(row: Row, key: str, milestones: list[MilestoneRow]) -> tuple[MilestoneRow, ...]:
    """Without any weight all weigh the same."""
    without = [milestone for milestone in milestones if milestone.weight == NO_WEIGHT]
    if 0 < len(without) < len(milestones):
        row.error(
            key,
            _("Some milestones have a weight and some have none (%(keys)s)")
            % {"keys": ", ".join(milestone.key for milestone in without)[:60]},
            _("Write a weight for every milestone of the activity, or for none"),
        )
    return tuple(replace(one, weight=Decimal(1)) if one in without else one for one in milestones)
