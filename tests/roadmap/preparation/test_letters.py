"""The letters of the room, as the other party's secretariat reads them in its own language."""

import pytest
from django.utils import translation

from accounts import post
from accounts.models import Letter, User
from roadmap import preparation

from .rooms import FRAME, NOW, agree, make_room, propose, row_at


def subject_and_text(person: User, template: str) -> str:
    letter = Letter.objects.filter(person=person, template=template).latest("id")
    message = post._composed(letter)
    return f"{message.subject}\n{message.body}"


@pytest.mark.parametrize(("language", "country"), [("es", "Perú"), ("en", "Peru")])
def test_each_letter_says_who_did_what_and_leads_there(secretariat_pe, secretariat_bo, language, country):
    User.objects.filter(pk=secretariat_bo.pk).update(language=language)
    with translation.override("en"):
        room = make_room(secretariat_pe)
        propose(row_at(room, 1), secretariat_pe)
        row = agree(row_at(room, 2), secretariat_bo, secretariat_pe)
        preparation.reopen(row.pk, by=secretariat_pe, now=NOW)
        frame = preparation.FrameOfRoadmap("Otra {partes}", FRAME.start, FRAME.end, FRAME.cutoffs)
        preparation.change_frame(room.pk, frame=frame, version=1, by=secretariat_pe, now=NOW)
    names = ("opened", "published", "accepted", "reopened", "frame")
    told = {name: subject_and_text(secretariat_bo, f"preparation_{name}") for name in names}
    reader = User.objects.get(pk=secretariat_bo.pk)
    for text in told.values():
        assert secretariat_pe.full_name in text
        assert country in text
        assert room.roadmap.short_title_to(reader) in text
    assert row.get_absolute_url() in told["reopened"]
    assert "1.2 Actividad 1.2" in told["accepted"]
    assert "1.2 Actividad 1.2" in told["reopened"]
