"""The sheet *Actividades*: layouts that people use, and every refusal."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from roadmap.imports.workbook import MilestoneRow, ResponsibleRow
from tests.roadmap.imports.books import (
    ACTIVITIES,
    Change,
    activity,
    all_of,
    append,
    column,
    errors,
    taken,
    the_error,
    warnings,
)

HEADINGS = list(ACTIVITIES[0])


def row(**values: Any) -> list[Any]:
    """The second activity's cells with some changed; by folded names of its headings."""
    base = dict(zip(HEADINGS, ACTIVITIES[1].values(), strict=True))
    return list((base | {key.replace("_", " "): value for key, value in values.items()}).values())


def test_an_activity_is_read_with_all_that_it_says() -> None:
    first = activity()
    assert (first.number, first.axis_number, first.axis_title, first.title, first.kind) == (
        "1.1",
        1,
        "I. Prevención",
        "Campaña",
        "joint",
    )
    assert first.responsibles == (
        ResponsibleRow("BO", "BO", "MRE", "lead"),
        ResponsibleRow("PE", "PE", "MIMP", "lead"),
        ResponsibleRow("PE", "PE", "MRE", "co_responsible"),
    )
    assert (first.start, first.deadline, first.weight) == (date(2025, 2, 1), date(2026, 11, 30), Decimal(1))
    assert first.milestones == (
        MilestoneRow("a", "Primera", date(2025, 11, 30), Decimal(50)),
        MilestoneRow("b", "Segunda", date(2026, 11, 30), Decimal(50)),
    )
    assert (first.indicator, first.means_of_verification, first.source) == (
        "Campañas",
        "Informe",
        "ilustrativa",
    )


def test_optional_columns_are_read() -> None:
    optional: dict[str, Any] = {
        "Línea de base": 0,
        "Meta": "2 campañas",
        "Unidad": "campaña",
        "Cooperación": "OIM",
        "Financiamiento": "propio",
        "Vigente desde": date(2025, 6, 1),
        "Retirada el": "30/06/2026",
    }

    def change(made: Workbook) -> None:
        for offset, (heading, value) in enumerate(optional.items()):
            made["Actividades"].cell(1, len(HEADINGS) + 1 + offset, heading)
            made["Actividades"].cell(2, len(HEADINGS) + 1 + offset, value)

    first = activity(change)
    assert (first.baseline, first.target, first.unit) == ("0", "2 campañas", "campaña")
    assert (first.cooperation, first.funding) == ("OIM", "propio")
    assert (first.effective_from, first.withdrawn_on) == (date(2025, 6, 1), date(2026, 6, 30))


def test_columns_stand_in_any_order_below_title_rows_with_headings_written_anyhow() -> None:
    def change(made: Workbook) -> None:
        sheet = made["Actividades"]
        rows = [[cell.value for cell in line][::-1] for line in sheet.iter_rows()]
        del made["Actividades"]
        sheet = made.create_sheet("  ACTIVIDADES ")
        sheet.append(["Matriz de la hoja de ruta 2025–2026"])
        sheet.append([])
        for cells in rows:
            sheet.append(cells)
        for cell in sheet[3]:
            cell.value = {
                "N°": "Nº",
                "Eje estratégico": "EJE\nESTRATEGICO ",
                "Actividad": "Actividad\u00a0",
            }.get(cell.value, str(cell.value).upper())

    assert [one.number for one in taken(change).activities] == ["1.1", "2.1"]


@pytest.mark.parametrize("heading", ["No.", "Nº", "N°", "n°", "N.º"])
def test_the_number_heading_is_known_in_every_writing(heading: str) -> None:
    assert activity(None, Actividades_A1=heading).number == "1.1"


