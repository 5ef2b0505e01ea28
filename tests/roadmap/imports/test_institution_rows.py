"""Institutions that changed, out in the workbook and back: one acronym in two times, and what was notified."""

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from accounts.models import Appointment, Institution, InstitutionChange, Letter, User
from roadmap import inbox
from roadmap.imports import apply, matrix
from roadmap.models import (
    Activity,
    Conformity,
    Evidence,
    FormerResponsibility,
    ProgressReport,
    Roadmap,
)
from roadmap.workflow import Told, apply_due, designate_successor
from tests.build import make_change, make_country, make_institution
from tests.roadmap.imports.test_apply import BO_PE, load, read
from tests.roadmap.test_workflow_succession import paper

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SHEET = "Instituciones"


def changed(secretariat: Any, was: str, **fields: Any) -> Institution:
    institution = Institution.objects.get(country="PE", acronym=was, valid_until=None)
    make_change(secretariat, institution, kind=InstitutionChange.Kind.RENAMED, **fields)
    assert apply_due(NOW) == 1
    institution.refresh_from_db()
    return institution


def exported(roadmap: Roadmap) -> bytes:
    roadmap = Roadmap.objects.with_parties().get(pk=roadmap.pk)
    return matrix.write_matrix(roadmap, matrix.reports_of(roadmap))


def rows(data: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data))[SHEET].iter_rows(values_only=True))


@pytest.fixture
def sample(secretariat_pe) -> Roadmap:
    return load()


@pytest.mark.parametrize("acronym", ["MIMP", "MUJER"])
def test_a_renamed_institution_goes_out_and_comes_back_without_a_change(sample, secretariat_pe, acronym):
    changed(secretariat_pe, "MIMP", acronym=acronym, name="Ministerio de la Mujer y la Familia")
    back = read(exported(sample))
    assert back.errors == []
    assert [warning for warning in back.warnings if warning.sheet == SHEET] == []
    assert apply.apply(back, by=None, now=NOW).changes_nothing


@pytest.mark.parametrize("acronym", ["MIMP", "MUJER"])
def test_it_is_the_same_on_an_empty_installation(sample, secretariat_pe, acronym):
    changed(secretariat_pe, "MIMP", acronym=acronym, name="Ministerio de la Mujer y la Familia")
    book = exported(sample)
    _empty()
    apply.apply(read(book), by=None, now=NOW)
    again = Roadmap.objects.get(code=sample.code)
    assert rows(exported(again)) == rows(book)
    old = Institution.objects.get(country="PE", name="Ministerio de la Mujer y Poblaciones Vulnerables")
    assert (old.acronym, old.valid_until, old.successor.acronym) == ("MIMP", date(2026, 6, 30), acronym)
    lead = Activity.objects.get(roadmap=again, number="2.1").responsibilities.filter(institution=old)
    assert not lead.exists()


def _empty() -> None:
    """As on another server: nothing of the roadmap or of its institutions is there."""
    of_the_roadmap = [Conformity, Evidence, ProgressReport, FormerResponsibility, Activity, Roadmap]
    for table in (*of_the_roadmap, Letter, InstitutionChange, Appointment):
        table._default_manager.all().delete()
    User.objects.update(institution=None)
    Institution.objects.update(successor=None)
    Institution.objects.all().delete()


def test_an_older_workbook_does_not_undo_what_was_notified(sample, secretariat_pe):
    old = changed(secretariat_pe, "MIMP", acronym="MIMP", name="Ministerio de la Mujer y la Familia")
    outcome = apply.apply(read(BO_PE), by=None, now=NOW)
    old.refresh_from_db()
    assert (old.valid_until, old.successor.name) == (date(2026, 6, 30), "Ministerio de la Mujer y la Familia")
    assert any("MIMP" in notice for notice in outcome.notices)


