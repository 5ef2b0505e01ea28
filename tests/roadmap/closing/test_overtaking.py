"""A figure that changes while a closing waits for signatures makes it void, and says what changed."""

import json
from datetime import timedelta

import pytest

from accounts.models import Letter
from roadmap import closing, workflow
from roadmap.models import ClosingEnd, PeriodClosing, ProgressReport
from tests.build import make_answer, make_comment, make_report
from tests.roadmap.closing.verbs import LATER, propose, sign

EVENING = LATER + timedelta(hours=6)


@pytest.fixture
def signed(roadmap, secretariat_pe) -> PeriodClosing:
    return sign(propose(roadmap, secretariat_pe), secretariat_pe)


def report_again(roadmap, **fields):
    fields = {"percent": 90, "validated_at": LATER + timedelta(hours=1), **fields}
    return make_report(roadmap.activities.get(number="1.1"), "PE", **fields)


def test_a_report_validated_between_the_two_signatures_makes_it_void(roadmap, signed, secretariat_bo):
    report = report_again(roadmap)
    found = sign(signed, secretariat_bo, now=EVENING)
    assert (found.is_sealed, found.end.kind, found.end.by) == (False, "void", secretariat_bo)
    assert found.signatures.count() == 1
    changed = {one["ref"] for one in found.end.why["changes"]}
    assert {"activity/1.1/PE", f"report/{report.pk}"} <= changed


def test_an_answer_makes_it_void_too(roadmap, signed):
    make_answer(ProgressReport.objects.get(country="BO"), "agreed", decided_at=EVENING)
    assert closing.fallen(PeriodClosing.objects.get(), EVENING)


def test_a_conversation_changes_no_figure(roadmap, signed, secretariat_pe):
    make_comment(roadmap.activities.get(number="1.1"), secretariat_pe, is_shared=True)
    assert closing.fallen(PeriodClosing.objects.get(), EVENING) == []


def test_a_report_for_a_later_day_changes_nothing_in_it(roadmap, signed):
    report_again(roadmap, as_of="2026-05-31")
    assert closing.fallen(PeriodClosing.objects.get(), EVENING) == []


def test_it_is_void_by_itself_and_only_once(roadmap, signed, secretariat_bo):
    report_again(roadmap)
    assert closing.void_overtaken(EVENING) == 1
    assert closing.void_overtaken(EVENING) == 0
    end = ClosingEnd.objects.get()
    assert (end.kind, end.by, end.at) == ("void", None, EVENING)
    letters = Letter.objects.filter(template="closing_void")
    assert {row.person.email for row in letters} == {signed.proposed_by.email, secretariat_bo.email}


def test_what_is_kept_of_it_holds_no_text_of_anybody(roadmap, signed):
    report_again(roadmap, description="Se atendió a una persona.")
    closing.void_overtaken(EVENING)
    assert "persona" not in json.dumps(ClosingEnd.objects.get().why, ensure_ascii=False)


def test_as_long_as_nothing_changes_it_waits(roadmap, signed):
    assert closing.void_overtaken(EVENING + timedelta(days=300)) == 0
    assert PeriodClosing.objects.waiting().count() == 1


def test_a_run_looks_anew_only_where_something_was_entered_or_a_day_began(
    roadmap, signed, secretariat_bo, django_assert_max_num_queries
):
    assert closing.void_overtaken(EVENING) == 0
    with django_assert_max_num_queries(3):
        assert closing.void_overtaken(EVENING + timedelta(minutes=1)) == 0
    workflow.agree(ProgressReport.objects.get(country="PE").pk, by=secretariat_bo, now=EVENING)
    assert closing.void_overtaken(EVENING + timedelta(minutes=2)) == 1
