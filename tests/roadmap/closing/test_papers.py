"""Ink: the document signed by hand is bound to a sealed closing by each party."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.documents import Paper
from accounts.models import Document, Letter
from roadmap import closing, workflow
from tests.build import make_closing
from tests.roadmap.closing.verbs import LATER

pytestmark = pytest.mark.usefixtures("media")


def paper(kind: str = "minutes", content: bytes = b"Acta firmada") -> Paper:
    upload = SimpleUploadedFile("acta.txt", content, "text/plain")
    return Paper(upload=upload, kind=kind, number="Acta 1-2026", dated=date(2026, 5, 20))


def bind(found, by, **given):
    return closing.bind_paper(found.pk, paper=paper(**given), by=by, now=LATER)


def test_each_party_binds_what_it_signed_and_both_read_it(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    bind(found, secretariat_pe)
    bind(found, secretariat_bo)
    assert [row.country_id for row in found.papers.all()] == ["PE", "BO"]
    assert all(row.document.is_shared for row in found.papers.all())
    assert {row.person for row in Letter.objects.filter(template="closing_paper")} == {
        secretariat_pe,
        secretariat_bo,
    }


def test_nothing_is_bound_to_what_not_all_have_signed(roadmap, secretariat_pe):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        bind(found, secretariat_pe)


def test_the_same_file_is_bound_once_and_leaves_nothing_behind(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    bind(found, secretariat_pe)
    with pytest.raises(ValidationError):
        bind(found, secretariat_pe)
    assert Document.objects.count() == 1


def test_a_nota_verbal_is_not_the_closing(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    with pytest.raises(ValidationError):
        bind(found, secretariat_pe, kind="note_verbale")
