"""Writing a proposal on the page: nothing that was typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from roadmap import preparation
from roadmap.models import MatrixRow, Roadmap

from .rooms import CODE, NOW, agree, form_data, leads, post, row_at, seen_by, text_for

pytestmark = pytest.mark.usefixtures("_today")


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


def edit_form(person, row, query: str = "") -> dict[str, str]:
    """The form as the browser sends it back unchanged, and the status of the page that it stands on."""
    client = Client()
    client.force_login(person)
    form = client.get(reverse("roadmap:matrix-row-edit", args=[row.pk]) + query).context["form"]
    fields = [*form, *form.milestones.management_form, *(field for one in form.milestones for field in one)]
    values = {field.html_name: field.value() for field in fields}
    shown = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
    return {name: value for name, value in shown.items() if value not in (None, False)} | {"version": "0"}


@pytest.mark.parametrize("query", ["", "?from=other"])
def test_a_row_on_an_axis_that_the_other_party_added_is_taken_up_as_it_stands(
    room, secretariat_pe, secretariat_bo, query
):
    stones = [{"key": "h1", "title": "Uno", "due": "", "weight": "2"}]
    text = text_for(row_at(room, 1), number="9.1", axis="Eje nuevo", milestones=stones)
    row = preparation.add_row(room.pk, text=text, by=secretariat_bo, now=NOW)
    preparation.publish(room.pk, by=secretariat_bo, now=NOW)
    address = reverse("roadmap:matrix-row-edit", args=[row.pk]) + query
    client = Client()
    client.force_login(secretariat_pe)
    assert client.post(address, edit_form(secretariat_pe, row, query)).status_code == 302
    preparation.publish(room.pk, by=secretariat_pe, now=NOW)
    row.refresh_from_db()
    assert (row.outcome, row.agreed["axis"]) == ("agreed", "Eje nuevo")


def test_what_was_typed_stays_where_the_row_was_settled_in_the_meantime(room, secretariat_pe, secretariat_bo):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    data = form_data(**leads(room), title="Frase de prueba")
    answer = post(secretariat_pe, "matrix-row-edit", row.pk, **data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Frase de prueba" in page
    assert "retómela antes de cambiarla" in page
    assert not row.texts.filter(country="PE").exists()


@pytest.mark.parametrize("name", ["matrix-row-edit", "matrix-row-add"])
def test_what_was_typed_stays_where_the_roadmap_was_put_in_force_in_the_meantime(room, secretariat_pe, name):
    row = row_at(room, 1)
    data = form_data(**leads(room), title="Frase de prueba")
    Roadmap.objects.filter(code=CODE).update(status=Roadmap.Status.IN_FORCE)
    answer = post(secretariat_pe, name, CODE if name == "matrix-row-add" else row.pk, **data)
    assert answer.status_code == 409
    assert "Frase de prueba" in answer.content.decode()
    assert room.rows.count() == 3


def test_a_form_that_cannot_be_saved_is_not_offered(room, secretariat_pe, secretariat_bo):
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    client = Client()
    client.force_login(secretariat_pe)
    for one in (row, row_at(room, 2)):
        answer = client.get(reverse("roadmap:matrix-row-edit", args=[one.pk]), follow=True)
        assert answer.redirect_chain == ([(one.get_absolute_url(), 302)] if one == row else [])
        assert ("retómela antes de cambiarla" in answer.content.decode()) == (one == row)


def test_what_was_typed_in_a_row_that_a_colleague_discarded_can_be_added(
    room, secretariat_pe, secretariat_pe_2, secretariat_bo, focal_pe
):
    row = preparation.add_row(room.pk, text=text_for(row_at(room, 1), number="9"), by=secretariat_pe, now=NOW)
    preparation.discard_row(row.pk, by=secretariat_pe_2, now=NOW)
    data = form_data(**leads(room), title="Frase de prueba")
    answer = post(secretariat_pe, "matrix-row-edit", row.pk, **data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Frase de prueba" in page
    assert f'action="{reverse("roadmap:matrix-row-add", args=[CODE])}"' in page
    for person in (secretariat_bo, focal_pe):
        assert post(person, "matrix-row-edit", row.pk, **data).status_code == 404


@pytest.mark.parametrize("name", ["preparation-frame", "matrix-row-add"])
def test_no_form_is_offered_once_the_roadmap_is_in_force(room, secretariat_pe, name):
    client = Client()
    client.force_login(secretariat_pe)
    address = reverse(f"roadmap:{name}", args=[CODE])
    assert client.get(address).status_code == 200
    Roadmap.objects.filter(code=CODE).update(status=Roadmap.Status.IN_FORCE)
    assert client.get(address)["Location"] == room.get_absolute_url()
