"""The XML parts of an .xlsx, one small reader each: types, relations, sheet list, texts, formats, cells.

They read what the reader of roadmaps needs and nothing more (no drawings, validations or print set-up), so
that a workbook with an odd style is no trouble. Malformed parts raise what `package.DAMAGE` lists.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import NamedTuple
from xml.parsers import expat  # nosec B407

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from roadmap.imports.package import refuse_document_type, too_much
from roadmap.imports.texts import tidy, unescaped

GENERAL = "General"
YEARS = range(1900, 2200)
LONGEST_TEXT = 200_000  # spreadsheet programs stop at 32,767 characters
MOST_MERGES = 20_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Value = str | bool | Decimal | datetime | time | timedelta


class Cell(NamedTuple):
    """A stored value with its number format; never an empty one. An error value (#REF!) is its text."""

    value: Value
    format: str = GENERAL


class Merge(NamedTuple):
    first_row: int
    last_row: int
    first_column: int
    last_column: int


class _Locals(dict[str, str]):
    """Names without their namespace, cut once for each."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(" ")[2]
        return self[name]


class _Part:
    """Runs expat over one part, up to a document type, which is refused: so no entity is ever expanded.

    Names lose their namespace: the strict and the usual dialect read alike.
    """

    def __init__(self, content: bytes | None) -> None:
        if content is not None:
            self.read([content])

    def read(self, pieces: Iterable[bytes]) -> None:
        self.local = _Locals()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse_document_type
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `name` still carries its namespace."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text between elements."""


class Types(_Part):
    """[Content_Types].xml: what each part is."""

    def __init__(self, content: bytes) -> None:
        self._by_path: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.local[name] == "Override":
            self._by_path[attributes["PartName"].lower().lstrip("/")] = attributes["ContentType"]
        elif self.local[name] == "Default":
            self._by_ending[attributes["Extension"].lower()] = attributes["ContentType"]

    def of(self, path: str) -> str:
        return self._by_path.get(path, self._by_ending.get(path.rpartition(".")[2], ""))


class Relations(_Part):
    """A .rels part as (id, type, target); targets outside the file are left out."""

    def __init__(self, content: bytes | None) -> None:
        self.found: list[tuple[str, str, str]] = []
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.local[name] == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append((attributes["Id"], attributes["Type"], attributes["Target"]))


class Book(_Part):
    """workbook.xml: the sheets as (name, hidden, relation id), and where its dates begin."""

    def __init__(self, content: bytes) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.date1904 = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.local[name] == "sheet":
            relation = next((value for key, value in attributes.items() if self.local[key] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"], hidden, relation))
        elif self.local[name] == "workbookPr":
            self.date1904 = attributes.get("date1904") in ("1", "true")


class Strings(_Part):
    """sharedStrings.xml: the texts by index, without their phonetic guides."""

    def __init__(self, content: bytes | None) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._reading = self._phonetic = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self.local[name]
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._reading = not self._phonetic

    def text(self, data: str) -> None:
        if self._reading:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        name = self.local[name]
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.found.append(tidy(unescaped(_joined(self._pieces))))


def _joined(pieces: Sequence[str]) -> str:
    """One text. Raises NotReadable where no program could have written it."""
    if sum(map(len, pieces)) > LONGEST_TEXT:
        raise too_much()
    return "".join(pieces)


class Formats(_Part):
    """styles.xml: the number format of each cell style, by index."""

    def __init__(self, content: bytes | None) -> None:
        self.found: list[str] = []
        self._own: dict[str, str] = {}
        self._inside = False
        super().__init__(content)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self.local[name]
        if name == "numFmt" and "numFmtId" in attributes:
            self._own[attributes["numFmtId"]] = attributes.get("formatCode", GENERAL)
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = attributes.get("numFmtId", "0")
            self.found.append(self._own.get(number) or BUILTIN_FORMATS.get(int(number), GENERAL))

    def end(self, name: str) -> None:
        if self.local[name] == "cellXfs":
            self._inside = False


class Cells(_Part):
    """A worksheet: its filled cells by row and column, both from 1, and its merged ranges."""

    def __init__(
        self, pieces: Iterable[bytes], strings: Sequence[str], formats: Sequence[str], epoch: datetime
    ) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merges: list[Merge] = []
        self._strings = strings
        self._formats = formats
        self._epoch = epoch
        self._dates = {code: is_date_format(code) for code in {*formats, GENERAL}}
        self._row = self._column = 0
        self._type = self._format = ""
        self._pieces: list[str] = []
        self._reading = self._phonetic = False
        self.read(pieces)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self.local[name]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._reading = not self._phonetic
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if not 0 < self._row <= LAST_ROW:
                raise ValueError("a row outside the sheet")
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            if len(self.merges) >= MOST_MERGES:
                raise too_much()
            self.merges.append(_merge(attributes["ref"]))

    def text(self, data: str) -> None:
        if self._reading:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        name = self.local[name]
        if name in ("v", "t"):
            self._reading = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "c" and self._pieces:
            self._keep(_joined(self._pieces))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
        self._type = attributes.get("t", "n")
        self._pieces = []
        style = attributes.get("s")
        self._format = self._formats[int(style)] if style and self._formats else GENERAL

    def _keep(self, text: str) -> None:
        value: Value
        if self._type == "s":
            value = self._strings[int(text)]
        elif self._type == "n":
            value = self._number(text)
        elif self._type == "b":
            value = text.strip() not in ("0", "false")
        else:
            value = tidy(unescaped(text))
        if value != "":
            self.rows.setdefault(self._row, {})[self._column] = Cell(value, self._format)

    def _number(self, text: str) -> Value:
        number = float(text)
        if not isfinite(number):
            return text
        # A year typed into a cell with a date format is stored as a day of 1905: still the year.
        if self._dates[self._format] and number not in YEARS:
            try:
                return from_excel(number, self._epoch, timedelta=is_timedelta_format(self._format))
            except (OverflowError, ValueError):
                return text
        # The shortest decimal that reads back as the stored float: 0.57, not 0.56999999999999995.
        return Decimal(int(number)) if number.is_integer() and abs(number) < 1e15 else Decimal(repr(number))


def _merge(reference: str) -> Merge:
    first, _colon, last = reference.partition(":")
    first_row, first_column = _place(first)
    last_row, last_column = _place(last or first)
    return Merge(first_row, last_row, first_column, last_column)


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


def _column(letters: str) -> int:
    column = 0
    if not letters or len(letters) > 3:
        raise ValueError("a column outside the sheet")
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError("a column outside the sheet")
        column = column * 26 + ord(letter) - 64
    if column > LAST_COLUMN:
        raise ValueError("a column outside the sheet")
    return column
