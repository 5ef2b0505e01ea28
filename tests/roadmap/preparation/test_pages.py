"""The pages of the room: who reads what, what is marked, what is told, and how many queries it takes."""

from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts import countries
from roadmap import preparation
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from roadmap.inbox import preparation as waiting
from roadmap.inbox.words import WORDS
from roadmap.models import MatrixRow, Preparation, Roadmap
from roadmap.preparation.comparing import compare
from tests.roadmap.reports.conftest import pages_of

from .rooms import CODE, NOW, agree, make_previous, make_room, propose, row_at, text_for


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room(secretariat_bo, secretariat_pe) -> Preparation:
    return make_room(secretariat_bo)


def seen_by(person, address: str = "") -> str:
    client = Client()
    client.force_login(person)
    return client.get(address or reverse("roadmap:preparation", args=[CODE])).content.decode()


def post(person, name: str, *args, **data):
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"roadmap:{name}", args=args), data)


def test_the_list_shows_no_figures_of_a_roadmap_that_has_no_plan_yet(room, secretariat_pe):
    previous, following = room.follows.code, CODE
    cards = {
        code: next(card for card in seen_by(secretariat_pe, "/").split("<li ") if f"/{code}/" in card)
        for code in (previous, following)
    }
    assert "figure-value" in cards[previous]
    assert "figure-value" not in cards[following]


# --- Who reads what ---------------------------------------------------------------------------------------
def test_a_draft_is_read_by_its_own_side_only(room, secretariat_pe, secretariat_bo, ministry_pe, reader):
    row = row_at(room, 1)
    preparation.save_text(
        row.pk, text=text_for(row, title="Frase de prueba"), version=0, by=secretariat_pe, now=NOW
    )
    for address in ("", row.get_absolute_url()):
        assert "Frase de prueba" in seen_by(secretariat_pe, address)
        assert "Frase de prueba" in seen_by(ministry_pe, address)
        assert "Frase de prueba" not in seen_by(secretariat_bo, address)
        assert "Frase de prueba" not in seen_by(reader, address)


def test_a_proposal_is_read_by_both_secretariats_and_ministries_and_nobody_else(
    room, secretariat_pe, secretariat_bo, ministry_pe, reader, focal_pe, consul
):
    row = row_at(room, 1)
    propose(row, secretariat_bo, title="Frase de prueba")
    for address in ("", row.get_absolute_url()):
        for person in (secretariat_pe, secretariat_bo, ministry_pe):
            assert "Frase de prueba" in seen_by(person, address)
        for person in (reader, focal_pe, consul):
            assert "Frase de prueba" not in seen_by(person, address)


def test_what_is_agreed_is_read_by_all_who_read_the_roadmap(room, secretariat_pe, secretariat_bo, reader):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe, title="Frase de prueba")
    assert "Frase de prueba" in seen_by(reader)
    assert "Frase de prueba" in seen_by(reader, row.get_absolute_url())


def test_an_added_row_is_not_there_for_the_other_side_until_published(room, secretariat_pe, secretariat_bo):
    row = preparation.add_row(
        room.pk, text=text_for(row_at(room, 1), title="Frase de prueba"), by=secretariat_pe, now=NOW
    )
    client = Client()
    client.force_login(secretariat_bo)
    assert client.get(row.get_absolute_url()).status_code == 404
    preparation.publish(room.pk, by=secretariat_pe, now=NOW)
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["matrix.pdf", "matrix.xlsx"])
def test_a_file_holds_no_more_than_the_page(room, secretariat_pe, secretariat_bo, reader, name):
    propose(row_at(room, 1), secretariat_bo, title="Secreta todavía")
    agree(row_at(room, 2), secretariat_bo, secretariat_pe, title="Acordada ya")
    address = reverse("roadmap:preparation-download", args=[CODE, name])
    for person, reads in ((secretariat_pe, True), (reader, False)):
        client = Client()
        client.force_login(person)
        told = _text(client.get(address).content, name)
        assert ("Secreta todavía" in told, "Acordada ya" in told) == (reads, True)


