"""Silence that counts as agreement: at the end of the term, by what stood then, whenever somebody looks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.completion import (
    ActivityPlan,
    Answer,
    Decision,
    Kind,
    Report,
    RoadmapPlan,
    Term,
    compute,
    tacit_agreements,
)
from tests.roadmap.test_completion_properties import plans
from tests.roadmap.test_completion_properties import reports as any_report

ZONES = {"BO": "America/La_Paz", "PE": "America/Lima"}
TERM = Term(30, ZONES)
VALIDATED = datetime(2026, 5, 4, 15, tzinfo=UTC)
END = datetime(2026, 6, 4, 3, 59, 59, 999999, tzinfo=UTC)  # 3 June in La Paz
LONG_AFTER = datetime(2026, 12, 1, tzinfo=UTC)


def plan(kind: Kind = Kind.JOINT) -> RoadmapPlan:
    activity = ActivityPlan(
        "1.1", 1, Decimal(1), kind, ("BO", "PE"), start=date(2025, 1, 1), due=date(2026, 12, 1)
    )
    return RoadmapPlan(("BO", "PE"), True, False, (activity,), end=date(2026, 12, 31))


def report(entry: int = 1, percent: int = 80, at: datetime = VALIDATED, *answers: Answer) -> Report:
    return Report(
        "1.1", "PE", at.date(), validated_at=at, percent=Decimal(percent), answers=answers, entry=entry
    )


def said(decision: Decision, at: datetime) -> Answer:
    return Answer(decision, at)


def agreed(*reports: Report, now: datetime = LONG_AFTER, **more) -> dict[int, datetime]:
    terms = more.pop("terms", {row.entry: TERM for row in reports})
    return tacit_agreements(plan(more.pop("kind", Kind.JOINT)), reports, terms, now=now, **more)


def test_silence_until_the_end_of_the_term_is_agreement_given_at_that_instant():
    assert agreed(report()) == {1: END}


@pytest.mark.parametrize(("now", "found"), [(END, {}), (END + timedelta(microseconds=1), {1: END})])
def test_the_last_day_belongs_to_the_counterpart_where_it_lives(now, found):
    assert agreed(report(), now=now) == found


@pytest.mark.parametrize("decision", Decision)
def test_an_answer_within_the_term_leaves_no_silence(decision):
    assert agreed(report(1, 80, VALIDATED, said(decision, END))) == {}


def test_an_answer_after_the_term_does_not_undo_that_there_was_silence():
    assert agreed(report(1, 80, VALIDATED, said(Decision.OBSERVED, END + timedelta(days=1)))) == {1: END}


def test_a_report_that_was_overtaken_within_its_term_is_not_agreed_with():
    newer = report(2, 90, VALIDATED + timedelta(days=10))
    assert agreed(report(), newer) == {2: END + timedelta(days=10)}


def test_a_report_that_was_overtaken_later_was_agreed_with_before():
    newer = report(2, 90, VALIDATED + timedelta(days=40))
    assert set(agreed(report(), newer)) == {1, 2}


def test_an_observation_that_carries_on_is_no_silence():
    observed = report(1, 80, VALIDATED, said(Decision.OBSERVED, VALIDATED + timedelta(days=2)))
    assert agreed(observed, report(2, 80, VALIDATED + timedelta(days=5))) == {}


def test_a_tacit_agreement_carries_on_too():
    assert agreed(report(), report(2, 80, VALIDATED + timedelta(days=35))) == {1: END}


def test_a_national_activity_waits_for_nobody():
    assert agreed(report(), kind=Kind.NATIONAL) == {}


def test_each_report_has_the_term_under_which_it_was_validated_and_without_any_it_waits():
    early, late = report(), report(2, 90, VALIDATED + timedelta(days=40))
    assert agreed(early, late, terms={1: TERM}) == {1: END}
    terms = {1: TERM, 2: Term(10, ZONES)}
    assert agreed(early, late, terms=terms) == {1: END, 2: END + timedelta(days=20)}


def five_days(rows: list[Report]) -> dict[int, Term]:
    return {row.entry: Term(5, ZONES) for row in rows}


@given(plans(), st.lists(any_report, max_size=8), st.integers(0, 60), st.integers(0, 60))
def test_silence_never_changes_what_was_said_nor_what_was_agreed_by_silence_before(plan, rows, early, late):
    """Whenever it is asked: what was found earlier is found again, and only ends of terms are added."""
    rows = [replace(row, entry=number) for number, row in enumerate(rows)]
    first, second = (
        tacit_agreements(
            plan, rows, five_days(rows), now=datetime(2025, 4, 24, tzinfo=UTC) + timedelta(days=days)
        )
        for days in sorted((early, late))
    )
    assert first.items() <= second.items()
    assert all(rows[entry].validated_at is not None for entry in second)
    assert not any(answer.at <= second[entry] for entry in second for answer in rows[entry].answers)


@given(plans(), st.lists(any_report, max_size=8))
def test_agreements_by_silence_change_no_value_and_take_no_fulfilment_away(plan, rows):
    rows = [replace(row, entry=number) for number, row in enumerate(rows)]
    day, now = date(2025, 5, 30), datetime(2027, 1, 1, tzinfo=UTC)
    tacit = tacit_agreements(plan, rows, five_days(rows), now=now)
    heard = [
        replace(row, answers=(*row.answers, said(Decision.AGREED, tacit[row.entry])))
        if row.entry in tacit
        else row
        for row in rows
    ]
    before, after = compute(plan, rows, as_of=day), compute(plan, heard, as_of=day)
    assert after.total.average == before.total.average
    assert after.total.observed == before.total.observed
    assert set(before.total.counted) <= set(after.total.counted)
