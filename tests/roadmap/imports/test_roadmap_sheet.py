"""The sheet *Hoja de ruta*: its keys, its defaults, its refusals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from roadmap.imports.workbook import RoadmapRow
from tests.roadmap.imports.books import book, errors, read, taken, the_error, warnings

KEYS = ["Código", "Título", "Países", "Inicio de vigencia", "Fin de vigencia"]


def roadmap(**cells: Any) -> RoadmapRow:
    row = taken(None, **cells).roadmap
    assert row is not None
    return row


def without(key: str):
    def change(made: Workbook) -> None:
        sheet = made["Hoja de ruta"]
        sheet.delete_rows(next(cell.row for cell in sheet["A"] if cell.value == key))

    return change


def test_keys_and_values_are_read() -> None:
    row = roadmap()
    assert (row.code, row.title, row.parties) == (
        "bo-pe-test",
        "Hoja de Ruta {partes}",
        (("BO", None), ("PE", None)),
    )
    assert (row.start, row.end, row.signed_on) == (date(2025, 1, 1), date(2026, 12, 31), date(2025, 1, 1))
    assert (row.signed_at, row.source, row.declared) == ("Desaguadero", "comunicado", None)
    assert (row.conformity_required, row.evidence_required) == (True, False)


def test_the_usual_cutoffs_within_the_period_count_unless_others_are_written() -> None:
    assert roadmap().cutoffs == tuple(
        date(year, month, day) for year in (2025, 2026) for month, day in ((4, 30), (8, 31), (12, 31))
    )
    assert roadmap(Hoja_de_ruta_A11="Fechas de corte", Hoja_de_ruta_B11="30/09/2026; marzo 2026").cutoffs == (
        date(2026, 3, 31),
        date(2026, 9, 30),
    )
    one = datetime(2026, 9, 30)
    assert roadmap(Hoja_de_ruta_A11="Fechas de corte", Hoja_de_ruta_B11=one).cutoffs == (date(2026, 9, 30),)


def test_keys_are_found_below_a_title_beside_a_gap_and_without_regard_to_accents() -> None:
    def change(made: Workbook) -> None:
        sheet = made["Hoja de ruta"]
        for row in sheet.iter_rows(max_col=2):
            row[0].value = str(row[0].value).upper().replace("Ó", "O") + " :"
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Hoja de ruta binacional"
        sheet.insert_cols(1)
        sheet.insert_cols(3)

    row = taken(change).roadmap
    assert row is not None
    assert (row.code, row.signed_at) == ("bo-pe-test", "Desaguadero")


def test_the_beginning_may_be_partial() -> None:
    row = roadmap(Hoja_de_ruta_B4="2025", Hoja_de_ruta_B5=2026)
    assert (row.start, row.end) == (date(2025, 1, 1), date(2026, 12, 31))


def test_what_is_required_when_nobody_says_so_is_the_stricter() -> None:
    assert roadmap(Hoja_de_ruta_B9=None).evidence_required is True
    assert "Hoja de ruta!B9" in warnings(Hoja_de_ruta_B9="tal vez")[0]


def test_a_missing_title_text_falls_back_to_the_code() -> None:
    assert roadmap(Hoja_de_ruta_B2=None).title == "bo-pe-test"


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_key_is_refused(key: str) -> None:
    assert f"“{key}” is missing" in the_error(without(key))


@pytest.mark.parametrize(
    "key", ["Fecha de suscripción", "Lugar de suscripción", "Exige conformidad", "Exige evidencia", "Fuente"]
)
def test_a_key_that_may_be_empty_may_be_missing(key: str) -> None:
    assert taken(without(key)).roadmap is not None


@pytest.mark.parametrize("code", ["bo/pe", "/", ".", ".."])
def test_a_code_that_no_address_can_hold_is_refused(code: str) -> None:
    assert the_error(Hoja_de_ruta_B1=code).startswith("Hoja de ruta!B1: ")


def test_an_empty_code_is_refused() -> None:
    assert the_error(Hoja_de_ruta_B1=" \u00a0").startswith("Hoja de ruta!B1: ")


@pytest.mark.parametrize(
    ("place", "value"), [("B4", "pronto"), ("B5", "31/02/2026"), ("B5", None), ("B6", "x")]
)
def test_an_unreadable_date_is_refused(place: str, value: str | None) -> None:
    assert the_error(None, **{f"Hoja_de_ruta_{place}": value}).startswith(f"Hoja de ruta!{place}: ")


def test_an_end_before_the_start_is_refused() -> None:
    assert errors(Hoja_de_ruta_B5="2024-12-31")[0].startswith("Hoja de ruta!B5: ")


def test_an_unreadable_cutoff_is_refused() -> None:
    found = errors(Hoja_de_ruta_A11="Fechas de corte", Hoja_de_ruta_B11="2026-04-30; otoño; 31/04/2026")
    assert [error.split(":")[0] for error in found] == ["Hoja de ruta!B11"] * 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PE; BO", (("PE", None), ("BO", None))),
        ("bo ;pe", (("BO", None), ("PE", None))),
        ("BO\nPE", (("BO", None), ("PE", None))),
        ("Bolivia; Peru", (("BO", None), ("PE", None))),
        ("BO Bolivia; PE Perú", (("BO", None), ("PE", None))),
    ],
)
def test_the_parties_stand_in_the_order_written(written: str, expected: tuple[tuple[str, None], ...]) -> None:
    assert roadmap(Hoja_de_ruta_B3=written).parties == expected


def test_a_user_assigned_code_brings_its_name() -> None:
    cells = {f"Actividades_{column}1": f"Responsables País {column}" for column in "EF"}
    for row in (2, 3, 4):
        cells[f"Instituciones_C{row}"] = "XB" if row == 4 else "XA"
    cells |= {"Avances_B2": "XA", "Avances_B3": "País F"}
    result = taken(None, Hoja_de_ruta_B3="XA País E; XB País F", **cells)
    assert result.roadmap is not None
    assert result.roadmap.parties == (("XA", "País E"), ("XB", "País F"))
    assert {one.country for one in result.activities[0].responsibles} == {"XA", "XB"}
    assert [report.country for report in result.progress] == ["XA", "XB"]


@pytest.mark.parametrize(
    "written", ["BO", "BO; PE; CL", "BO; BO", "BO; Bolivia", None, "BO; XX", "BO; Atlántida"]
)
def test_other_than_two_known_countries_is_refused(written: str | None) -> None:
    assert the_error(Hoja_de_ruta_B3=written).startswith("Hoja de ruta!B3: ")


def declared(value: object, number_format: str = "General") -> bytes:
    def change(made: Workbook) -> None:
        for name in ("Actividades", "Instituciones", "Avances"):
            del made[name]
        made["Hoja de ruta"].append(["Cumplimiento declarado", value])
        made["Hoja de ruta"]["B11"].number_format = number_format

    return book(change)


@pytest.mark.parametrize(("value", "number_format"), [(92, "General"), ("92 %", "General"), (0.92, "0%")])
def test_a_declared_figure_may_stand_alone(value: object, number_format: str) -> None:
    result = read(declared(value, number_format))
    assert result.errors == []
    assert result.roadmap is not None
    assert result.roadmap.declared == Decimal(92)


@pytest.mark.parametrize("value", [100.5, "casi todo", 0.92])
def test_an_impossible_declared_figure_is_refused(value: object) -> None:
    (error,) = read(declared(value)).errors
    assert str(error).startswith("Hoja de ruta!B11: ")