def test_rows_of_one_acronym_at_the_same_time_are_one_institution(sample):
    book = openpyxl.load_workbook(BO_PE)
    book[SHEET].append(["MIMP", "Otro", "PE", "ministerio", date(2026, 1, 1)])
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue())
    assert len([row for row in found.institutions if row.acronym == "MIMP"]) == 1
    assert [warning.sheet for warning in found.warnings].count(SHEET) == 1


def test_the_samples_dissolved_ministry_is_a_task_once_the_roadmap_is_in_force(sample, secretariat_bo):
    waits = [item for item in inbox.pending("BO", now=NOW) if item.kind == "institution"]
    assert waits == []
    Roadmap.objects.update(status=Roadmap.Status.IN_FORCE)
    (task,) = (item for item in inbox.pending("PE", now=NOW) if item.kind == "institution")
    assert (task.about, task.holder.country, task.since.date()) == ("MJTI", "BO", date(2025, 11, 25))
    gone = Institution.objects.get(acronym="MJTI")
    told = Told("succession", date(2026, 1, 1), acronym="MJ", name="Ministerio de Justicia")
    designate_successor(gone.pk, told=told, activities=None, paper=paper(), by=secretariat_bo, now=NOW)
    assert [item for item in inbox.pending("BO", now=NOW) if item.kind == "institution"] == []


# --- Whose institutions a secretariat writes --------------------------------------------------------------
def with_rows(*rows: tuple[Any, ...], **cells: Any) -> bytes:
    """The sample with further rows on *Instituciones*: Sigla, Nombre, País, Tipo; and with cells changed."""
    book = openpyxl.load_workbook(BO_PE)
    for row in rows:
        book[SHEET].append(row)
    for place, value in cells.items():
        book[SHEET][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def successors(acronym: str, successor: str) -> dict[str, str]:
    """The cell in which an institution of the sample names its successor."""
    sheet = openpyxl.load_workbook(BO_PE)[SHEET]
    heads = [str(cell.value).strip() for cell in sheet[1]]
    column = heads.index("Sucesora")
    row = next(row for row in sheet.iter_rows(min_row=2) if row[heads.index("Sigla")].value == acronym)
    return {row[column].coordinate: successor}


def test_no_secretariat_says_who_follows_an_institution_of_the_other_side(sample, secretariat_bo):
    """It would close the way to the other country's own notification."""
    read_ = read(with_rows(**successors("MIMP", "MININTER")))
    assert read_.errors == []
    apply.apply(read_, by=secretariat_bo, now=NOW)
    assert Institution.objects.get(country="PE", acronym="MIMP").successor is None


@pytest.mark.parametrize("status", ["in_preparation", "in_force"])
def test_no_secretariat_brings_in_institutions_of_a_third_country(sample, secretariat_bo, status):
    make_country("CL")
    Roadmap.objects.update(status=status)
    outcome = apply.apply(
        read(with_rows(("MRE-CL", "Cancillería", "CL", "ministerio"))), by=secretariat_bo, now=NOW
    )
    assert not Institution.objects.filter(country="CL").exists()
    assert any("MRE-CL" in notice for notice in outcome.notices)


@pytest.mark.parametrize("country", ["PE", None])
def test_once_the_plan_stands_a_secretariat_brings_in_institutions_of_its_own_side_alone(
    sample, secretariat_bo, country
):
    Roadmap.objects.update(status="in_force")
    rows_ = [("NUEVA", "Nueva", country, "ministerio"), ("PROPIA", "Propia", "BO", "ministerio")]
    apply.apply(read(with_rows(*rows_)), by=secretariat_bo, now=NOW)
    assert list(
        Institution.objects.filter(acronym__in=("NUEVA", "PROPIA")).values_list("country", flat=True)
    ) == ["BO"]


def test_an_international_institution_is_no_partys_to_change(sample, secretariat_bo):
    make_institution(None, "XINT", name="Organización de prueba")
    outcome = apply.apply(
        read(with_rows(("XINT", "Otra cosa", None, "organismo"))), by=secretariat_bo, now=NOW
    )
    assert Institution.objects.get(acronym="XINT").name == "Organización de prueba"
    assert any("XINT" in notice for notice in outcome.notices)
