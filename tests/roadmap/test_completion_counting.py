"""Rules 1, 2, 7 and 8: what is committed, which report counts, and the figures over many activities."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from roadmap.completion import Kind, as_dict, compute

from .completion_examples import DAY, DUE, activity, activity_at, agreed, bolivia, observed, plan, report


def test_an_activity_is_signed_from_its_first_day_and_withdrawn_from_its_last() -> None:
    the_plan = plan(
        activity("1.1", effective_from=DAY),
        activity("1.2", withdrawn_on=DAY),
        activity("1.3", effective_from=date(2026, 4, 1)),
        activity("1.4", withdrawn_on=date(2026, 4, 1)),
    )
    figures = compute(the_plan, [], as_of=DAY)
    assert (figures.total.signed, figures.total.withdrawn, figures.total.committed) == (3, 1, 2)
    assert list(figures.activities) == ["1.1", "1.4"]
    assert (figures.withdrawn, figures.not_yet) == (("1.2",), ("1.3",))


def test_an_activity_that_left_before_it_entered_was_never_withdrawn() -> None:
    never = activity("1.2", effective_from=date(2026, 9, 1), withdrawn_on=date(2026, 1, 1))
    total = compute(plan(activity(), never), [], as_of=DAY).total
    assert (total.signed, total.withdrawn, total.committed) == (1, 0, 1)


def test_signed_and_withdrawn_are_told_for_each_axis_and_country() -> None:
    the_plan = plan(
        activity("1.1", axis=1, kind=Kind.NATIONAL, withdrawn_on=DAY),
        activity("2.1", axis=2),
        activity("2.2", axis=2),
    )
    figures = compute(the_plan, [], as_of=DAY)
    assert (figures.axes[1].signed, figures.axes[1].withdrawn) == (1, 1)
    assert (figures.axes[2].signed, figures.axes[2].withdrawn) == (2, 0)
    assert (figures.countries["BO"].signed, figures.countries["BO"].withdrawn) == (3, 1)
    assert (figures.countries["PE"].signed, figures.countries["PE"].withdrawn) == (2, 0)


def test_a_report_counts_up_to_and_including_its_effective_date() -> None:
    the_plan = plan(activity(kind=Kind.NATIONAL))
    reports = [report("BO", "2025-12-31", 40), report("BO", "2026-03-31", 60), report("BO", "2026-04-01", 90)]
    assert bolivia(the_plan, reports).value == 60


def test_a_report_is_known_from_the_instant_of_its_validation() -> None:
    the_plan = plan(activity(kind=Kind.NATIONAL))
    reports = [report("BO", "2025-12-31", 40, validated="2026-01-10T10:00:00Z")]
    assert bolivia(the_plan, reports, known_at="2026-01-10T09:59:59Z").report is None
    assert bolivia(the_plan, reports, known_at="2026-01-10T10:00:00Z").value == 40


def test_of_reports_alike_in_both_dates_the_one_entered_later_counts_wherever_its_row_stands() -> None:
    first, second = report("BO", "2025-12-31", 40, entry=1), report("BO", "2025-12-31", 60, entry=2)
    assert [bolivia(plan(), rows).value for rows in ([first, second], [second, first])] == [60, 60]


def test_instants_of_different_zones_are_compared_as_instants() -> None:
    earlier = report("BO", "2025-12-31", 40, validated="2026-01-10T10:30:00-04:00", entry=2)
    later = report("BO", "2025-12-31", 60, validated="2026-01-10T09:45:00-05:00", entry=1)
    assert bolivia(plan(), [earlier, later]).value == 60


def test_reports_of_a_country_or_activity_that_the_plan_does_not_know_count_nowhere() -> None:
    the_plan = plan(activity(kind=Kind.NATIONAL))
    reports = [report("PE", "2025-12-31", 100), report("BO", "2025-12-31", 100, activity="9.9")]
    figures = compute(the_plan, reports, as_of=DAY)
    assert (figures.total.with_report, figures.total.expected_reports) == (0, 1)


def test_a_country_without_report_has_no_report_rather_than_a_zero() -> None:
    silent, zero = bolivia(plan(), []), bolivia(plan(), [report("BO", "2025-12-31", 0)])
    assert silent.value == zero.value == 0
    assert silent.report is None
    assert zero.report is not None


def test_an_activity_is_due_from_its_deadline_on_and_overdue_after_it() -> None:
    on_time = compute(plan(), [], as_of=DUE)
    day_before = compute(plan(), [], as_of=date(2026, 6, 29))
    day_after = compute(plan(), [], as_of=date(2026, 7, 1))
    assert [figures.total.due for figures in (day_before, on_time, day_after)] == [0, 1, 1]
    assert [figures.activities["1.1"].state for figures in (on_time, day_after)] == ["at_risk", "overdue"]


def test_the_due_figure_leads_until_the_roadmap_ends() -> None:
    the_plan = plan(end=date(2026, 12, 31))
    leading = [compute(the_plan, [], as_of=day).leading for day in (date(2026, 12, 30), date(2026, 12, 31))]
    assert leading == ["due", "fulfilment"]
    assert compute(plan(end=None), [], as_of=date(2099, 1, 1)).leading == "due"


def test_the_average_is_weighted_and_a_float_weight_counts_as_its_shortest_decimal() -> None:
    the_plan = plan(
        activity("1.1", kind=Kind.NATIONAL, weight=0.1),
        activity("1.2", kind=Kind.NATIONAL, weight=Decimal("0.2")),
    )
    total = compute(the_plan, [report("BO", "2025-12-31", 100)], as_of=DAY).total
    assert total.average == Fraction(100, 3)


def test_a_float_percentage_counts_as_its_shortest_decimal() -> None:
    the_plan = plan(activity(kind=Kind.NATIONAL))
    assert bolivia(the_plan, [report("BO", "2025-12-31", 33.3)]).value == Fraction(333, 10)


def test_a_country_is_counted_with_its_own_value_and_its_own_fulfilment() -> None:
    the_plan = plan(activity(kind=Kind.JOINT, due=DAY))
    figures = compute(the_plan, [report("BO", "2025-12-31", 100), report("PE", "2025-12-31", 40)], as_of=DAY)
    assert figures.total.fulfilled == 0
    assert figures.total.average == 40
    bo, pe = figures.countries["BO"], figures.countries["PE"]
    assert (bo.fulfilled, bo.due_fulfilled) == (1, 1)
    assert (pe.fulfilled, pe.due_fulfilled) == (0, 0)
    assert [bo.average, pe.average] == [Fraction(100), Fraction(40)]


def test_coverage_counts_pairs_of_activity_and_country() -> None:
    the_plan = plan(activity("1.1"), activity("1.2", kind=Kind.NATIONAL))
    figures = compute(the_plan, [report("BO", "2025-12-31", 0)], as_of=DAY)
    assert (figures.total.with_report, figures.total.expected_reports) == (1, 3)
    assert figures.total.coverage == Fraction(100, 3)
    assert figures.total.without_report == 2
    assert (figures.countries["PE"].with_report, figures.countries["PE"].expected_reports) == (0, 1)


def test_each_party_is_told_what_was_agreed_observed_and_waits() -> None:
    the_plan = plan(*(activity(number) for number in ("1.1", "1.2", "1.3", "1.4")))
    reports = [
        report("BO", "2025-12-31", 50, answers=(agreed(),)),
        report("BO", "2025-08-31", 50, activity="1.2", answers=(observed(),)),
        report("BO", "2025-12-31", 50, activity="1.2"),
        report("BO", "2025-08-31", 50, activity="1.3"),
    ]
    figures = compute(the_plan, reports, as_of=DAY)
    bo = figures.countries["BO"]
    assert (bo.agreed, bo.observed, bo.waiting, bo.without_report, bo.stale) == (1, 1, 1, 1, 1)
    pe = figures.countries["PE"]
    assert (pe.agreed, pe.observed, pe.waiting, pe.without_report, pe.stale) == (0, 0, 0, 4, 0)


def test_a_national_activity_does_not_wait_for_the_counterpart() -> None:
    assert not bolivia(plan(activity(kind=Kind.NATIONAL)), [report("BO", "2025-12-31", 50)]).waiting


def test_a_tally_names_the_activities_that_counted_and_those_that_did_not() -> None:
    the_plan = plan(
        activity("2.1", axis=2, due=DAY),
        activity("1.1", axis=1),
        activity("1.2", axis=1, due=DAY),
        activity("1.3", axis=1),
    )
    reports = [report(c, "2025-12-31", 100, activity=n) for n in ("1.1", "2.1") for c in ("BO", "PE")]
    figures = compute(the_plan, reports, as_of=DAY)
    total, first = figures.total, figures.axes[1]
    assert (total.counted, total.not_counted) == (("2.1", "1.1"), ("1.2", "1.3"))
    assert (total.due_counted, total.due_not_counted) == (("2.1",), ("1.2",))
    assert (first.counted, first.not_counted) == (("1.1",), ("1.2", "1.3"))


def test_an_axis_without_a_committed_activity_is_still_told() -> None:
    the_plan = plan(activity("1.1", axis=1), activity("2.1", axis=2, withdrawn_on=DAY))
    axes = as_dict(compute(the_plan, [], as_of=DAY))["axes"]
    assert list(axes) == ["1", "2"]
    assert (axes["2"]["committed"], axes["2"]["fulfilment"], axes["2"]["average"]) == (0, None, None)


def test_an_activity_that_nobody_answers_for_is_not_fulfilled() -> None:
    for kind in Kind:
        figure = activity_at(plan(activity(kind=kind, countries=())), [])
        assert not figure.fulfilled
        assert figure.value == 0
        assert figure.hundred_since is None