def _text(content: bytes, name: str) -> str:
    if name.endswith("pdf"):
        return " ".join(" ".join(pages_of(content)).split())
    book = load_workbook(BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_another_file_is_not_there(room, secretariat_pe):
    client = Client()
    client.force_login(secretariat_pe)
    assert client.get(reverse("roadmap:preparation-download", args=[CODE, "matrix.doc"])).status_code == 404


# --- Word by word -----------------------------------------------------------------------------------------
def test_the_words_that_differ_are_marked_in_both(room):
    row = row_at(room, 1)
    one = text_for(row, title="Dos talleres por año")
    other = text_for(row, title="Tres talleres por año")
    fields = {view.label: view for view in compare([one, other, None], room.roadmap.parties())}
    told = next(view for view in fields.values() if view.differs)
    assert told.cells[0] == ((True, "Dos"), (False, " talleres por año"))
    assert told.cells[1] == ((True, "Tres"), (False, " talleres por año"))
    assert told.cells[2] is None
    assert sum(view.differs for view in fields.values()) == 1


def test_a_text_is_shown_as_text(room, secretariat_bo, secretariat_pe):
    row = row_at(room, 1)
    propose(row, secretariat_bo, title="<script>alert(1)</script>")
    propose(row, secretariat_pe, title="<b>otra</b>")
    page = seen_by(secretariat_pe, row.get_absolute_url())
    assert "<script>alert" not in page
    assert "<b>otra" not in page


# --- Acting -----------------------------------------------------------------------------------------------
def form_data(**changes) -> dict[str, str]:
    data = {
        **{"number": "1.1", "axis": "Eje 1", "title": "Actividad 1.1", "kind": "joint", "weight": "1"},
        **{"start": "2027-01-15", "deadline": "2027-12-15", "version": "0"},
        **{f"milestones-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
    }
    return data | changes


def leads(room) -> dict[str, str]:
    named = row_at(room, 1).continues.responsibilities.filter(role="lead")
    return {f"lead_{one.country_id}": str(one.institution_id) for one in named}


def test_a_secretariat_writes_publishes_and_the_other_accepts_on_the_pages(
    room, secretariat_pe, secretariat_bo
):
    row = row_at(room, 1)
    assert post(secretariat_pe, "matrix-row-edit", row.pk, **form_data(**leads(room))).status_code == 302
    assert post(secretariat_pe, "preparation-publish", CODE).status_code == 302
    page = seen_by(secretariat_bo)
    sha256 = row.texts.get().published_sha256
    assert sha256 in page
    post(secretariat_bo, "preparation-accept", CODE, row=str(row.pk), **{f"sha256_{row.pk}": sha256})
    row.refresh_from_db()
    assert (row.outcome, row.agreed["deadline"]) == ("agreed", "2027-12-15")


def test_an_invalid_text_comes_back_with_its_mistakes(room, secretariat_pe):
    answer = post(
        secretariat_pe,
        "matrix-row-edit",
        row_at(room, 1).pk,
        **form_data(**leads(room), deadline="2026-01-01"),
    )
    assert answer.status_code == 422
    assert not row_at(room, 1).texts.exists()


def test_who_writes_at_the_same_time_keeps_the_text_and_is_told(room, secretariat_pe, secretariat_pe_2):
    row = row_at(room, 1)
    post(secretariat_pe, "matrix-row-edit", row.pk, **form_data(**leads(room), title="Primera"))
    answer = post(secretariat_pe_2, "matrix-row-edit", row.pk, **form_data(**leads(room), title="Segunda"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Segunda" in page
    assert 'name="version" value="1"' in page
    assert row.texts.get().content["title"] == "Primera"


def test_a_side_proposes_to_leave_a_row_out_without_filling_it(room, secretariat_pe):
    row = row_at(room, 1)
    post(secretariat_pe, "matrix-row-edit", row.pk, drop="1", version="0")
    assert row.texts.get().dropped is True


def test_a_row_is_added_and_taken_up_again_on_the_pages(room, secretariat_pe, secretariat_bo):
    post(secretariat_pe, "matrix-row-add", CODE, **form_data(**leads(room), number="7.1"))
    added = room.rows.get(position=4)
    assert added.texts.get().content["number"] == "7.1"
    post(secretariat_pe, "matrix-row-discard", added.pk)
    assert room.rows.count() == 3
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    post(secretariat_bo, "matrix-row-reopen", row.pk)
    row.refresh_from_db()
    assert row.outcome == "open"


@pytest.mark.parametrize("row", ["", "x", "99999999", "٣", "9" * 40])
def test_odd_posts_are_answered_in_words(room, secretariat_pe, row):
    assert post(secretariat_pe, "preparation-accept", CODE, row=row).status_code == 302
    assert not MatrixRow.objects.exclude(outcome="open").exists()


def test_the_room_is_opened_on_the_page_with_what_it_suggests(secretariat_pe):
    previous = make_previous()
    address = reverse("roadmap:preparation-open", args=[previous.code])
    client = Client()
    client.force_login(secretariat_pe)
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("code", "title")}
    assert data == {"code": CODE, "title": "Hoja de Ruta Binacional {partes} 2027–2028"}
    given = {
        **data,
        "start": "2027-01-01",
        "end": "2028-12-31",
        "cutoffs": "30/04/2027\n2027-12-31; 31/12/2028",
    }
    assert client.post(address, {**given, "cutoffs": "mañana"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert Roadmap.objects.get(code=CODE).cutoff_dates.count() == 3


def test_the_frame_is_changed_on_the_page(room, secretariat_pe):
    given = {"title": "Otra {partes}", "start": "2027-01-01", "end": "2028-06-30", "cutoffs": "2027-12-31"}
    assert post(secretariat_pe, "preparation-frame", CODE, **given, version="7").status_code == 422
    assert post(secretariat_pe, "preparation-frame", CODE, **given, version="1").status_code == 302
    assert Roadmap.objects.get(code=CODE).title == "Otra {partes}"


# --- Files ------------------------------------------------------------------------------------------------
def workbook(person) -> bytes:
    client = Client()
    client.force_login(person)
    return client.get(reverse("roadmap:preparation-download", args=[CODE, "matrix.xlsx"])).content


def test_the_workbook_can_be_imported_at_any_point(room, secretariat_bo, secretariat_pe):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe, title="Acordada")
    propose(row_at(room, 2), secretariat_pe, title="De mi lado")
    content = workbook(secretariat_pe)
    read = read_workbook(content, countries=countries.known())
    assert [(row.number, row.title) for row in read.activities] == [
        ("1.1", "Acordada"),
        ("1.2", "De mi lado"),
    ]
    assert read.errors == []
    book = load_workbook(BytesIO(content))
    standing = list(book["Actividades"].columns)[-1]
    assert [cell.value for cell in standing] == ["Estado", "Acordada", "Propuesta (Perú), sin acordar"]
    assert [cell.value for cell in book["Por acordar"]["A"]] == ["N°", "1.3"]


def test_a_matrix_under_negotiation_is_not_changed_by_an_import(room, secretariat_bo, secretariat_pe):
    agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    read = read_workbook(workbook(secretariat_pe), countries=countries.known())
    with pytest.raises(apply.Refused):
        apply.apply(read, by=secretariat_pe, now=NOW)
    with pytest.raises(apply.Refused):
        apply.apply(read, by=None, now=NOW)


@pytest.mark.parametrize(
    ("person", "parties"),
    [
        ("secretariat_pe", ["República del Perú", "Estado Plurinacional de Bolivia"]),
        ("secretariat_bo", ["Estado Plurinacional de Bolivia", "República del Perú"]),
    ],
)
def test_the_document_names_its_own_country_first_and_says_what_it_is(room, person, parties, request):
    client = Client()
    client.force_login(request.getfixturevalue(person))
    address = reverse("roadmap:preparation-download", args=[CODE, "matrix.pdf"])
    page = pages_of(client.get(address).content)[0]
    assert -1 < page.index(parties[0]) < page.index(parties[1])
    assert "en preparación" in page.lower()


# --- The inbox, and the number of queries -----------------------------------------------------------------
def test_what_the_other_published_waits_for_the_one_that_has_not_answered(
    room, secretariat_bo, secretariat_pe
):
    assert list(waiting.pending("PE", now=NOW)) == []
    sha256 = propose(row_at(room, 1), secretariat_bo)
    propose(row_at(room, 2), secretariat_bo)
    for country in ("PE", "BO"):
        item = next(iter(waiting.pending(country, now=NOW)))
        assert (item.holder.country, item.whose, item.since) == ("PE", "BO", NOW)
    assert item.kind in WORDS
    preparation.accept(room.pk, proposals={row_at(room, 1).pk: sha256}, by=secretariat_pe, now=NOW)
    preparation.save_text(
        row_at(room, 2).pk,
        text=text_for(row_at(room, 2), title="Otra"),
        version=0,
        by=secretariat_pe,
        now=NOW,
    )
    assert [one.holder.country for one in waiting.pending("PE", now=NOW)] == ["PE"]
    with time_machine.travel(NOW.replace(hour=18), tick=False):
        preparation.publish(room.pk, by=secretariat_pe, now=NOW.replace(hour=18))
    assert [one.holder.country for one in waiting.pending("PE", now=NOW)] == ["BO"]


def _queries(person, address: str) -> int:
    client = Client()
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


@pytest.mark.parametrize("page", ["preparation", "matrix-row"])
def test_three_rows_or_three_hundred_take_the_same_queries(room, secretariat_bo, secretariat_pe, page):
    row = row_at(room, 1)
    propose(row, secretariat_bo)
    address = reverse(f"roadmap:{page}", args=[CODE if page == "preparation" else row.pk])
    few = _queries(secretariat_pe, address)
    MatrixRow.objects.bulk_create(
        MatrixRow(room=room, position=position, fed=row.fed, continues=row.continues)
        for position in range(4, 301)
    )
    for one in room.rows.filter(position__gt=280):
        preparation.save_text(one.pk, text=text_for(one), version=0, by=secretariat_bo, now=NOW)
    preparation.publish(room.pk, by=secretariat_bo, now=NOW)
    assert _queries(secretariat_pe, address) == few
