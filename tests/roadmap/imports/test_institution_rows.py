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
from tests.build import make_change
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
