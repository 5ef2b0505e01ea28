"""What holds for every roadmap and every history of reports, whatever they are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from roadmap.completion import (
    Acceptance,
    ActivityFigure,
    ActivityPlan,
    Answer,
    Decision,
    Figures,
    Kind,
    MilestonePlan,
    Report,
    RoadmapPlan,
    Tally,
    as_dict,
    compute,
)

FIRST = date(2025, 4, 24)
DAY = FIRST + timedelta(days=20)
KEYS = "abc"

days = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))
instants = st.integers(0, 30).map(
    lambda number: datetime(2025, 4, 24, 12, tzinfo=UTC) + timedelta(days=number)
)
weights = st.sampled_from([Decimal(1), Decimal("0.1"), Decimal(3), Decimal("33.34")])
percents = st.sampled_from([0, 1, 50, 80, 99, 100, 100, 100]).map(Decimal) | st.decimals(0, 100, places=2)


@st.composite
def activities(draw: st.DrawFn, number: str) -> ActivityPlan:
    kind = draw(st.sampled_from(list(Kind)))
    start, due = sorted((draw(days), draw(days)))
    return ActivityPlan(
        number=number,
        axis=draw(st.integers(1, 2)),
        weight=draw(weights),
        kind=kind,
        countries=(draw(st.sampled_from(["BO", "PE"])),) if kind == Kind.NATIONAL else ("BO", "PE"),
        start=start,
        due=due,
        milestones=tuple(MilestonePlan(key, draw(weights)) for key in draw(st.sampled_from(["", "a", "ab"]))),
        effective_from=draw(st.none() | days),
        withdrawn_on=draw(st.none() | days),
    )


@st.composite
def plans(draw: st.DrawFn) -> RoadmapPlan:
    numbers = [f"1.{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    return RoadmapPlan(
        parties=("BO", "PE"),
        conformity_required=draw(st.booleans()),
        evidence_required=draw(st.booleans()),
        activities=tuple(draw(activities(number)) for number in numbers),
        end=draw(st.none() | days),
        cutoffs=tuple(draw(st.lists(days, max_size=3))),
    )


answers = st.builds(Answer, st.sampled_from(Decision), instants)
reports = st.builds(
    Report,
    activity=st.sampled_from(["1.1", "1.1", "1.2", "1.3"]),
    country=st.sampled_from(["BO", "PE"]),
    as_of=days,
    validated_at=instants | instants | st.none(),
    percent=percents | st.none(),
    milestones_met=st.sampled_from(["", "a", "ab", "ab", "abc"]).map(frozenset),
    answers=st.lists(answers, max_size=2).map(tuple),
    accepted=st.lists(st.builds(Acceptance, instants), max_size=1).map(tuple),
)
histories = st.lists(reports, max_size=16).map(
    lambda rows: [replace(row, entry=entry) for entry, row in enumerate(rows)]
)
known = st.none() | instants


def tallies(figures: Figures) -> list[Tally]:
    return [figures.total, *figures.axes.values(), *figures.countries.values()]


@given(plans(), histories, known, st.data())
def test_the_order_of_the_rows_never_matters(
    plan: RoadmapPlan, history: list[Report], known_at: datetime | None, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    assert compute(plan, history, as_of=DAY, known_at=known_at) == compute(
        plan, shuffled, as_of=DAY, known_at=known_at
    )


@given(plans(), histories, days, known)
def test_figures_stay_between_0_and_100_and_counts_within_their_whole(
    plan: RoadmapPlan, history: list[Report], day: date, known_at: datetime | None
) -> None:
    figures = compute(plan, history, as_of=day, known_at=known_at)
    for tally in tallies(figures):
        percentages = (tally.fulfilment, tally.due_fulfilment, tally.coverage, tally.average)
        assert all(0 <= percentage <= 100 for percentage in percentages if percentage is not None)
        assert tally.due_fulfilled <= tally.due <= tally.committed == tally.signed - tally.withdrawn
        assert tally.agreed + tally.observed + tally.waiting <= tally.with_report
    for figure in figures.activities.values():
        assert 0 <= figure.value <= 100
        assert 0 <= figure.elapsed <= 1


@given(plans(), histories)
def test_100_is_shown_for_all_and_0_for_nothing_only(plan: RoadmapPlan, history: list[Report]) -> None:
    figures = compute(plan, history, as_of=DAY)
    for tally, shown in [
        (figures.total, as_dict(figures)),
        *zip(figures.countries.values(), as_dict(figures)["countries"].values(), strict=True),
    ]:
        assert (shown["display"] == "100") == (tally.fulfilled == tally.committed > 0)
        assert (shown["display"] == "0") == (tally.fulfilled == 0 < tally.committed)
        assert (shown["average"] == "100.0") == (tally.average == 100)
        assert (shown["average"] == "0.0") == (tally.average == 0)


@given(plans(), histories, histories)
def test_a_later_report_never_changes_an_earlier_cutoff(
    plan: RoadmapPlan, history: list[Report], more: list[Report]
) -> None:
    later = [
        replace(row, as_of=DAY + timedelta(days=1 + place), entry=100 + place)
        for place, row in enumerate(more)
    ]
    assert compute(plan, [*later, *history], as_of=DAY) == compute(plan, history, as_of=DAY)


@given(plans(), histories, histories, instants)
def test_what_was_validated_later_never_changes_what_was_known(
    plan: RoadmapPlan, history: list[Report], more: list[Report], known_at: datetime
) -> None:
    later = [
        replace(row, validated_at=known_at + timedelta(seconds=1), entry=100 + place)
        for place, row in enumerate(more)
    ]
    assert compute(plan, [*later, *history], as_of=DAY, known_at=known_at) == compute(
        plan, history, as_of=DAY, known_at=known_at
    )


@given(plans(), histories)
def test_withdrawing_an_unfulfilled_activity_never_lowers_the_headline(
    plan: RoadmapPlan, history: list[Report]
) -> None:
    before = compute(plan, history, as_of=DAY)
    for number in before.total.not_counted:
        rest = tuple(
            replace(one, withdrawn_on=DAY) if one.number == number else one for one in plan.activities
        )
        after = compute(replace(plan, activities=rest), history, as_of=DAY)
        assert after.total.withdrawn == before.total.withdrawn + 1
        if after.total.fulfilment is not None and before.total.fulfilment is not None:
            assert after.total.fulfilment >= before.total.fulfilment


@given(plans(), histories)
def test_a_joint_value_is_never_above_either_country(plan: RoadmapPlan, history: list[Report]) -> None:
    joint = tuple(replace(one, kind=Kind.JOINT, countries=("BO", "PE")) for one in plan.activities)
    for figure in compute(replace(plan, activities=joint), history, as_of=DAY).activities.values():
        assert figure.value <= min(part.value for part in figure.countries.values())


@given(plans(), histories, st.integers(0, 5))
def test_a_repeated_report_never_takes_a_fulfilment_away(
    plan: RoadmapPlan, history: list[Report], days_later: int
) -> None:
    before = compute(plan, history, as_of=DAY)
    repeated = [
        replace(
            part.report,
            as_of=min(DAY, part.report.as_of + timedelta(days=days_later)),
            validated_at=datetime(2025, 12, 31, tzinfo=UTC),
            answers=(),
            accepted=(),
            entry=100,
        )
        for figure in before.activities.values()
        for part in figure.countries.values()
        if part.report is not None
    ]
    after = compute(plan, [*repeated, *history], as_of=DAY)
    assert after.total.counted == before.total.counted
    assert after.total.average == before.total.average
    for number, figure in before.activities.items():
        assert after.activities[number].state == figure.state
        assert after.activities[number].hundred_since == figure.hundred_since


@given(plans(), histories, known)
def test_the_run_of_100_is_what_the_days_up_to_the_cutoff_show(
    plan: RoadmapPlan, history: list[Report], known_at: datetime | None
) -> None:
    always = tuple(replace(one, effective_from=None, withdrawn_on=None) for one in plan.activities)
    whole = replace(plan, activities=always)
    shown = [DAY - timedelta(days=back) for back in range((DAY - FIRST).days + 1)]
    figures = [compute(whole, history, as_of=day, known_at=known_at) for day in shown]
    for number, figure in figures[0].activities.items():
        since = None
        for day, then in zip(shown, figures, strict=True):
            if then.activities[number].value != 100:
                break
            since = day
        assert figure.hundred_since == since


def part_values(figure: ActivityFigure) -> list[Fraction]:
    return [part.value for part in figure.countries.values()]


@given(plans(), histories)
def test_fulfilled_is_fulfilled_by_every_country_and_never_below_100(
    plan: RoadmapPlan, history: list[Report]
) -> None:
    for figure in compute(plan, history, as_of=DAY).activities.values():
        assert figure.fulfilled == all(part.fulfilled for part in figure.countries.values())
        assert figure.fulfilled == (figure.state in {"fulfilled", "fulfilled_late"})
        if figure.fulfilled:
            assert part_values(figure) == [100] * len(figure.countries)
            assert figure.value == 100
