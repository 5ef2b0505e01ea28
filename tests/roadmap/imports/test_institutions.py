"""The sheet *Instituciones*: known by country and acronym, with successors, and its refusals."""

from datetime import date
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from roadmap.imports.workbook import InstitutionRow
from tests.roadmap.imports.books import all_of, append, column, errors, taken, the_error, warnings


def institutions(*rows: tuple[Any, ...], **cells: Any) -> dict[tuple[str | None, str], InstitutionRow]:
    found = taken(all_of([append("Instituciones", *row) for row in rows]), **cells).institutions
    return {(one.country, one.acronym): one for one in found}


def with_optional(made: Workbook) -> None:
    for offset, heading in enumerate(("Desde", "Hasta", "Sucesora", "Norma"), start=5):
        made["Instituciones"].cell(1, offset, heading)


def test_both_states_have_a_ministry_of_the_same_acronym() -> None:
    assert {("BO", "MRE"), ("PE", "MRE"), ("PE", "MIMP"), (None, "OIM")} == set(institutions())


def test_the_country_is_written_by_code_or_name_and_may_be_a_third_one() -> None:
    found = institutions(("SERNAMEG", "Servicio", "Chile", "servicio"), Instituciones_C2="República del Perú")
    assert ("PE", "MIMP") in found
    assert ("CL", "SERNAMEG") in found


def test_optional_columns_are_read_and_the_successor_is_sought_in_the_same_country() -> None:
    def change(made: Workbook) -> None:
        with_optional(made)
        made["Instituciones"].append(
            ["MJ", "Justicia", "BO", "ministerio", 2020, "24/11/2025", "m r e", "DS 1"]
        )

    found = {(one.country, one.acronym): one for one in taken(change).institutions}
    one = found["BO", "MJ"]
    assert (one.valid_from, one.valid_until) == (date(2020, 1, 1), date(2025, 11, 24))
    assert (one.successor, one.legal_basis) == ("MRE", "DS 1")


def test_an_international_institution_serves_a_side_that_has_none_of_that_acronym() -> None:
    first = taken(None, Actividades_E2="OIM").activities[0]
    assert [(one.country, one.institution_country) for one in first.responsibles] == [
        ("BO", "BO"),
        ("PE", None),
    ]


def test_the_institution_of_another_country_does_not_serve_a_side() -> None:
    assert the_error(None, Actividades_F2="MIMP").startswith("Actividades!F2: ")


def test_acronyms_are_found_without_regard_to_case_accents_and_spaces() -> None:
    row = ("CG-PE Cochabamba", "Consulado", "PE", "consulado")
    assert ("PE", "CG-PE Cochabamba") in institutions(row, Actividades_E2="cg–pe  cochabamba")


def test_a_repeated_row_is_read_once_and_one_with_other_data_is_warned_of() -> None:
    same = append("Instituciones", "OIM", "Migraciones", None, "organismo internacional")
    assert len(taken(same).institutions) == 4
    assert taken(same).warnings == []
    (warning,) = warnings(append("Instituciones", "oim", "Otro nombre", None, "organismo"))
    assert warning.startswith("Instituciones!A6: ")


def test_totals_and_notes_at_the_foot_are_ignored() -> None:
    found = institutions(("Total: 4 instituciones",), (None, "Nota al pie"), (None, None, None, 4))
    assert {acronym for _country, acronym in found} >= {"MIMP", "OIM"}
    assert not any(country == "PE" and "Nota" in acronym for country, acronym in found)


def test_a_row_without_an_acronym_is_known_by_its_name() -> None:
    found = institutions((None, "Defensoría", "PE", "autónoma"), Actividades_E2="Defensoría")
    assert ("PE", "Defensoría") in found


@pytest.mark.parametrize("heading", ["Sigla", "Nombre", "País", "Tipo"])
def test_a_missing_column_is_refused(heading: str) -> None:
    def change(made: Workbook) -> None:
        made["Instituciones"].delete_cols(column(made, "Instituciones", heading))

    assert f"Instituciones!A1: The column “{heading}” is missing" in errors(change)[0]


def test_a_missing_sheet_is_told_once_and_not_for_each_institution() -> None:
    def change(made: Workbook) -> None:
        del made["Instituciones"]

    assert the_error(change).startswith("Instituciones!A1: The sheet “Instituciones” is missing → ")


def test_an_unknown_country_is_refused_and_its_institution_not_told_a_second_time() -> None:
    assert the_error(None, Instituciones_C2="Atlántida").startswith("Instituciones!C2: ")


@pytest.mark.parametrize(
    ("values", "place"),
    [
        (["pronto", None, None], "E6"),
        ([None, "31/02/2025", None], "F6"),
        ([date(2025, 1, 1), date(2024, 1, 1), None], "F6"),
        ([None, None, "MIMP"], "G6"),
    ],
)
def test_unreadable_dates_and_unknown_successors_are_refused(values: list[Any], place: str) -> None:
    def change(made: Workbook) -> None:
        with_optional(made)
        made["Instituciones"].append(["MJ", "Justicia", "BO", "ministerio", *values])

    assert the_error(change).startswith(f"Instituciones!{place}: ")


def test_an_institution_that_ends_before_a_deadline_without_successor_is_warned_of() -> None:
    def change(made: Workbook) -> None:
        with_optional(made)
        made["Instituciones"]["F4"] = date(2026, 7, 31)

    (warning,) = warnings(change)
    assert warning.startswith("Actividades!F2: MRE ends on 2026-07-31")


def test_an_institution_that_succeeds_itself_has_no_successor() -> None:
    def change(made: Workbook) -> None:
        with_optional(made)
        made["Instituciones"]["G2"] = "MIMP"

    assert taken(change).institutions[0].successor is None
    assert warnings(change)[0].startswith("Instituciones!G2: ")
