"""Rule 10: how an activity stands, before the end of the roadmap and from it on; which reports are old."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from roadmap.completion import Kind, Report, RoadmapPlan, State

from .completion_examples import END, activity, activity_at, agreed, bolivia, plan, report

AFTER_DUE = date(2026, 9, 30)


def national(**changes: Any) -> RoadmapPlan:
    return plan(activity(kind=Kind.NATIONAL, **changes))


def state(reports: list[Report], as_of: date = AFTER_DUE, **changes: Any) -> State:
    return activity_at(national(**changes), reports, as_of).state


def test_before_the_end_an_unfulfilled_activity_is_overdue_after_its_deadline() -> None:
    assert state([report("BO", "2025-12-31", 90)]) == State.OVERDUE


def test_what_stands_at_100_without_agreement_is_overdue_after_its_deadline() -> None:
    the_plan = plan(activity(), conformity_required=True)
    reports = [report(country, "2025-12-31", 100) for country in ("BO", "PE")]
    assert activity_at(the_plan, reports, date(2026, 6, 30)).state == State.IN_PROGRESS
    assert activity_at(the_plan, reports, AFTER_DUE).state == State.OVERDUE


@pytest.mark.parametrize(
    ("value", "expected"), [(25, State.IN_PROGRESS), (24.99, State.AT_RISK), (0, State.AT_RISK)]
)
def test_at_risk_is_more_than_25_points_behind_the_time_elapsed(value: float, expected: State) -> None:
    half_time = {"start": date(2026, 1, 1), "due": date(2026, 1, 21)}
    assert state([report("BO", "2025-12-31", value)], date(2026, 1, 11), **half_time) == expected


def test_not_started_is_without_progress_and_not_at_risk() -> None:
    early = date(2025, 5, 1)
    assert state([], early) == State.NOT_STARTED
    assert state([report("BO", "2025-04-30", 1)], early) == State.IN_PROGRESS


def test_the_elapsed_share_stands_with_the_figure() -> None:
    the_plan = national(start=date(2026, 1, 1), due=date(2026, 1, 21))
    assert activity_at(the_plan, [], date(2026, 1, 6)).elapsed == Fraction(1, 4)


def test_at_the_end_of_the_roadmap_the_state_is_final() -> None:
    day_before = date(2026, 12, 30)
    some, none = [report("BO", "2025-12-31", 1)], [report("BO", "2025-12-31", 0)]
    assert [state(reports, day_before) for reports in (some, none, [])] == [State.OVERDUE] * 3
    assert state(some, END) == State.PARTIALLY_FULFILLED
    assert state(none, END) == State.NOT_FULFILLED
    assert state([], END) == State.NO_INFORMATION
    assert state([report("BO", "2025-12-31", 100)], END) == State.FULFILLED
    assert state([report("BO", "2026-09-30", 100)], END) == State.FULFILLED_LATE


def test_one_country_alone_is_information() -> None:
    the_plan = plan(activity(kind=Kind.JOINT))
    assert activity_at(the_plan, [report("PE", "2025-12-31", 100)], END).state == State.NOT_FULFILLED


def test_a_roadmap_without_end_has_no_final_states() -> None:
    assert activity_at(plan(end=None), [], date(2099, 1, 1)).state == State.OVERDUE


def test_100_on_the_deadline_is_in_time_and_a_day_later_is_late() -> None:
    assert state([report("BO", "2026-06-30", 100)]) == State.FULFILLED
    assert state([report("BO", "2026-07-01", 100)]) == State.FULFILLED_LATE


def test_late_is_by_the_effective_date_not_by_the_validation_or_the_answer() -> None:
    the_plan = plan(activity(), conformity_required=True)
    late: dict[str, Any] = {"validated": "2026-09-01", "answers": (agreed("2026-09-15"),)}
    reports = [report(country, "2026-06-30", 100, **late) for country in ("BO", "PE")]
    assert activity_at(the_plan, reports, AFTER_DUE).state == State.FULFILLED


def test_repeating_the_report_after_the_deadline_does_not_make_it_late() -> None:
    reports = [report("BO", day, 100) for day in ("2026-04-30", "2026-07-31", "2026-08-31")]
    assert state(reports) == State.FULFILLED
    assert activity_at(national(), reports, AFTER_DUE).hundred_since == date(2026, 4, 30)


def test_a_break_before_the_deadline_is_forgiven_and_one_after_it_is_not() -> None:
    before = [
        report("BO", "2026-04-30", 100),
        report("BO", "2026-05-31", 90),
        report("BO", "2026-06-30", 100),
    ]
    after = [report("BO", "2026-04-30", 100), report("BO", "2026-07-31", 90), report("BO", "2026-08-31", 100)]
    assert state(before) == State.FULFILLED
    assert state(after) == State.FULFILLED_LATE


def test_a_report_that_was_corrected_for_the_same_date_neither_breaks_nor_begins_a_run() -> None:
    mended = [
        report("BO", "2026-04-30", 100),
        report("BO", "2026-07-31", 90, "2026-08-01"),
        report("BO", "2026-07-31", 100, "2026-08-02"),
    ]
    assert state(mended) == State.FULFILLED
    unmade = [
        report("BO", "2026-04-30", 100, "2026-05-01"),
        report("BO", "2026-04-30", 90, "2026-05-02"),
        report("BO", "2026-07-31", 100),
    ]
    assert state(unmade) == State.FULFILLED_LATE


def test_only_what_was_known_makes_a_run() -> None:
    reports = [report("BO", "2026-04-30", 100, "2026-05-01"), report("BO", "2026-07-31", 90, "2026-12-01")]
    reports.append(report("BO", "2026-08-31", 100, "2026-09-01"))
    assert activity_at(national(), reports, AFTER_DUE, known_at="2026-11-01").state == State.FULFILLED
    assert state(reports) == State.FULFILLED_LATE


@pytest.mark.parametrize("kind", [Kind.JOINT, Kind.PARALLEL])
def test_an_activity_of_two_stands_at_100_when_the_second_country_does(kind: Kind) -> None:
    reports = [
        report("BO", "2026-04-30", 100),
        report("BO", "2026-08-31", 100),
        report("PE", "2026-07-31", 100),
    ]
    figure = activity_at(plan(activity(kind=kind)), reports, AFTER_DUE)
    assert (figure.state, figure.hundred_since) == (State.FULFILLED_LATE, date(2026, 7, 31))
    assert (figure.countries["BO"].counts_late, figure.countries["PE"].counts_late) == (False, True)


def test_a_part_that_is_not_fulfilled_does_not_count_late() -> None:
    the_plan = plan(activity(), conformity_required=True)
    part = bolivia(the_plan, [report("BO", "2026-07-31", 100)], AFTER_DUE)
    assert (part.hundred_since, part.counts_late) == (date(2026, 7, 31), False)


def test_a_run_of_milestones_is_a_run_of_all_of_them() -> None:
    reports = [
        report("BO", "2026-04-30", "a b"),
        report("BO", "2026-07-31", "b a old"),
        report("BO", "2026-08-31", "a b"),
    ]
    assert state(reports, stones="a b") == State.FULFILLED
    assert (
        state([report("BO", "2026-04-30", "a"), report("BO", "2026-07-31", "a b")], stones="a b")
        == State.FULFILLED_LATE
    )


def test_what_does_not_stand_at_100_has_no_run() -> None:
    assert activity_at(plan(), [report("BO", "2025-12-31", 100)]).hundred_since is None
    assert (
        bolivia(plan(), [report("BO", "2025-08-31", 100), report("BO", "2025-12-31", 90)]).hundred_since
        is None
    )


@pytest.mark.parametrize(
    ("as_of", "reported", "stale"),
    [
        ("2026-03-31", "2025-12-30", True),
        ("2026-03-31", "2025-12-31", False),
        ("2025-12-31", "2025-08-31", False),  # the cutoff that D is does not lie before D
        ("2026-01-01", "2025-08-31", True),
        ("2025-04-30", "2025-04-24", False),  # no cutoff lies before the first
    ],
)
def test_a_report_older_than_the_last_cutoff_before_the_day_is_stale(
    as_of: str, reported: str, stale: bool
) -> None:
    on_day = date.fromisoformat(as_of)
    assert bolivia(national(), [report("BO", reported, 10)], on_day).stale is stale


def test_no_report_is_not_a_stale_report() -> None:
    assert not bolivia(national(), []).stale


def test_cutoff_dates_may_stand_in_any_order() -> None:
    the_plan = plan(cutoffs=(date(2025, 12, 31), date(2025, 4, 30)))
    assert bolivia(the_plan, [report("BO", "2025-08-31", 10)]).stale
