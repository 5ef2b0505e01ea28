"""Rules 3 to 6: the value of a country and of an activity, what an answer carries, when it is fulfilled."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from roadmap.completion import Decision, Kind, Reason, RoadmapPlan

from .completion_examples import accepted, activity, activity_at, agreed, bolivia, observed, plan, report


def strict(**changes: Any) -> RoadmapPlan:
    """A roadmap that requires agreement and evidence."""
    the_activity = activity(**changes)
    return plan(the_activity, conformity_required=True, evidence_required=True)


def test_milestones_are_worth_their_weights() -> None:
    assert bolivia(plan(activity(stones="a:2 b:1")), [report("BO", "2025-12-31", "a")]).value == Fraction(
        200, 3
    )


def test_a_percentage_says_nothing_where_there_are_milestones() -> None:
    figure = bolivia(plan(activity(stones="a b")), [report("BO", "2025-12-31", 100)])
    assert figure.value == 0
    assert not figure.fulfilled


def test_milestones_say_nothing_where_there_are_none() -> None:
    assert bolivia(plan(), [report("BO", "2025-12-31", "a b")]).value == 0


def test_a_milestone_that_left_the_plan_counts_no_more() -> None:
    reports = [report("BO", "2025-12-31", "a gone")]
    assert bolivia(plan(activity(stones="a b")), reports).value == 50
    assert bolivia(plan(activity(stones="a")), reports).fulfilled


def test_a_joint_value_is_what_both_attest_and_each_country_keeps_its_own() -> None:
    the_plan = plan(activity(kind=Kind.JOINT, stones="a:5 b:3 c:2"))
    reports = [report("BO", "2025-12-31", "a b"), report("PE", "2025-12-31", "b c")]
    figure = activity_at(the_plan, reports)
    values = [figure.value, figure.countries["BO"].value, figure.countries["PE"].value]
    assert values == [Fraction(30), Fraction(80), Fraction(50)]


def test_a_joint_activity_is_fulfilled_when_both_attest_every_milestone() -> None:
    the_plan = plan(activity(kind=Kind.JOINT, stones="a b"))
    one = report("BO", "2025-12-31", "a b")
    assert not activity_at(the_plan, [one, report("PE", "2025-12-31", "a")]).fulfilled
    assert activity_at(the_plan, [one, report("PE", "2025-12-31", "a b")]).fulfilled


def test_a_parallel_value_is_the_mean_also_with_milestones() -> None:
    the_plan = plan(activity(stones="a:5 b:3 c:2"))
    reports = [report("BO", "2025-12-31", "a b"), report("PE", "2025-12-31", "b c")]
    assert activity_at(the_plan, reports).value == 65


def test_the_value_does_not_wait_for_agreement_or_evidence() -> None:
    reports = [report(country, "2025-12-31", 100) for country in ("BO", "PE")]
    figure = activity_at(strict(), reports)
    assert figure.value == 100
    assert not figure.fulfilled


def test_just_under_100_is_not_fulfilled() -> None:
    assert not bolivia(plan(), [report("BO", "2025-12-31", 99.99)]).fulfilled


@pytest.mark.parametrize("answers", [(), (observed(),), (agreed("2026-01-01"), observed())])
def test_without_agreement_it_is_not_fulfilled(answers: tuple[object, ...]) -> None:
    assert not bolivia(
        strict(), [report("BO", "2025-12-31", 100, answers=answers, accepted=(accepted(),))]
    ).fulfilled


def test_the_latest_decision_wins() -> None:
    changed_mind = (agreed("2026-02-02"), observed("2026-02-01"))
    figure = bolivia(
        strict(), [report("BO", "2025-12-31", 100, answers=changed_mind, accepted=(accepted(),))]
    )
    assert figure.fulfilled


def test_of_two_decisions_of_the_same_instant_the_one_entered_later_wins() -> None:
    figure = bolivia(strict(), [report("BO", "2025-12-31", 100, answers=(observed(), agreed()))])
    assert figure.answer is not None
    assert figure.answer.decision == Decision.AGREED


def test_answers_and_acceptances_after_the_cutoff_count() -> None:
    late = report(
        "BO", "2025-12-31", 100, answers=(agreed("2027-01-01"),), accepted=(accepted("2027-01-01"),)
    )
    assert bolivia(strict(), [late]).fulfilled


def test_answers_and_acceptances_count_only_once_they_are_known() -> None:
    said = report(
        "BO",
        "2025-12-31",
        100,
        "2026-01-01",
        answers=(agreed("2026-02-01"),),
        accepted=(accepted("2026-03-01"),),
    )
    reasons = [bolivia(strict(), [said], known_at=f"2026-0{month}-15").reasons for month in (1, 2, 3)]
    assert reasons == [(Reason.NOT_AGREED, Reason.NO_EVIDENCE), (Reason.NO_EVIDENCE,), (Reason.FULFILLED,)]


def test_an_answer_is_known_from_the_instant_it_was_given() -> None:
    said = report("BO", "2025-12-31", 100, "2026-01-01", answers=(agreed("2026-02-01T12:00:00Z"),))
    assert bolivia(strict(), [said], known_at="2026-02-01T11:59:59Z").answer is None
    assert bolivia(strict(), [said], known_at="2026-02-01T12:00:00Z").answer is not None


def test_an_answer_not_yet_known_leaves_the_one_before_it() -> None:
    answers = (agreed("2026-01-15"), observed("2026-02-15"))
    said = report("BO", "2025-12-31", 100, "2026-01-01", answers=answers, accepted=(accepted("2026-01-15"),))
    assert bolivia(strict(), [said], known_at="2026-02-01").fulfilled
    assert not bolivia(strict(), [said], known_at="2026-03-01").fulfilled


def test_an_answer_carries_through_a_chain_of_reports_that_say_the_same() -> None:
    first = report("BO", "2025-04-30", 100, answers=(agreed(),), accepted=(accepted(),))
    reports = [
        first,
        report("BO", "2025-08-31", 100, accepted=(accepted(),)),
        report("BO", "2025-12-31", 100),
    ]
    figure = bolivia(strict(), reports)
    assert figure.fulfilled
    assert (figure.answer, figure.answer_inherited, len(figure.accepted)) == (first.answers[0], True, 2)


def test_an_answer_of_its_own_stands_alone() -> None:
    reports = [
        report("BO", "2025-08-31", 100, answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-12-31", 100, answers=(observed(),)),
    ]
    figure = bolivia(strict(), reports)
    assert (figure.answer_inherited, figure.accepted) == (False, ())
    assert figure.reasons == (Reason.OBSERVED, Reason.NO_EVIDENCE)


def test_an_observation_carries_as_agreement_does() -> None:
    reports = [
        report("BO", "2025-04-30", 100, answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-08-31", 100, answers=(observed(),)),
        report("BO", "2025-12-31", 100, accepted=(accepted(),)),
    ]
    assert bolivia(strict(), reports).reasons == (Reason.OBSERVED,)


def test_an_answer_that_is_not_yet_known_does_not_stop_the_one_before_it() -> None:
    reports = [
        report(
            "BO",
            "2025-08-31",
            100,
            "2025-09-01",
            answers=(agreed("2025-10-01"),),
            accepted=(accepted("2025-10-01"),),
        ),
        report("BO", "2025-12-31", 100, "2026-01-01", answers=(observed("2026-06-01"),)),
    ]
    assert bolivia(strict(), reports, known_at="2026-05-01").fulfilled
    assert bolivia(strict(), reports, known_at="2026-07-01").reasons == (Reason.OBSERVED, Reason.NO_EVIDENCE)


def test_another_value_in_between_breaks_the_chain() -> None:
    reports = [
        report("BO", "2025-04-30", 100, answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-08-31", 90),
        report("BO", "2025-12-31", 100),
    ]
    figure = bolivia(strict(), reports)
    assert (figure.answer, figure.accepted) == (None, ())


def test_the_report_before_it_is_the_one_before_it_in_effect_not_in_time() -> None:
    reports = [
        report("BO", "2025-04-30", 100, "2025-05-01", answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-12-31", 100, "2026-01-01"),
        report("BO", "2025-08-31", 90, "2026-02-01"),
    ]
    assert bolivia(strict(), reports).answer is None
    assert bolivia(strict(), reports, known_at="2026-01-15").report is reports[1]
    assert bolivia(strict(), reports[:2]).fulfilled


def test_a_report_that_was_not_validated_does_not_break_the_chain() -> None:
    reports = [
        report("BO", "2025-04-30", 100, answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-08-31", 90, validated=None),
        report("BO", "2025-12-31", 100),
    ]
    assert bolivia(strict(), reports).fulfilled


def test_a_correction_that_says_the_same_inherits_from_what_it_corrects() -> None:
    reports = [
        report("BO", "2025-12-31", 100, "2026-01-01", answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-12-31", 100, "2026-01-02"),
    ]
    assert bolivia(strict(), reports).fulfilled


def test_the_same_value_from_other_milestones_is_not_what_was_agreed() -> None:
    reports = [report("BO", "2025-08-31", "a", answers=(agreed(),)), report("BO", "2025-12-31", "b")]
    figure = bolivia(strict(stones="a b"), reports)
    assert figure.value == 50
    assert figure.answer is None


def test_a_milestone_that_left_the_plan_does_not_part_two_reports() -> None:
    reports = [
        report("BO", "2025-08-31", "a gone", answers=(agreed(),), accepted=(accepted(),)),
        report("BO", "2025-12-31", "a"),
    ]
    assert bolivia(strict(stones="a"), reports).fulfilled


def test_the_same_percentage_written_otherwise_is_the_same_value() -> None:
    written_so, or_so = Decimal("62.5"), Decimal("62.50")
    reports = [report("BO", "2025-08-31", written_so, answers=(agreed(),)), report("BO", "2025-12-31", or_so)]
    assert bolivia(strict(), reports).answer_inherited


def test_a_national_activity_needs_evidence_but_no_answer() -> None:
    the_plan = strict(kind=Kind.NATIONAL)
    assert bolivia(the_plan, [report("BO", "2025-12-31", 100)]).reasons == (Reason.NO_EVIDENCE,)
    assert bolivia(the_plan, [report("BO", "2025-12-31", 100, accepted=(accepted(),))]).fulfilled


def test_what_is_not_required_is_not_asked_for() -> None:
    assert bolivia(plan(), [report("BO", "2025-12-31", 100, answers=(observed(),))]).fulfilled


def test_one_country_short_is_an_activity_short() -> None:
    full: dict[str, Any] = {"answers": (agreed(),), "accepted": (accepted(),)}
    reports = [report("BO", "2025-12-31", 100, **full), report("PE", "2025-12-31", 100)]
    figure = activity_at(strict(), reports)
    assert (figure.countries["BO"].fulfilled, figure.countries["PE"].fulfilled, figure.fulfilled) == (
        True,
        False,
        False,
    )


def test_the_reasons_name_everything_that_is_lacking() -> None:
    assert bolivia(strict(), []).reasons == (Reason.NO_REPORT,)
    everything = (Reason.BELOW_100, Reason.NOT_AGREED, Reason.NO_EVIDENCE)
    assert bolivia(strict(), [report("BO", "2025-12-31", 80)]).reasons == everything
    assert bolivia(plan(), [report("BO", "2025-12-31", 100)]).reasons == (Reason.FULFILLED,)


@pytest.mark.parametrize(
    ("kind", "shared", "counts"),
    [
        (Kind.JOINT, False, False),
        (Kind.PARALLEL, False, False),
        (Kind.NATIONAL, False, True),
        (Kind.JOINT, True, True),
    ],
)
def test_what_the_counterpart_cannot_read_supports_only_what_one_country_does_alone(
    kind: Kind, shared: bool, counts: bool
) -> None:
    proof = replace(accepted(), shared=shared)
    reports = [report("BO", "2025-12-31", 100, answers=(agreed(),), accepted=(proof,))]
    countries = ("BO",) if kind == Kind.NATIONAL else ("BO", "PE")
    figure = bolivia(strict(kind=kind, countries=countries), reports)
    assert (figure.fulfilled, len(figure.accepted)) == (counts, int(counts))
    assert (Reason.NO_EVIDENCE in figure.reasons) is not counts
