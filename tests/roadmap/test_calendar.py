"""Days in two time zones, deadlines and cutoff dates."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from roadmap import calendar

LA_PAZ, LIMA = "America/La_Paz", "America/Lima"  # UTC-4 and UTC-5
START, END = date(2025, 4, 24), date(2026, 12, 31)
USUAL = calendar.default_cutoffs(START, END)


def test_a_day_begins_at_midnight_of_the_zone() -> None:
    half_past_four = datetime(2026, 1, 1, 4, 30, tzinfo=UTC)
    assert calendar.local_day(half_past_four, LA_PAZ) == date(2026, 1, 1)
    assert calendar.local_day(half_past_four, LIMA) == date(2025, 12, 31)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.local_day(datetime(2026, 1, 1, 4, 30), LIMA)


def test_today_is_a_new_day_only_when_it_is_for_both() -> None:
    midnight_in_la_paz = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)
    for zones in ((LA_PAZ, LIMA), (LIMA, LA_PAZ)):
        assert calendar.today_for(zones, midnight_in_la_paz) == date(2025, 12, 31)
        assert calendar.today_for(zones, midnight_in_la_paz + timedelta(hours=1)) == date(2026, 1, 1)


def test_the_end_of_a_day_is_its_last_instant_in_the_zone() -> None:
    end = calendar.end_of_day(date(2025, 12, 31), LIMA)
    assert end.tzinfo is not None
    assert calendar.local_day(end, LIMA) == date(2025, 12, 31)
    assert end.astimezone(UTC) + timedelta(microseconds=1) == datetime(2026, 1, 1, 5, tzinfo=UTC)


def test_the_end_of_a_day_whose_last_hour_is_lived_twice_is_the_second() -> None:
    # On 6 April 2024 Chile turned its clocks back from midnight to 23:00.
    end = calendar.end_of_day(date(2024, 4, 6), "America/Santiago")
    assert end.astimezone(UTC) + timedelta(microseconds=1) == datetime(2024, 4, 7, 4, tzinfo=UTC)


def test_a_deadline_is_due_on_its_day_and_past_the_day_after() -> None:
    deadline = date(2026, 6, 30)
    around = [deadline + timedelta(days=days) for days in (-1, 0, 1)]
    assert [calendar.is_due(deadline, day) for day in around] == [False, True, True]
    assert [calendar.is_past(deadline, day) for day in around] == [False, False, True]
    assert [calendar.days_left(deadline, day) for day in around] == [1, 0, -1]


def test_the_elapsed_share_is_cut_to_the_time_there_is() -> None:
    start, end = date(2026, 1, 1), date(2026, 1, 5)
    shares = [calendar.elapsed_share(start, end, start + timedelta(days=days)) for days in (-1, 0, 1, 4, 9)]
    assert shares == [0, 0, Fraction(1, 4), 1, 1]


def test_a_time_without_length_is_over_from_its_day_on() -> None:
    day = date(2026, 1, 1)
    assert calendar.elapsed_share(day, day, date(2025, 12, 31)) == 0
    assert calendar.elapsed_share(day, day, day) == 1


def test_the_usual_cutoffs_lie_within_the_period() -> None:
    assert (
        date(2025, 4, 30),
        date(2025, 8, 31),
        date(2025, 12, 31),
        date(2026, 4, 30),
        date(2026, 8, 31),
        date(2026, 12, 31),
    ) == USUAL
    assert calendar.default_cutoffs(date(2025, 5, 1), date(2025, 12, 30)) == (date(2025, 8, 31),)
    assert calendar.default_cutoffs(date(2025, 8, 31), date(2025, 8, 31)) == (date(2025, 8, 31),)
    assert calendar.default_cutoffs(date(2025, 9, 1), date(2025, 9, 30)) == ()


def test_a_cutoff_is_not_before_itself_but_it_is_current() -> None:
    on = date(2025, 12, 31)
    assert calendar.last_cutoff_before(USUAL, on) == date(2025, 8, 31)
    assert calendar.last_cutoff_before(USUAL, on + timedelta(days=1)) == on
    assert calendar.current_or_last_cutoff(USUAL, on) == on
    assert calendar.current_or_last_cutoff(USUAL, on - timedelta(days=1)) == date(2025, 8, 31)
    assert calendar.current_or_next_cutoff(USUAL, on) == on
    assert calendar.current_or_next_cutoff(USUAL, on + timedelta(days=1)) == date(2026, 4, 30)


def test_cutoffs_may_stand_in_any_order_and_there_may_be_none() -> None:
    backwards = USUAL[::-1]
    assert calendar.last_cutoff_before(backwards, date(2026, 1, 1)) == date(2025, 12, 31)
    assert calendar.current_or_last_cutoff(backwards, date(2026, 1, 1)) == date(2025, 12, 31)
    assert calendar.current_or_next_cutoff(backwards, date(2026, 1, 1)) == date(2026, 4, 30)
    assert calendar.last_cutoff_before(USUAL, date(2025, 4, 30)) is None
    assert calendar.current_or_last_cutoff(USUAL, START) is None
    assert calendar.current_or_next_cutoff(USUAL, date(2027, 1, 1)) is None


def test_a_term_is_counted_in_days_of_the_zone() -> None:
    half_past_four = datetime(2026, 1, 1, 4, 30, tzinfo=UTC)
    assert calendar.last_day_of_term(half_past_four, 30, LA_PAZ) == date(2026, 1, 31)
    assert calendar.last_day_of_term(half_past_four, 30, LIMA) == date(2026, 1, 30)
