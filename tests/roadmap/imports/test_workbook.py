"""The reader as a whole: the samples, files as several programs write them, messages, and whatever is typed."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook import Workbook

from roadmap.imports.workbook import ReadResult, read_workbook
from tests.roadmap.imports.books import (
    COUNTRIES,
    activity,
    book,
    read,
    saved,
    taken,
    with_part,
    with_shared_strings,
)

SAMPLES = Path("roadmap/demo_data")
VALID = book()


def sample(name: str) -> ReadResult:
    result = read((SAMPLES / f"hoja_de_ruta_{name}.xlsx").read_bytes())
    assert result.errors == []
    return result


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("bo_pe_2021_2022", (0, 0, 0)),
        ("bo_pe_2025_2026", (11, 25, 22)),
        ("ejemplo_xa_xb", (25, 8, 50)),
    ],
)
def test_the_samples_are_read_whole(name: str, counts: tuple[int, int, int]) -> None:
    result = sample(name)
    assert (len(result.activities), len(result.institutions), len(result.progress)) == counts


def test_the_sample_of_bolivia_and_peru_says_what_is_in_it() -> None:
    result = sample("bo_pe_2025_2026")
    assert result.roadmap is not None
    assert result.roadmap.cutoffs[0] == date(2025, 12, 31)
    assert [one.number for one in result.activities][-1] == "4.2"
    assert {(one.axis_number, one.axis_title) for one in result.activities} == {
        (1, "I. Planificación y monitoreo"),
        (2, "II. Prevención"),
        (3, "III. Atención y protección"),
        (4, "IV. Investigación y sanción"),
    }
    assert [len(one.milestones) for one in result.activities] == [4, 0, 0, 2, 3, 0, 3, 0, 0, 3, 0]
    observed = [(one.activity, one.country) for one in result.progress if one.conformity == "observed"]
    assert observed == [("2.3", "PE"), ("3.3", "BO")]


def test_the_sample_with_a_declared_figure_has_nothing_else() -> None:
    result = sample("bo_pe_2021_2022")
    assert result.roadmap is not None
    assert result.roadmap.declared == 92
    assert result.roadmap.parties == (("BO", None), ("PE", None))


def test_an_error_names_the_sheet_as_written_the_cell_and_the_remedy() -> None:
    def change(made: Workbook) -> None:
        made["Actividades"].title = "ACTIVIDADES "

    made = openpyxl.load_workbook(io.BytesIO(book(change)))
    made["ACTIVIDADES "]["D2"] = "Bilateral"
    (error,) = read(saved(made)).errors
    assert str(error) == (
        "ACTIVIDADES !D2: The type “Bilateral” is not known → Write Conjunta, Paralela or Nacional"
    )


def test_the_messages_are_in_the_language_of_the_reader() -> None:
    data = book(None, Actividades_D2="Bilateral")
    with override("es"):
        (error,) = read_workbook(data, countries=COUNTRIES).errors
    assert str(error) == (
        "Actividades!D2: El tipo «Bilateral» no se conoce → Escriba Conjunta, Paralela o Nacional"
    )


def test_an_error_about_the_file_has_no_cell() -> None:
    (error,) = read(b"").errors
    assert not re.match(r".*!.*:", str(error))


@pytest.mark.parametrize("name", ["Hoja de ruta", "Actividades", "Instituciones"])
def test_a_missing_sheet_is_refused(name: str) -> None:
    def change(made: Workbook) -> None:
        del made[name]

    assert f"{name}!A1: The sheet “{name}” is missing → " in the_error_of_sheets(change)


def the_error_of_sheets(change: Any) -> str:
    return next(str(error) for error in read(book(change)).errors)


def test_other_sheets_and_hidden_ones_are_ignored_and_a_visible_one_goes_before_a_hidden_namesake() -> None:
    def change(made: Workbook) -> None:
        hidden = made.create_sheet("actividades  ", 0)
        hidden.sheet_state = "hidden"
        hidden["A1"] = "old"
        notes = made.create_sheet("Borrador", 0)
        notes.sheet_state = "hidden"
        notes["A1"] = "N°"
        made.create_chartsheet("Gráfico")

    assert len(taken(change).activities) == 2


def test_formulas_count_by_their_stored_values() -> None:
    def edit(part: bytes) -> bytes:
        return re.sub(rb'(<c r="I2"[^>]*?)( t="n")?>(<v>)1(</v>)', rb"\1><f>SUM(1,2)</f>\g<3>3\4", part)

    assert read(with_part(VALID, "xl/worksheets/sheet2.xml", edit)).activities[0].weight == 3


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    def change(made: Workbook) -> None:
        made.epoch = MAC_EPOCH

    assert activity(change).deadline == date(2026, 11, 30)


def test_a_year_typed_into_a_cell_with_a_date_format_is_the_year() -> None:
    def change(made: Workbook) -> None:
        made["Actividades"]["H2"] = 2026
        made["Actividades"]["H2"].number_format = "dd/mm/yyyy"

    assert activity(change).deadline == date(2026, 12, 31)


def test_a_time_of_day_does_not_move_a_date() -> None:
    assert activity(None, Actividades_H2=datetime(2026, 11, 30, 23, 59, 59)).deadline == date(2026, 11, 30)


def test_texts_inside_the_cells_rich_texts_and_phonetic_guides_are_read() -> None:
    runs = b'<r><t>Cam</t></r><r><t xml:space="preserve">pa\xc3\xb1a </t></r>'
    inline = b'<c r="C2" t="inlineStr"><is>' + runs + b'<rPh sb="0" eb="1"><t>x</t></rPh></is></c>'

    def edit(part: bytes) -> bytes:
        return re.sub(rb'<c r="C2".*?</c>', inline, part)

    assert read(with_part(VALID, "xl/worksheets/sheet2.xml", edit)).activities[0].title == "Campaña"


def test_shared_strings_are_read_like_texts_inside_the_cells() -> None:
    shared = with_shared_strings(VALID)
    assert b"inlineStr" not in zipfile.ZipFile(io.BytesIO(shared)).read("xl/worksheets/sheet2.xml")
    assert read(shared) == read(VALID)


def test_the_strict_dialect_and_prefixed_elements_are_read() -> None:
    strict = VALID
    for path in zipfile.ZipFile(io.BytesIO(VALID)).namelist():
        strict = with_part(
            strict,
            path,
            lambda part: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
        )
    assert len(read(strict).activities) == 2

    def prefix(part: bytes) -> bytes:
        return re.sub(rb"<(/?)(\w+)", rb"<\1x:\2", part).replace(b"xmlns=", b"xmlns:x=")

    assert len(read(with_part(VALID, "xl/worksheets/sheet2.xml", prefix)).activities) == 2


def test_an_odd_style_or_validation_is_no_reason_to_refuse() -> None:
    data = with_part(
        VALID,
        "xl/styles.xml",
        lambda part: part.replace(b"<fills", b'<fills odd="1"><fill><oddFill/></fill></fills><fills'),
    )
    odd = b'<dataValidations><dataValidation type="nonsense" sqref="?"/></dataValidations></worksheet>'
    data = with_part(data, "xl/worksheets/sheet2.xml", lambda part: part.replace(b"</worksheet>", odd))
    assert read(data).errors == []


def test_a_hundred_thousand_empty_formatted_rows_change_nothing() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"></c></row>' % (row, row, row)
        for row in range(10, 100_000)
    )
    data = with_part(
        VALID, "xl/worksheets/sheet4.xml", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    assert read(data) == read(VALID)


def test_cells_that_do_not_say_their_place_follow_each_other() -> None:
    def edit(part: bytes) -> bytes:
        return re.sub(rb'(<(?:c|row)) r="\w+"', rb"\1", part)

    full = book(None, Avances_G2="d", Avances_H2="p")
    assert read(with_part(full, "xl/worksheets/sheet2.xml", edit)).activities == read(full).activities


def test_more_than_a_thousand_mistakes_end_the_reading() -> None:
    row = b'<row r="%d"><c r="A%d" t="str"><v>9.9</v></c></row>'
    rows = b"".join(row % (number, number) for number in range(10, 1_000))
    data = with_part(
        VALID, "xl/worksheets/sheet4.xml", lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    found = read(data).errors
    assert len(found) == 1_001
    assert "reading stopped here" in str(found[-1])


typed = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1900, 3, 1), datetime(2300, 1, 1)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.sampled_from(
        ["1.1", "a | b | 2026", "75%", "BO", "I semestre 2026", "(L)", ";", "|", "-", "N°", "Total"]
    ),
)
formats = st.sampled_from(
    ["General", "0.00", "0%", "dd/mm/yyyy", "mmm-yy", "[h]:mm", "@", '"x"0', ";;;", "0.000E+00"]
)
places = st.tuples(
    st.sampled_from(["Hoja de ruta", "Actividades", "Instituciones", "Avances"]),
    st.integers(1, 6),
    st.integers(1, 13),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(places, typed, formats), min_size=1, max_size=8))
def test_whatever_people_type_is_read_or_refused_with_its_cell(edits: list[Any]) -> None:
    def change(made: Workbook) -> None:
        for (sheet, row, at), value, number_format in edits:
            cell = made[sheet].cell(row, at)
            cell.value = value
            cell.number_format = number_format
            if isinstance(value, str):
                cell.data_type = "s"

    for error in read(book(change)).errors:
        assert re.match(r"[\w ]+![A-Z]+\d+: .+ → .+", str(error))
