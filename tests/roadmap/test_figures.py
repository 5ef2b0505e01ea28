"""How figures are written: with the reader's decimal sign, never 100 unless all, always with their fraction."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from roadmap.completion import Tally
from roadmap.templatetags import figures

pytestmark = pytest.mark.on_both

NO_BREAK = "\N{NO-BREAK SPACE}"


def tally(**fields) -> Tally:
    usual = {"committed": 11, "fulfilled": 2, "due": 5, "due_fulfilled": 2, "average": Fraction(5050, 66)}
    usual |= {"signed": 11, "withdrawn": 0, "expected_reports": 22, "with_report": 22}
    return Tally(**{**usual, **fields})


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("es-bo", f"76,5{NO_BREAK}%"),
        ("es-pe", f"76.5{NO_BREAK}%"),
        ("es", f"76,5{NO_BREAK}%"),
        ("en-bo", "76,5%"),
        ("en", "76.5%"),
    ],
)
def test_a_percentage_is_written_as_its_reader_does(locale, expected):
    with translation.override(locale):
        assert figures.percent1(Fraction(5050, 66)) == expected


def test_without_a_figure_there_is_a_dash():
    assert figures.percent0(None) == figures.percent1(None) == figures.number1(None) == "—"


def test_199_of_200_is_99():
    with translation.override("es"):
        assert figures.percent0(Fraction(19900, 200)) == f"99{NO_BREAK}%"
        assert figures.percent1(Fraction(199950, 2000)) == f"99,9{NO_BREAK}%"


def test_every_figure_has_its_fraction_in_words():
    with translation.override("es"):
        assert figures.headline(tally()) == f"18{NO_BREAK}%"
        assert figures.fulfilled_of(tally()) == "2 de 11 actividades"
        assert figures.fulfilled_of(tally(committed=1, fulfilled=1)) == "1 de 1 actividad"
        assert figures.due_of(tally()) == "2 de 5 exigibles a la fecha"
        assert figures.coverage_of(tally()) == "22 de 22 reportes"


def test_what_was_withdrawn_is_said():
    withdrawn = tally(committed=23, fulfilled=23, signed=25, withdrawn=2)
    with translation.override("es"):
        assert figures.fulfilled_of(withdrawn) == "23 de 23 (25 suscritas, 2 retiradas)"


def test_a_declared_figure_is_never_rounded():
    with translation.override("es"):
        assert figures.declared(Decimal("92.000000000000")) == f"92{NO_BREAK}%"
        assert figures.declared(Decimal("99.96")) == f"99,96{NO_BREAK}%"


def test_a_length_in_a_drawing_has_a_point_in_every_language():
    with translation.override("es"):
        assert figures.coordinate(Fraction(5050, 66)) == "76.52"
        assert figures.coordinate(None) == "0"
        assert figures.coordinate(100) == "100"


def test_weights_and_sums_are_written_without_idle_zeros():
    with translation.override("es"):
        assert figures.weight(Decimal("2.500000000")) == "2,5"
        assert figures.weight(Decimal("40.000000000")) == "40"
        assert figures.amount(Fraction(2525, 3)) == "841,67"