@pytest.mark.parametrize(
    "heading",
    ["RESPONSABLES PERU", "Responsables\nPerú", "Responsables PE", "Responsables (República del Perú)"],
)
def test_the_responsibles_column_is_known_by_any_name_of_the_country(heading: str) -> None:
    assert ("PE", "MIMP") in {
        (one.country, one.acronym) for one in activity(None, Actividades_E1=heading).responsibles
    }


def test_a_number_cell_takes_its_displayed_text() -> None:
    def change(made: Workbook) -> None:
        sheet = made["Actividades"]
        sheet["A2"], sheet["A3"] = 1.1, 1.1
        sheet["A3"].number_format = "0.00"
        made["Avances"]["A2"], made["Avances"]["A3"] = "1.10", 1.1

    result = taken(change)
    assert [one.number for one in result.activities] == ["1.1", "1.10"]
    assert [one.activity for one in result.progress] == ["1.10", "1.1"]


def test_axes_are_numbered_by_first_appearance() -> None:
    change = append("Actividades", *row(**{"N°": "1.2", "Eje estratégico": "i. prevencion "}))
    assert [one.axis_number for one in taken(change).activities] == [1, 2, 1]
    assert taken(change).activities[2].axis_title == "I. Prevención"


def test_a_merged_axis_counts_for_every_row_of_the_merge() -> None:
    def change(made: Workbook) -> None:
        made["Actividades"]["B3"] = None
        made["Actividades"].merge_cells("B2:B3")

    assert [one.axis_title for one in taken(change).activities] == ["I. Prevención"] * 2


def test_an_axis_row_alone_stands_above_its_activities_and_the_column_may_be_missing() -> None:
    def change(made: Workbook) -> None:
        sheet = made["Actividades"]
        sheet.delete_cols(column(made, "Actividades", "Eje estratégico"))
        sheet.insert_rows(3)
        sheet["A3"] = "Eje II. Atención"
        sheet.merge_cells("A3:L3")
        sheet.insert_rows(2)
        sheet["B2"] = "Eje I. Prevención"

    assert [(one.axis_number, one.axis_title) for one in taken(change).activities] == [
        (1, "Eje I. Prevención"),
        (2, "Eje II. Atención"),
    ]


def test_blank_rows_repeated_headings_and_totals_at_the_foot_are_ignored() -> None:
    changes: list[Change] = [
        append("Actividades"),
        append("Actividades", *HEADINGS),
        append("Actividades", *row(**{"N°": "2.2"})),
        append("Actividades", " ", "\u00a0"),
        append("Actividades", None, None, "Total", None, None, None, None, None, 4),
        append("Actividades", "TOTAL", None, None, None, None, None, None, None, 4),
        append("Actividades", None, None, None, None, None, None, None, None, 4),
    ]
    assert [one.number for one in taken(all_of(changes)).activities] == ["1.1", "2.1", "2.2"]


@pytest.mark.parametrize(
    ("start", "deadline", "expected"),
    [
        ("I semestre 2026", "II semestre 2026", (date(2026, 1, 1), date(2026, 12, 31))),
        (datetime(2026, 3, 1, 8, 30), "Permanente", (date(2026, 3, 1), date(2026, 12, 31))),
        ("Dic-2025", 2026, (date(2025, 12, 1), date(2026, 12, 31))),
        (None, None, (date(2025, 1, 1), date(2026, 12, 31))),
    ],
)
def test_dates_of_an_activity(start: object, deadline: object, expected: tuple[date, date]) -> None:
    first = activity(None, Actividades_G2=start, Actividades_H2=deadline)
    assert (first.start, first.deadline) == expected


