"""Workbooks for the tests of the reader: a valid one with fixed values, in which a test changes what it is about."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
from django.utils.translation import override
from openpyxl.workbook import Workbook

from accounts.countries import CountryInfo
from roadmap.imports.workbook import ActivityRow, ProgressRow, ReadResult, read_workbook

COUNTRIES = {
    "BO": CountryInfo("BO", ("Bolivia", "Estado Plurinacional de Bolivia"), "America/La_Paz"),
    "CL": CountryInfo("CL", ("Chile", "República de Chile"), "America/Santiago"),
    "PE": CountryInfo("PE", ("Perú", "Peru", "República del Perú", "Republic of Peru"), "America/Lima"),
}
ROADMAP: dict[str, Any] = {
    "Código": "bo-pe-test",
    "Título": "Hoja de Ruta {partes}",
    "Países": "BO; PE",
    "Inicio de vigencia": date(2025, 1, 1),
    "Fin de vigencia": date(2026, 12, 31),
    "Fecha de suscripción": date(2025, 1, 1),
    "Lugar de suscripción": "Desaguadero",
    "Exige conformidad": "Sí",
    "Exige evidencia": "No",
    "Fuente": "comunicado",
}
ACTIVITIES: list[dict[str, Any]] = [
    {
        "N°": "1.1",
        "Eje estratégico": "I. Prevención",
        "Actividad": "Campaña",
        "Tipo": "Conjunta",
        "Responsables Perú": "MIMP (lidera); MRE",
        "Responsables Bolivia": "MRE",
        "Inicio": date(2025, 2, 1),
        "Plazo": date(2026, 11, 30),
        "Peso": 1,
        "Hitos": "a | Primera | 2025-11-30 | 50\nb | Segunda | 2026-11-30 | 50",
        "Indicador": "Campañas",
        "Medio de verificación": "Informe",
        "Fuente": "ilustrativa",
    },
    {
        "N°": "2.1",
        "Eje estratégico": "II. Atención",
        "Actividad": "Directorio",
        "Tipo": "Paralela",
        "Responsables Perú": "MIMP",
        "Responsables Bolivia": "MRE",
        "Inicio": date(2025, 2, 1),
        "Plazo": date(2026, 6, 30),
        "Peso": 2,
        "Hitos": None,
        "Indicador": None,
        "Medio de verificación": None,
        "Fuente": None,
    },
]
INSTITUTIONS: list[dict[str, Any]] = [
    {"Sigla": "MIMP", "Nombre": "Ministerio de la Mujer", "País": "PE", "Tipo": "ministerio"},
    {"Sigla": "MRE", "Nombre": "Relaciones Exteriores", "País": "PE", "Tipo": "ministerio"},
    {"Sigla": "MRE", "Nombre": "Relaciones Exteriores", "País": "BO", "Tipo": "ministerio"},
    {"Sigla": "OIM", "Nombre": "Migraciones", "País": None, "Tipo": "organismo internacional"},
]
PROGRESS: list[dict[str, Any]] = [
    {
        "N°": "2.1",
        "País": "PE",
        "Fecha de corte": date(2025, 8, 31),
        "Avance %": 40,
        "Hitos cumplidos": None,
        "Descripción": "Borrador",
        "Dificultades": None,
        "Próximos pasos": None,
        "Evidencias": "Acta; Informe",
        "Validado el": date(2025, 9, 10),
        "Conformidad": "Conforme",
    },
    {
        "N°": "1.1",
        "País": "BO",
        "Fecha de corte": date(2025, 12, 31),
        "Avance %": None,
        "Hitos cumplidos": "a",
        "Descripción": "Hecha",
        "Dificultades": None,
        "Próximos pasos": None,
        "Evidencias": None,
        "Validado el": None,
        "Conformidad": None,
    },
]
Change = Callable[[Workbook], object]


def book(change: Change | None = None, **cells: Any) -> bytes:
    """The valid workbook with cells set (`Actividades_C2="…"`) and then `change` called on it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Hoja de ruta"
    for pair in ROADMAP.items():
        sheet.append(pair)
    for name, rows in (("Actividades", ACTIVITIES), ("Instituciones", INSTITUTIONS), ("Avances", PROGRESS)):
        table = made.create_sheet(name)
        table.append(list(rows[0]))
        for row in rows:
            table.append(list(row.values()))
    for place, value in cells.items():
        name, _underscore, cell = place.rpartition("_")
        made[name.replace("_", " ")][cell] = value
    if change is not None:
        change(made)
    return saved(made)


def saved(made: Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(data: bytes) -> ReadResult:
    with override("en"):
        return read_workbook(data, countries=COUNTRIES)


def taken(change: Change | None = None, **cells: Any) -> ReadResult:
    """What was read of a workbook in which nothing is wrong."""
    result = read(book(change, **cells))
    assert [str(error) for error in result.errors] == []
    return result


def errors(change: Change | None = None, **cells: Any) -> list[str]:
    return [str(error) for error in read(book(change, **cells)).errors]


def warnings(change: Change | None = None, **cells: Any) -> list[str]:
    return [str(warning) for warning in taken(change, **cells).warnings]


def the_error(change: Change | None = None, **cells: Any) -> str:
    """The one error of a workbook with one mistake, which says what to do."""
    (error,) = errors(change, **cells)
    assert " → " in error
    return error


def activity(change: Change | None = None, **cells: Any) -> ActivityRow:
    return taken(change, **cells).activities[0]


def report(change: Change | None = None, **cells: Any) -> ProgressRow:
    return taken(change, **cells).progress[0]


def with_part(data: bytes, path: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The same file with one of its parts changed or, where there is none, added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *({path} - set(old.namelist()))]:
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, edit(content) if name == path else content)
    return stream.getvalue()


def column(made: Workbook, sheet: str, heading: str) -> int:
    return [cell.value for cell in made[sheet][1]].index(heading) + 1


def append(sheet: str, *values: Any) -> Change:
    """A change that adds a row at the foot."""
    return lambda made: made[sheet].append(list(values))


def all_of(changes: Sequence[Change]) -> Change:
    return lambda made: [change(made) for change in changes]


def with_shared_strings(data: bytes) -> bytes:
    """The same workbook as Excel and LibreOffice write it: every text once, in a part of its own."""
    texts: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    with zipfile.ZipFile(io.BytesIO(data)) as old:
        sheets = [name for name in old.namelist() if "/worksheets/" in name]
    for sheet in sheets:
        data = with_part(
            data, sheet, lambda part: re.sub(rb't="inlineStr"><is>(.*?)</is>', share, part, flags=re.S)
        )
    relation = (
        b'<Relationship Id="strings" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    data = with_part(
        data, "xl/_rels/workbook.xml.rels", lambda part: part.replace(b"</Relationships>", relation)
    )
    return with_part(
        data,
        "xl/sharedStrings.xml",
        lambda _none: b"<sst>%s</sst>" % b"".join(b"<si>%s</si>" % text for text in texts),
    )
