"""The form of an institution, filled as people do: what the tests of it share."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from roadmap.models import ProgressReport, Roadmap
from roadmap.offline import handing_in, writing
from roadmap.offline.assigned import assigned
from roadmap.offline.reading import read_form
from roadmap.offline.writing import Form

NOW = datetime(2026, 10, 5, 15, tzinfo=UTC)
CUTOFF = date(2026, 9, 30)
SIDES = {"BO": ["FGE", "ST-CPCTTP"], "PE": ["MIMP"]}
TOLD = "Se hizo lo que estaba previsto en el plan de trabajo del periodo, con actas y listas."
Fill = Callable[..., bytes]
FULL: dict[str, dict[str, Any]] = {
    "1.1/H2": {"met": "Sí"},
    "1.1": {"description": TOLD},
    "1.2": {"percent": 75, "description": TOLD, "url": "https://example.org/acta", "url_title": "Acta"},
}


def form_of(person, roadmap: Roadmap, day: date = CUTOFF) -> Form:
    rows = assigned(roadmap, person.institution, person.country, day, now=NOW)
    return Form(roadmap, person.institution, person.country, day, rows)


def fill(content: bytes, values: dict[str, dict[str, Any]], formats: dict[str, str] | None = None) -> bytes:
    """Writes into the rows by number, or "number/milestone"; columns by the names of the layout."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[1]
    names = list(writing.HEADINGS)
    rows = {
        "/".join(json.loads(str(sheet.cell(row, 1).value))[:2]): row for row in range(4, sheet.max_row + 1)
    }
    for key, told in values.items():
        for name, value in told.items():
            cell = sheet.cell(rows[key], names.index(name) + 1)
            cell.value = value
            if formats and name in formats:
                cell.number_format = formats[name]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def submitted(content: bytes, roadmap: Roadmap, by, *, submit: bool = True) -> list[ProgressReport]:
    read = read_form(content)
    seen = handing_in.preview(read, roadmap, by=by, now=NOW).fingerprint
    return handing_in.hand_in(read, roadmap, seen=seen, submit=submit, by=by, now=NOW)


def errors_of(content: bytes, roadmap: Roadmap, by) -> list[str]:
    with pytest.raises(handing_in.Refused) as refused:
        handing_in.preview(read_form(content), roadmap, by=by, now=NOW)
    return [f"{error.sheet}!{error.cell}" for error in refused.value.errors]
