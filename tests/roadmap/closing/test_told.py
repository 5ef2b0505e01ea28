"""Letters about closings: each is written in the reader's language, with what it is about and where to go."""

import pytest

from accounts import mail, post
from accounts.models import Letter, User
from roadmap import closing
from tests.build import make_closing, make_report
from tests.roadmap.closing.test_papers import bind
from tests.roadmap.closing.test_unilateral import TERM_OVER, declare
from tests.roadmap.closing.verbs import LATER, propose, sign

TEMPLATES = {
    *("closing_proposed", "closing_signed", "closing_sealed", "closing_void", "closing_withdrawn"),
    *("closing_paper", "unilateral_issued", "unilateral_answered"),
}


@pytest.fixture
def letters(roadmap, media, secretariat_pe, secretariat_bo):
    """One of each, by the verbs."""
    taken_back = propose(roadmap, secretariat_pe)
    closing.withdraw(taken_back.pk, by=secretariat_pe, now=LATER)
    record = declare(sign(propose(roadmap, secretariat_pe), secretariat_pe), secretariat_pe)
    closing.answer_unilateral(record.pk, text="No es así.", by=secretariat_bo, now=TERM_OVER)
    make_report(roadmap.activities.get(number="2.1"), "PE", percent=5, validated_at=LATER)
    closing.void_overtaken(TERM_OVER)
    bind(make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo), secretariat_pe)
    sealed = propose(roadmap, secretariat_bo, now=TERM_OVER, replaces=roadmap.closings.sealed().get().pk)
    sign(sealed, secretariat_bo, now=TERM_OVER)
    sign(sealed, secretariat_pe, now=TERM_OVER)
    return {letter.template: letter for letter in Letter.objects.order_by("pk")}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_letter_can_be_read_in_both_languages(letters, language):
    assert set(letters) == TEMPLATES
    User.objects.update(language=language)
    for letter in Letter.objects.select_related("person"):
        subject, text = mail.words(letter.template, letter.person, post.context(letter))
        assert letter.person.full_name in text, letter.template
        assert letter.path in text, letter.template
        assert "2025–2026" in subject, letter.template
        assert "%(" not in subject + text


def test_the_letter_of_a_sealed_closing_holds_its_seal(letters, roadmap):
    letter = letters["closing_sealed"]
    _subject, text = mail.words(letter.template, letter.person, post.context(letter))
    assert roadmap.closings.in_force().get().seal.sha256 in text
