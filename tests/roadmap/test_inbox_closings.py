"""Closings in the inbox: which office signs, until when; and in its letters."""

from datetime import date, timedelta

import pytest

from accounts.models import Letter
from roadmap import inbox, reminders
from roadmap.models import Roadmap
from tests.build import NOON, make_activity, make_closing, make_report, make_roadmap

LATER = NOON + timedelta(days=8)
pytestmark = pytest.mark.on_both


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    activity = make_activity(roadmap)
    for country in ("BO", "PE"):
        make_report(activity, country, percent=100, as_of=date(2026, 12, 31))
    return roadmap


def held(person):
    return [
        item for item in inbox.board(person.country_id, now=LATER).held_by(person) if item.kind == "closing"
    ]


def test_it_waits_for_the_offices_that_have_not_signed(roadmap, secretariat_pe, secretariat_bo, ministry_pe):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe)
    assert [(item.path, item.due) for item in held(secretariat_bo)] == [
        (f"/closings/{found.pk}/sign/", date(2026, 6, 16))
    ]
    assert held(secretariat_pe) == held(ministry_pe) == []


def test_before_the_first_signature_there_is_no_term(roadmap, secretariat_pe, secretariat_bo):
    make_closing(roadmap, secretariat_pe)
    assert [item.due for item in (*held(secretariat_pe), *held(secretariat_bo))] == [None, None]


def test_it_waits_for_the_visto_bueno_where_the_rule_says_so(roadmap, secretariat_pe, ministry_pe):
    make_closing(roadmap, secretariat_pe, secretariat_pe, needs_visto_bueno=True)
    assert len(held(ministry_pe)) == 1


def test_nothing_waits_once_it_is_sealed(roadmap, secretariat_pe, secretariat_bo):
    make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    assert held(secretariat_bo) == []


def test_who_signs_is_reminded_of_the_term(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe)
    reminders.remind(LATER)
    letter = Letter.objects.get(template="reminder", person=secretariat_bo)
    told = next(one for one in letter.told["items"] if one["kind"] == "closing")
    assert (told["due"], told["path"]) == ("2026-06-16", f"/closings/{found.pk}/sign/")
