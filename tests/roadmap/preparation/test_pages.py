"""The pages of the room: who reads what, what is marked, what waits, and how many queries it takes."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from roadmap import preparation
from roadmap.inbox import preparation as waiting
from roadmap.inbox.words import WORDS
from roadmap.models import MatrixRow
from roadmap.preparation.comparing import compare

from .rooms import CODE, NOW, agree, propose, row_at, seen_by, text_for

pytestmark = pytest.mark.usefixtures("_today")


def test_the_list_shows_no_figures_of_a_roadmap_that_has_no_plan_yet(room, secretariat_pe):
    previous, following = room.follows.code, CODE
    cards = {
        code: next(card for card in seen_by(secretariat_pe, "/").split("<li ") if f"/{code}/" in card)
        for code in (previous, following)
    }
    assert "figure-value" in cards[previous]
    assert "figure-value" not in cards[following]


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


def test_once_published_the_own_proposal_is_changed_and_no_longer_written(
    room, secretariat_pe, secretariat_bo
):
    User.objects.update(language="en")
    row = row_at(room, 1)
    propose(row, secretariat_pe)
    for person, button in (
        (secretariat_pe, "Change our proposal"),
        (secretariat_bo, "Write our proposal"),
    ):
        assert button in seen_by(person, row.get_absolute_url())


@pytest.mark.parametrize(
    ("dropped", "told", "by"),
    [(False, "1 row is agreed.", "Agreed by"), (True, "1 row is settled.", "Settled by")],
)
def test_only_what_is_in_the_plan_is_called_agreed(room, secretariat_pe, secretariat_bo, dropped, told, by):
    User.objects.update(language="en")
    row = row_at(room, 1)
    seen = {"row": str(row.pk), f"sha256_{row.pk}": propose(row, secretariat_pe, dropped=dropped)}
    client = Client()
    client.force_login(secretariat_bo)
    answer = client.post(reverse("roadmap:preparation-accept", args=[CODE]), seen, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [told]
    assert by in seen_by(secretariat_bo, row.get_absolute_url())


def test_an_added_row_is_not_there_for_the_other_side_until_published(room, secretariat_pe, secretariat_bo):
    row = preparation.add_row(
        room.pk, text=text_for(row_at(room, 1), title="Frase de prueba"), by=secretariat_pe, now=NOW
    )
    client = Client()
    client.force_login(secretariat_bo)
    assert client.get(row.get_absolute_url()).status_code == 404
    preparation.publish(room.pk, by=secretariat_pe, now=NOW)
    assert client.get(row.get_absolute_url()).status_code == 200


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
