"""Proposing a closing: what is frozen, for which days, and that one at a time waits."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import ledger
from accounts.models import Letter
from roadmap import closing, workflow
from roadmap.models import ClosingText, PeriodClosing, ProgressReport, Roadmap
from tests.build import NOON, make_report
from tests.roadmap.closing.verbs import CUTOFF, LATER, propose, sign


def test_what_is_proposed_is_the_content_by_its_hash_with_its_texts_beside_it(roadmap, secretariat_pe):
    found = propose(roadmap, secretariat_pe)
    assert found.content_sha256 == ledger.sha256(found.content)
    assert (found.number, found.known_at, found.country_id) == (1, NOON, "PE")
    assert "Dos mesas." not in found.content
    assert "Dos mesas." in ClosingText.objects.values_list("text", flat=True)


def test_a_cutoff_date_that_has_not_come_cannot_be_closed(roadmap, secretariat_pe):
    for day in (date(2026, 9, 30), date(2026, 5, 1)):
        with pytest.raises(ValidationError):
            propose(roadmap, secretariat_pe, cutoff=day)
    assert closing.closable(roadmap, NOON) == [CUTOFF, date(2025, 12, 31)]


def test_a_cutoff_date_has_come_once_it_is_that_day_in_both_countries(roadmap):
    half_past_four = NOON.replace(month=9, day=30, hour=4, minute=30)
    assert date(2026, 9, 30) not in closing.closable(roadmap, half_past_four)
    assert date(2026, 9, 30) in closing.closable(roadmap, half_past_four + timedelta(hours=1))


def test_a_roadmap_in_preparation_has_nothing_to_close(roadmap, secretariat_pe):
    Roadmap.objects.update(status="in_preparation")
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_pe)


def test_one_closing_of_a_cutoff_date_waits_at_a_time(roadmap, secretariat_pe, secretariat_bo):
    propose(roadmap, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_bo, now=LATER)
    propose(roadmap, secretariat_bo, cutoff=date(2025, 12, 31), now=LATER)
    assert PeriodClosing.objects.of(roadmap).waiting().count() == 2


def test_one_whose_figures_changed_gives_way_to_another(roadmap, secretariat_pe, secretariat_bo):
    first = propose(roadmap, secretariat_pe)
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=10)
    second = propose(roadmap, secretariat_bo, now=LATER)
    first = PeriodClosing.objects.get(pk=first.pk)
    assert (first.end.kind, first.end.by, second.number) == ("void", secretariat_bo, 2)


def test_who_proposed_takes_it_back_and_nobody_signs_it_any_more(roadmap, secretariat_pe, secretariat_bo):
    found = propose(roadmap, secretariat_pe)
    closing.withdraw(found.pk, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition):
        sign(found, secretariat_bo)
    assert PeriodClosing.objects.get().end.kind == "withdrawn"


def test_all_who_sign_are_told(roadmap, secretariat_pe, secretariat_pe_2, secretariat_bo, ministry_pe):
    found = propose(roadmap, secretariat_pe)
    letters = Letter.objects.filter(template="closing_proposed")
    assert {row.person for row in letters} == {secretariat_pe_2, secretariat_bo}
    assert {row.path for row in letters} == {found.get_absolute_url()}


def test_the_closing_is_of_the_rule_on_the_day_of_the_proposal(roadmap, secretariat_pe):
    Roadmap.objects.update(sign_days=20, closing_visto_bueno=True)
    found = propose(roadmap, secretariat_pe)
    Roadmap.objects.update(sign_days=5, closing_visto_bueno=False)
    found.refresh_from_db()
    assert (found.sign_days, found.needs_visto_bueno) == (20, True)


def test_a_draft_is_no_part_of_it(roadmap, secretariat_pe, focal_pe):
    before = propose(roadmap, secretariat_pe)
    make_report(roadmap.activities.get(number="2.1"), "PE", percent=30, status="draft", author=focal_pe)
    assert ProgressReport.objects.filter(status="draft").exists()
    assert closing.fallen(before, LATER) == []
