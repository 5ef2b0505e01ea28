"""An .xlsx -> named sheets with their cells and merged ranges, each parsed only when it is asked for.

What the cells mean is the work of the modules that read the single sheets.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from roadmap.imports.package import DAMAGE, Limits, damaged, not_a_workbook, open_package, too_much
from roadmap.imports.parts import Book, Cell, Cells, Formats, Merge, Relations, Strings, Types

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PIECE = 1024 * 1024
# Bounded repetitions: a hostile tag of many megabytes must not make them slow.
_EMPTY_CELL = re.compile(rb'<(?:\w{1,20}:)?c\s[^<>]{0,200}\br="[A-Z]+\d+"[^<>]{0,200}/>')
_EMPTY_ROW = re.compile(
    rb'<(?:\w{1,20}:)?row\s[^<>]{0,400}\br="\d+"[^<>]{0,400}(?:/>|>\s{0,20}</(?:\w{1,20}:)?row>)'
)
_CELL_WITHOUT_PLACE = re.compile(rb'<(?:\w{1,20}:)?(?:c|row)(?=[\s/>])(?![^<>]*\br=")')


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells by row and column, both from 1; empty cells are absent."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()


class Workbook:
    """The sheets of a file. Everything here raises `package.NotReadable`."""

    def __init__(self, data: bytes, limits: Limits = Limits()) -> None:  # noqa: B008
        self._parts = open_package(data, limits)
        self._tags_left = limits.tags
        try:
            self._open()
        except DAMAGE as error:
            raise damaged() from error

    def sheet(self, matches: Callable[[str], bool]) -> Sheet | None:
        """The first sheet whose name matches; a visible one goes before a hidden one."""
        found = [sheet for sheet in self._sheets if matches(sheet[0])]
        if not found:
            return None
        name, _hidden, path = min(found, key=lambda sheet: sheet[1])
        try:
            pieces = map(self._counted, without_empty_cells(self._parts[path]))
            cells = Cells(pieces, self._strings, self._formats, self._epoch)
        except DAMAGE as error:
            raise damaged() from error
        return Sheet(name, cells.rows, tuple(cells.merges))

    def _open(self) -> None:
        main = self._main_part()
        self._targets = _targets(self._part, main)
        book = Book(self._counted(self._parts[main]))
        listed = [(name, hidden, self._targets.get(relation, "")) for name, hidden, relation in book.sheets]
        self._sheets = [sheet for sheet in listed if sheet[2] in self._parts]
        self._epoch = MAC_EPOCH if book.date1904 else WINDOWS_EPOCH

    def _main_part(self) -> str:
        if "[content_types].xml" not in self._parts:
            raise not_a_workbook()
        main = _targets(self._part, "").get("officeDocument", "xl/workbook.xml")
        if Types(self._counted(self._parts["[content_types].xml"])).of(main) != _MAIN_TYPE:
            raise not_a_workbook()
        return main

    def _part(self, path: str) -> bytes | None:
        content = self._parts.get(path)
        return None if content is None else self._counted(content)

    def _counted(self, content: bytes) -> bytes:
        """The same, which is about to be read: each tag of it is a call."""
        self._tags_left -= content.count(b"<")
        if self._tags_left < 0:
            raise too_much()
        return content

    @cached_property
    def _strings(self) -> list[str]:
        return Strings(self._part(self._targets.get("sharedStrings", ""))).found

    @cached_property
    def _formats(self) -> list[str]:
        return Formats(self._part(self._targets.get("styles", ""))).found


def without_empty_cells(content: bytes) -> Iterator[bytes]:
    """The sheet, piece by piece. Formatted but empty cells mean nothing, and there can be millions.

    Where a cell does not say its place, its empty neighbours do: then all stay.
    """
    keep_all = _CELL_WITHOUT_PLACE.search(content) is not None
    begin = 0
    while begin < len(content):
        is_last = begin + _PIECE >= len(content)
        end = len(content) if is_last else content.rfind(b"<", begin + 1, begin + _PIECE)
        if end < 0:  # one tag or text of a megabyte: expat would begin it again with every piece
            raise too_much()
        piece = content[begin:end]
        yield piece if keep_all else _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", piece))
        begin = end


def _targets(part: Callable[[str], bytes | None], path: str) -> dict[str, str]:
    """The parts that `path` points to, by relation id and by the last word of the relation's type."""
    folder, name = posixpath.split(path)
    relations = Relations(part(posixpath.join(folder, "_rels", f"{name}.rels")))
    targets = {}
    for identity, kind, target in relations.found:
        full = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/")))
        targets[identity] = targets[kind.rpartition("/")[2]] = full.lower().lstrip("/")
    return targets
