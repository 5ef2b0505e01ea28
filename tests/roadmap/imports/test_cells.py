"""Texts, numbers, percentages and answers of one cell."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from roadmap.imports import cells
from roadmap.imports.cells import Unreadable
from roadmap.imports.parts import Cell, Value
from roadmap.imports.texts import fold, folded, tidy


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (Decimal(75), "General", "75"),
        (Decimal("75.5"), "0.0", "75.5"),
        (Decimal("0.75"), "0%", "75"),
        (Decimal("0.755"), "0.00%", "75.5"),
        (Decimal(1), "0%", "100"),
        (Decimal(1), "General", "1"),
        (Decimal("0.005"), "0.0%", "0.5"),
        (Decimal(75), '0.0"%"', "75"),
        (Decimal(1), '0" %"', "1"),
        (Decimal(75), "0\\%", "75"),
        (Decimal(0), "General", "0"),
        ("75%", "General", "75"),
        ("75 %", "General", "75"),
        ("75,5 %", "General", "75.5"),
        ("75.5", "General", "75.5"),
        ("0,5%", "General", "0.5"),
        ("100", "0%", "100"),
    ],
)
def test_a_percentage_is_read_as_people_write_it(value: Value, number_format: str, expected: str) -> None:
    assert cells.percentage(Cell(value, number_format)) == Decimal(expected)
    assert str(cells.percentage(Cell(value, number_format))) == expected


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (Decimal("0.75"), "General"),
        (Decimal("0.001"), "0.00"),
        ("0,75", "General"),
        ("0.5", "0%"),
        (Decimal("100.5"), "General"),
        (Decimal("100.0001"), "General"),
        (Decimal(-1), "General"),
        (Decimal("1.01"), "0%"),
        ("101%", "General"),
        ("-5%", "General"),
        ("mucho", "General"),
        ("75 de 100", "General"),
        ("5 0", "General"),
        ("7 5%", "General"),
        ("%", "General"),
        ("1e2", "General"),
        ("NaN", "General"),
        ("#DIV/0!", "0%"),
        (True, "General"),
        (datetime(2026, 1, 1), "dd/mm/yyyy"),
    ],
)
def test_an_ambiguous_impossible_or_unreadable_percentage_is_refused(
    value: Value, number_format: str
) -> None:
    with pytest.raises(Unreadable):
        cells.percentage(Cell(value, number_format))


def test_an_empty_percentage_is_none() -> None:
    assert cells.percentage(None) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Decimal("2.5"), "2.5"), ("2,5", "2.5"), ("25%", "25"), ("1 000", "1000"), ("12 500,5", "12500.5")],
)
def test_a_weight_is_any_number_above_zero(value: Value, expected: str) -> None:
    assert cells.weight(Cell(value)) == Decimal(expected)


@pytest.mark.parametrize("value", [Decimal(10**6), Decimal("1e15"), "1000000", "9" * 30])
def test_a_weight_that_no_table_holds_is_refused(value: Value) -> None:
    with pytest.raises(Unreadable, match="too large"), override("en"):
        cells.weight(Cell(value))


@pytest.mark.parametrize("value", [Decimal(0), Decimal(-1), "0", "alto", "-2", True])
def test_a_weight_not_above_zero_is_refused(value: Value) -> None:
    with pytest.raises(Unreadable):
        cells.weight(Cell(value))


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (Decimal("1.1"), "General", "1.1"),
        (Decimal("1.2000000000000002"), "General", "1.2"),
        (Decimal("1.2000000000000002"), "@", "1.2"),
        (Decimal("0.333333333333"), "General", "0.333333333"),
        (Decimal("1234567.123456"), "General", "1234567.123"),
        (Decimal(123456789012), "General", "123456789012"),
        (Decimal("1.1"), "0.00", "1.10"),
        (Decimal("1.1"), "0.00_);(0.00)", "1.10"),
        (Decimal(1), "General", "1"),
        (Decimal(1), "0.0", "1.0"),
        (Decimal("1.1"), "@", "1.1"),
        (Decimal(7), "000", "007"),
        (Decimal(11), '0"."0', "1.1"),
        (Decimal(5), '"A."0', "A.5"),
        (Decimal("1234.5"), "#,##0.00", "1,234.50"),
        (Decimal("0.755"), "0.0%", "75.5%"),
        (Decimal(-3), "0;(0)", "(3)"),
        (Decimal(10), "0.00E+00", "10"),
        (Decimal("1.5"), ";;;", "1.5"),
        (datetime(2026, 1, 10), "d.m", "10.1"),
        (datetime(2026, 1, 10), "d-mmm", "10-ene"),
        (datetime(2026, 1, 10, 8, 5), "dd/mm/yyyy hh:mm", "10/01/2026 08:05"),
        (True, "General", "VERDADERO"),
        (Decimal("1e300"), "0.00", "1" + "0" * 300),
    ],
)
def test_a_number_cell_takes_its_displayed_text(value: Value, number_format: str, expected: str) -> None:
    assert cells.line(Cell(value, number_format)) == expected


def test_stray_and_invisible_spaces_go_and_line_breaks_stay() -> None:
    assert tidy("\u00a0Uno\u00a0 dos \r\n\u200btres\t\x00") == "Uno dos\ntres"
    assert tidy(" – ") == ""
    assert cells.line(Cell("Uno\ndos")) == "Uno dos"


def test_lists_are_separated_by_semicolons_or_line_breaks() -> None:
    assert cells.items(Cell("Acta; Informe;\nFotos; -")) == ["Acta", "Informe", "Fotos"]


@pytest.mark.parametrize("heading", ["N°", "Nº", "No.", " n o ", "N\n°"])
def test_headings_are_alike_without_case_accents_spaces_and_signs(heading: str) -> None:
    assert fold(heading) == "no"
    assert fold("LÍNEA de\nbase") == fold("linea de Base")


def test_acronyms_are_alike_without_case_accents_and_spaces_but_keep_their_signs() -> None:
    assert folded("mp–fn ") == folded("MP-FN")
    assert folded("MPFN") != folded("MP-FN")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Sí", True),
        ("SI", True),
        ("x", True),
        ("No", False),
        ("no exige", False),
        (False, False),
        ("tal vez", None),
    ],
)
def test_an_answer_is_yes_no_or_neither(value: Value, expected: bool | None) -> None:
    assert cells.yes(Cell(value), default=True) is expected
