"""A sheet -> rows under headings, or values beside keys, wherever people put them; and the list of findings.

Headings are known by their folded text. What a column holds is not known here.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from roadmap.imports.cells import Unreadable, line
from roadmap.imports.parts import Cell, Merge
from roadmap.imports.rows import CellError, CellWarning
from roadmap.imports.spreadsheet import Sheet
from roadmap.imports.texts import fold

_ROWS_SEARCHED_FOR_HEADINGS = 100
MOST_ERRORS = 1_000
T = TypeVar("T")


class TooManyErrors(Exception):
    """Nobody reads further; a sheet of a million stray rows must not take minutes."""


@dataclass(slots=True)
class Findings:
    """Every error and warning found so far, each with its place for sorting; after the `most`th nobody reads on."""

    errors: list[tuple[tuple[int, int], CellError]] = field(default_factory=list)
    warnings: list[tuple[tuple[int, int], CellWarning]] = field(default_factory=list)
    most: int = MOST_ERRORS

    def error(self, sheet: str, place: tuple[int, int], problem: str, remedy: str) -> None:
        if len(self.errors) >= self.most:
            raise TooManyErrors
        self.errors.append((place, CellError(sheet, coordinate(place), problem, remedy)))

    def warn(self, sheet: str, place: tuple[int, int], problem: str, remedy: str) -> None:
        self.warnings.append((place, CellWarning(sheet, coordinate(place), problem, remedy)))

    def missing_sheet(self, name: str) -> None:
        self.error(
            name,
            (1, 1),
            _("The sheet “%(name)s” is missing") % {"name": name},
            _("Add a sheet with this name and its headings"),
        )


def coordinate(place: tuple[int, int]) -> str:
    row, column = place
    return f"{get_column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading as people are told it, the folded texts by which it is known, whether it must be there."""

    heading: str
    known_as: frozenset[str]
    required: bool = True


def column(heading: str, *also: str, required: bool = True) -> Column:
    return Column(heading, frozenset({fold(heading), *also}), required)


def optional(heading: str, *also: str) -> Column:
    return column(heading, *also, required=False)


class Row:
    """One row of a table. A value in a cell merged over several rows counts for each of them."""

    __slots__ = ("_table", "cells", "number")

    def __init__(self, table: "Table", number: int, cells: Mapping[int, Cell]) -> None:
        self._table = table
        self.number = number
        self.cells = cells

    def get(self, key: str) -> Cell | None:
        at = self._table.columns.get(key)
        if at is None:
            return None
        return self.cells.get(at) or self._table.merged(self.number, at)

    def own(self, key: str) -> Cell | None:
        """The value in this very row, not one that a merge lends it."""
        return self.cells.get(self._table.columns.get(key, 0))

    def place(self, key: str) -> tuple[int, int]:
        return self.number, self._table.columns.get(key, 1)

    def cell(self, key: str) -> str:
        return coordinate(self.place(key))

    def error(self, key: str, problem: str, remedy: str) -> None:
        self._table.findings.error(self._table.sheet.name, self.place(key), problem, remedy)

    def warn(self, key: str, problem: str, remedy: str) -> None:
        self._table.findings.warn(self._table.sheet.name, self.place(key), problem, remedy)

    def read(self, key: str, reader: Callable[[Cell], T]) -> T | None:
        """What `reader` makes of a filled cell; None for an empty or unreadable one, which is noted."""
        cell = self.get(key)
        if cell is None:
            return None
        try:
            return reader(cell)
        except Unreadable as unreadable:
            self.error(key, unreadable.problem, unreadable.remedy)
            return None


class Table:
    """The rows below the headings of a sheet, without blank rows and repeated headings."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, Column], findings: Findings) -> None:
        self.sheet = sheet
        self.findings = findings
        self.expected = columns
        self.header_row, self.columns = self._find_headings()
        self._merges = _by_column(sheet.merges, self.header_row)
        self._report_missing()

    @property
    def is_complete(self) -> bool:
        return all(key in self.columns for key, column in self.expected.items() if column.required)

    def has(self, key: str) -> bool:
        return key in self.columns

    def __iter__(self) -> Iterator[Row]:
        for number in sorted(self.sheet.rows):
            cells = self.sheet.rows[number]
            if number > self.header_row and not self._is_heading(cells):
                yield Row(self, number, cells)

    def merged(self, row: int, at: int) -> Cell | None:
        """The value of the vertical merge that covers the cell, if one does."""
        merges = self._merges.get(at)
        if not merges:
            return None
        index = bisect_right(merges, row, key=lambda merge: merge.first_row) - 1
        if index < 0 or merges[index].last_row < row:
            return None
        return self.sheet.rows.get(merges[index].first_row, {}).get(at)

    def missing_column(self, heading: str) -> None:
        self.findings.error(
            self.sheet.name,
            (self.header_row, 1),
            _("The column “%(heading)s” is missing") % {"heading": heading},
            _("Add a column with this heading in row %(row)d; it may be empty") % {"row": self.header_row},
        )

    def _find_headings(self) -> tuple[int, dict[str, int]]:
        best_row, best = 1, dict[str, int]()
        for number in sorted(self.sheet.rows)[:_ROWS_SEARCHED_FOR_HEADINGS]:
            found = self._headings_in(self.sheet.rows[number])
            if len(found) > len(best):
                best_row, best = number, found
        return best_row, best

    def _headings_in(self, cells: Mapping[int, Cell]) -> dict[str, int]:
        found: dict[str, int] = {}
        for at in sorted(cells):
            text = fold(line(cells[at]))
            key = next((key for key, column in self.expected.items() if text in column.known_as), None)
            if key is not None:
                found.setdefault(key, at)
        return found

    def _is_heading(self, cells: Mapping[int, Cell]) -> bool:
        """Headings are sometimes repeated for each printed page."""
        return len(cells) > 2 and all(
            at in cells and fold(line(cells[at])) in self.expected[key].known_as
            for key, at in self.columns.items()
        )

    def _report_missing(self) -> None:
        for key, column in self.expected.items():
            if column.required and key not in self.columns:
                self.missing_column(column.heading)


def _by_column(merges: Iterable[Merge], header_row: int) -> dict[int, list[Merge]]:
    """Merges over several rows by their first column, in order of their first row."""
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.last_row > merge.first_row > header_row:
            found.setdefault(merge.first_column, []).append(merge)
    for column_merges in found.values():
        column_merges.sort()
    return found


def values_beside_keys(
    sheet: Sheet, keys: Mapping[str, Column]
) -> dict[str, tuple[tuple[int, int], Sequence[Cell]]]:
    """Of each key found: the place of its value and the filled cells to its right."""
    found: dict[str, tuple[tuple[int, int], Sequence[Cell]]] = {}
    for number in sorted(sheet.rows):
        cells = sheet.rows[number]
        for at in sorted(cells):
            text = fold(line(cells[at]))
            key = next((key for key, column in keys.items() if text in column.known_as), None)
            if key is None:
                continue
            right = [(other, cells[other]) for other in sorted(cells) if other > at]
            place = (number, right[0][0] if right else at + 1)
            if key not in found or (right and not found[key][1]):
                found[key] = place, [cell for _at, cell in right]
            break
    return found
