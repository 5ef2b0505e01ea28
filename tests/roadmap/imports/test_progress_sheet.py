"""The sheet *Avances*: what a report says, and every refusal."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.roadmap.imports.books import (
    PROGRESS,
    all_of,
    append,
    column,
    errors,
    report,
    taken,
    the_error,
    warnings,
)

HEADINGS = list(PROGRESS[0])
END_OF_10_SEPTEMBER_IN_LIMA = datetime(2025, 9, 11, 4, 59, 59, 999999, tzinfo=UTC)


def row(**values: Any) -> list[Any]:
    return list((PROGRESS[0] | values).values())


def test_a_report_is_read_with_all_that_it_says() -> None:
    first = report()
    assert (first.activity, first.country, first.as_of, first.percent) == (
        "2.1",
        "PE",
        date(2025, 8, 31),
        Decimal(40),
    )
    assert (first.milestones_met, first.evidence, first.description) == ((), ("Acta", "Informe"), "Borrador")
    assert (first.validated_at, first.conformity) == (END_OF_10_SEPTEMBER_IN_LIMA, "agreed")
    second = taken().progress[1]
    assert (second.percent, second.milestones_met, second.validated_at) == (None, ("a",), None)
    assert [one.entry for one in taken().progress] == [0, 1]


def test_optional_columns_are_read() -> None:
    def change(made: Workbook) -> None:
        made["Avances"]["L1"], made["Avances"]["M1"] = "Motivo", "Valor alcanzado"
        made["Avances"]["L2"], made["Avances"]["M2"] = "falta el acta", 3
        made["Avances"]["K2"] = "Observada"

    first = report(change)
    assert (first.conformity, first.reason, first.value_reached) == ("observed", "falta el acta", "3")


def test_the_sheet_may_be_missing() -> None:
    def change(made: Workbook) -> None:
        del made["Avances"]

    assert taken(change).progress == []


def test_neither_a_percentage_nor_milestones_reports_nothing_done() -> None:
    assert report(None, Avances_D2=None).percent == 0
    second = taken(None, Avances_E3=None).progress[1]
    assert (second.percent, second.milestones_met) == (None, ())


@pytest.mark.parametrize("written", ["b;a", "a\nb", "a, b", "A; B", "a; b; a"])
def test_milestones_met_are_listed_in_the_order_of_the_plan(written: str) -> None:
    assert taken(None, Avances_E3=written).progress[1].milestones_met == ("a", "b")


def test_milestone_keys_may_be_numbers() -> None:
    found = taken(None, Actividades_J2="1 | Uno\n2 | Dos", Avances_E3=1)
    assert found.progress[1].milestones_met == ("1",)


def test_a_percentage_cell_is_a_fraction() -> None:
    def change(made: Workbook) -> None:
        made["Avances"]["D2"] = 0.57
        made["Avances"]["D2"].number_format = "0%"

    assert report(change).percent == Decimal(57)


@pytest.mark.parametrize("written", ["Perú", "peru", "PE", "pe ", "República del Perú"])
def test_the_country_is_known_by_code_and_names(written: str) -> None:
    assert report(None, Avances_B2=written).country == "PE"


def test_the_moment_of_validation_keeps_its_time_of_day_in_the_zone_of_the_country() -> None:
    instant = datetime(2025, 9, 10, 15, 0, tzinfo=UTC)
    assert report(None, Avances_J2=datetime(2025, 9, 10, 10, 0)).validated_at == instant
    assert report(None, Avances_J2=datetime(2025, 9, 10, 11, 0), Avances_B2="BO").validated_at == instant


def test_a_merged_number_counts_for_every_row_of_the_merge() -> None:
    def change(made: Workbook) -> None:
        sheet = made["Avances"]
        sheet.append([None, *row(**{"País": "BO"})[1:]])
        sheet.append(row(**{"Fecha de corte": "2026"}))
        sheet["A4"], sheet["A3"], sheet["E3"] = "2.1", "2.1", None
        sheet["A5"] = None
        sheet.merge_cells("A4:A5")

    assert [one.activity for one in taken(change).progress] == ["2.1"] * 4


def test_an_identical_row_is_read_once() -> None:
    assert len(taken(append("Avances", *row())).progress) == 2


def test_rows_of_other_validations_of_the_same_cutoff_are_corrections() -> None:
    change = append("Avances", *row(**{"Avance %": 60, "Validado el": date(2025, 9, 20)}))
    assert [one.percent for one in taken(change).progress if one.activity == "2.1"] == [40, 60]


def test_totals_and_blank_rows_are_ignored() -> None:
    changes = [
        append("Avances"),
        append("Avances", "Promedio", None, None, 40),
        append("Avances", None, None, None, 40),
    ]
    assert len(taken(all_of(changes)).progress) == 2


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_missing_column_is_refused(heading: str) -> None:
    def change(made: Workbook) -> None:
        made["Avances"].delete_cols(column(made, "Avances", heading))

    assert the_error(change).startswith(f"Avances!A1: The column “{heading}” is missing → ")


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"A2": None}, "A2"),
        ({"A2": "9.9"}, "A2"),
        ({"A2": "2.10"}, "A2"),
        ({"B2": "CL"}, "B2"),
        ({"B2": "ZZ"}, "B2"),
        ({"B2": None}, "B2"),
        ({"C2": None}, "C2"),
        ({"C2": "31/04/2025"}, "C2"),
        ({"D2": 100.5}, "D2"),
        ({"D2": -1}, "D2"),
        ({"D2": 0.4}, "D2"),
        ({"D2": "casi"}, "D2"),
        ({"E2": "a", "D2": None}, "E2"),
        ({"E3": "a; z"}, "E3"),
        ({"D3": 50}, "D3"),
        ({"J2": "ayer"}, "J2"),
        ({"K2": "Aprobado"}, "K2"),
        ({"J2": None}, "K2"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_cell(cells: dict[str, object], place: str) -> None:
    changed = {f"Avances_{cell}": value for cell, value in cells.items()}
    assert the_error(None, **changed).startswith(f"Avances!{place}: ")


@pytest.mark.parametrize(
    "values",
    [{"Avance %": 60}, {"Descripción": "otra"}, {"Conformidad": "Observado"}, {"Evidencias": "Acta"}],
)
def test_rows_alike_but_different_in_content_are_refused(values: dict[str, object]) -> None:
    assert "those of A2, but the content differs" in the_error(append("Avances", *row(**values)))


def test_rows_without_validation_are_alike_too() -> None:
    changes = [
        append("Avances", *row(**{"Validado el": None, "Conformidad": None, "Avance %": part}))
        for part in (1, 2)
    ]
    assert the_error(all_of(changes)).startswith("Avances!A5: ")


def test_an_activity_with_mistakes_of_its_own_still_exists() -> None:
    assert the_error(None, Actividades_D3="Otra").startswith("Actividades!D3: ")


@pytest.mark.parametrize("heading", ["N°", "Hitos"])
def test_what_a_missing_column_of_the_plan_hides_is_no_mistake_of_the_reports(heading: str) -> None:
    def change(made: Workbook) -> None:
        made["Actividades"].delete_cols(column(made, "Actividades", heading))

    assert the_error(change).startswith(f"Actividades!A1: The column “{heading}” is missing → ")


def test_a_thousand_mistakes_are_a_thousand_lines() -> None:
    changes = [append("Avances", *row(**{"Avance %": 101})) for _each in range(1000)]
    assert len(errors(all_of(changes))) == 1000


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"C3": date(2025, 8, 31)}, "E3"),
        ({"C2": date(2025, 9, 30)}, "C2"),
        ({"K2": "Observado"}, "K2"),
        ({"E3": None, "D3": 50}, "D3"),
    ],
)
def test_what_is_merely_odd_is_taken_with_a_warning(cells: dict[str, object], place: str) -> None:
    (warning,) = warnings(None, **{f"Avances_{cell}": value for cell, value in cells.items()})
    assert warning.startswith(f"Avances!{place}: ")


def test_a_percentage_lower_than_before_is_warned_of_in_the_order_of_time() -> None:
    change = append("Avances", *row(**{"Fecha de corte": date(2025, 4, 30), "Avance %": 50}))
    (warning,) = warnings(change)
    assert warning.startswith("Avances!D2: The percentage is lower than that of A4")


def test_a_report_of_a_country_that_does_not_answer_is_warned_of() -> None:
    (warning,) = warnings(None, Actividades_D3="Nacional", Actividades_E3=None)
    assert warning.startswith("Avances!B2: PE does not answer for this activity")