def test_an_empty_weight_is_one_and_a_national_activity_has_one_side() -> None:
    first = activity(None, Actividades_I2=None, Actividades_D2="NACIONAL", Actividades_F2="—")
    assert (first.weight, first.kind) == (Decimal(1), "national")
    assert {one.country for one in first.responsibles} == {"PE"}


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_missing_column_is_refused(heading: str) -> None:
    def change(made: Workbook) -> None:
        made["Actividades"].delete_cols(column(made, "Actividades", heading))
        made["Avances"].delete_rows(2, 2)

    assert the_error(change).startswith(f"Actividades!A1: The column “{heading}” is missing → ")


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"A2": None}, "A2"),
        ({"C2": " "}, "C2"),
        ({"D2": "Bilateral"}, "D2"),
        ({"D2": None}, "D2"),
        ({"E2": "MIMP; NADIE"}, "E2"),
        ({"E2": "MIMP, MRE"}, "E2"),
        ({"F2": "MIMP"}, "F2"),
        ({"F2": None}, "F2"),
        ({"D2": "Paralela", "E2": None}, "E2"),
        ({"D2": "Nacional"}, "F2"),
        ({"D2": "Nacional", "E2": None, "F2": None}, "F2"),
        ({"A3": "1.1"}, "A3"),
        ({"G2": "ayer"}, "G2"),
        ({"H2": "31/02/2026"}, "H2"),
        ({"H2": date(2025, 1, 31)}, "H2"),
        ({"I2": 0}, "I2"),
        ({"I2": -1}, "I2"),
        ({"I2": "alto"}, "I2"),
        ({"J2": "a | Uno | 2026 | 1\na | Dos | 2026 | 1\nb | Tres | 2026 | 1"}, "J2"),
        ({"J2": "a | Uno | 2026 | 1\nb | Dos | 2026"}, "J2"),
        ({"J2": "a | Uno | 2026 | 0\nb | Dos | 2026 | 1"}, "J2"),
        ({"J2": "a | Uno | 30/02/2026\nb | Dos"}, "J2"),
        ({"J2": "solo un texto"}, "J2"),
        ({"J2": "a | Uno | 2026 | 1 | más"}, "J2"),
        ({"J2": " | Uno | 2026"}, "J2"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_cell(cells: dict[str, object], place: str) -> None:
    changed = {f"Actividades_{cell}": value for cell, value in cells.items()}
    if "A3" in cells or "A2" in cells:
        changed |= {
            "Avances_A2": "1.1" if "A3" in cells else "2.1",
            "Avances_A3": changed.get("Actividades_A3", "2.1"),
        }
        changed |= {"Avances_E3": None}
    assert the_error(None, **changed).startswith(f"Actividades!{place}: ")


def test_an_activity_without_a_number_between_others_is_refused_and_not_taken_for_a_total() -> None:
    change = all_of(
        [
            append(
                "Actividades",
                *row(**{"N°": None, "Tipo": None, "Responsables Perú": None, "Responsables Bolivia": None}),
            ),
            append("Actividades", *row(**{"N°": "2.2"})),
        ]
    )
    assert "Actividades!A4: The activity has no number (N°)" in errors(change)[0]


def test_a_row_with_nothing_but_a_number_is_an_activity_without_title_and_no_axis() -> None:
    assert any(
        "Actividades!C4: The activity has no title" in error for error in errors(append("Actividades", "2.2"))
    )


def test_every_mistake_is_told_at_once_in_the_order_of_the_sheets() -> None:
    found = errors(None, Avances_D2="x", Actividades_D3="x", Actividades_D2="x", Hoja_de_ruta_B1=None)
    assert [error.split(":")[0] for error in found] == [
        "Hoja de ruta!B1",
        "Actividades!D2",
        "Actividades!D3",
        "Avances!D2",
    ]


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"J2": "a | Uno | 2025\nb | Dos | 2027"}, "J2"),
        ({"H2": None}, "H2"),
        ({"B2": None}, "B2"),
        ({"E2": "MIMP (lidera); MRE (lidera)"}, "E2"),
    ],
)
def test_what_is_merely_odd_is_taken_with_a_warning(cells: dict[str, object], place: str) -> None:
    (warning,) = warnings(None, **{f"Actividades_{cell}": value for cell, value in cells.items()})
    assert warning.startswith(f"Actividades!{place}: ")
