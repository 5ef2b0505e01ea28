"""Every way in which people write a date, and those that nobody can read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from roadmap.imports import dates
from roadmap.imports.cells import Unreadable
from roadmap.imports.parts import Cell

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("31-12-2025", date(2025, 12, 31)),
        ("31.12.2025", date(2025, 12, 31)),
        ("2025-12-31", date(2025, 12, 31)),
        ("2025-12-31 14:30", date(2025, 12, 31)),
        ("31/12/2025 14:30", date(2025, 12, 31)),
        ("31 de diciembre de 2025", date(2025, 12, 31)),
        ("31 de Diciembre del 2025", date(2025, 12, 31)),
        ("1° de setiembre de 2026", date(2026, 9, 1)),
        ("miércoles 31 de diciembre de 2025", date(2025, 12, 31)),
        ("31-dic-2025", date(2025, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("Permanente", END),
        ("PERMANENTE", END),
    ],
)
def test_a_whole_date_is_that_day(written: str, expected: date) -> None:
    assert dates.day(Cell(written), permanent=END) == expected


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("diciembre 2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("diciembre de 2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("Dic-2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("dic. 2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("setiembre 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("Set-2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("Sept. 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("septiembre 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("febrero 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("I semestre 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("II semestre de 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("1er semestre 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("segundo semestre del 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("I trimestre 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("II trimestre 2026", date(2026, 4, 1), date(2026, 6, 30)),
        ("III Trimestre 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("IV TRIMESTRE 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("12/2025", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_a_partial_date_is_its_last_day_and_where_it_begins_something_its_first(
    written: str, first: date, last: date
) -> None:
    assert dates.day(Cell(written)) == last
    assert dates.day(Cell(written), begins=True) == first


@pytest.mark.parametrize("month", sorted(dates.MONTHS))
def test_every_name_of_a_month_is_known(month: str) -> None:
    assert dates.day(Cell(f"{month.upper()} 2026")).month == dates.MONTHS[month]


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2026",
        "29/02/2025",
        "31/12/25",
        "05/06/26",
        "Dic-25",
        "12/31/2025",
        "31/13/2025",
        "0/1/2026",
        "31/12",
        "31/12/20255",
        "31/12/0025",
        "III semestre 2026",
        "V trimestre 2026",
        "0 semestre 2026",
        "32 de diciembre de 2025",
        "31 de decembrio de 2025",
        "enero - marzo 2026",
        "2025-2026",
        "2025-13-01",
        "31/12/2025 25:00",
        "0026",
        "pronto",
        "por definir",
        "#REF!",
    ],
)
def test_an_impossible_ambiguous_or_unreadable_date_is_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        dates.day(Cell(written), permanent=END)


def test_a_number_is_a_year_and_never_guessed_to_be_a_serial_date() -> None:
    assert dates.day(Cell(Decimal(2026))) == date(2026, 12, 31)
    for number in ("45992", "20251231", "2026.5", "12", "-2026"):
        with pytest.raises(Unreadable):
            dates.day(Cell(Decimal(number)))


def test_a_real_date_counts_with_or_without_a_time_of_day() -> None:
    assert dates.day(Cell(datetime(2025, 12, 31), "dd/mm/yyyy")) == date(2025, 12, 31)
    assert dates.day(Cell(datetime(2025, 12, 31, 18, 30), "dd/mm/yyyy hh:mm")) == date(2025, 12, 31)


def test_a_month_that_the_program_turned_into_its_first_day_is_the_month_that_people_see() -> None:
    assert dates.day(Cell(datetime(2025, 12, 1), "mmm-yy")) == date(2025, 12, 31)
    assert dates.day(Cell(datetime(2025, 12, 1), "mmm-yy"), begins=True) == date(2025, 12, 1)
    assert dates.day(Cell(datetime(2025, 12, 15), "mmm-yy")) == date(2025, 12, 15)
    assert dates.day(Cell(datetime(2025, 12, 1), "dd/mm/yyyy")) == date(2025, 12, 1)
    assert dates.day(Cell(datetime(2026, 1, 1), "yyyy")) == date(2026, 12, 31)


def test_a_time_or_a_date_before_1900_is_no_date() -> None:
    for value in (timedelta(hours=5), datetime(1899, 12, 31), True):
        with pytest.raises(Unreadable):
            dates.day(Cell(value, "dd/mm/yyyy"))


def test_an_instant_without_a_time_is_the_end_of_that_day_in_the_zone() -> None:
    instant = dates.instant(Cell("10/10/2026"), "America/Lima")
    assert instant.astimezone(UTC) == datetime(2026, 10, 11, 4, 59, 59, 999999, tzinfo=UTC)
    assert dates.instant(Cell("octubre 2026"), "America/Lima").date() == date(2026, 10, 31)


def test_an_instant_with_a_time_is_that_moment_in_the_zone() -> None:
    expected = datetime(2026, 10, 10, 19, 30, tzinfo=UTC)
    assert dates.instant(Cell(datetime(2026, 10, 10, 14, 30)), "America/Lima") == expected
    assert dates.instant(Cell("10/10/2026 14:30"), "America/Lima") == expected
    assert dates.instant(Cell("2026-10-10T15:30:00-04:00"), "America/Lima") == expected
    assert dates.instant(Cell("2026-10-10T19:30:00Z"), "America/Lima") == expected
