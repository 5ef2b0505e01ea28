"""Reminders around a day: a cutoff date has one ladder, whoever began, returned or left what it asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts import mail, post
from accounts.models import Letter, User
from roadmap import inbox, reminders
from roadmap.models import Activity, CutoffDate, Reminder, Roadmap
from tests.build import make_activity, make_preparation, make_report, make_roadmap

SIDES = {"BO": ["FGE", "ST-CPCTTP"], "PE": ["MIMP", "ST-CMNP"]}
BEFORE, CUTOFF = date(2026, 4, 30), date(2026, 9, 30)
ONE_DAY = timedelta(days=1)
RUNGS = [day + later for day in (-15, -5, -1, 1, 7, 15) for later in (0, 1)]
pytestmark = pytest.mark.django_db


def morning(days: int) -> datetime:
    """Eight in the morning in Peru, so many days after the cutoff date."""
    return datetime(2026, 9, 30, 13, 0, tzinfo=UTC) + days * ONE_DAY


@pytest.fixture
def activity(focal_pe) -> Activity:
    activity = make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    CutoffDate.objects.exclude(day=CUTOFF).delete()
    return activity


@pytest.fixture
def earlier(activity) -> CutoffDate:
    return CutoffDate.objects.create(roadmap=activity.roadmap, day=BEFORE)


def opened(activity: Activity, by: User, begun: int, **fields: Any):
    """An open report of the institution, a draft unless told otherwise, written since that day."""
    status = fields.pop("status", "draft")
    mine = {"author": by, "institution": by.institution, "created_at": morning(begun)}
    return make_report(activity, "PE", percent=5, status=status, **{"as_of": CUTOFF, **mine, **fields})


def returned(activity: Activity, by: User, on: int, **fields: Any):
    back = {"returned_at": morning(on), "return_reason": "Falta el acta."}
    return opened(activity, by, on - 1, status="returned", **back, **fields)


def told(person: User) -> list[str]:
    """The rungs of which the person got a letter."""
    rows = Reminder.objects.filter(person=person, result="sent").order_by("at", "id")
    return list(rows.values_list("rung", flat=True))


def lives(first: int, last: int) -> None:
    """A run in each of those mornings on which there is something to tell, and in the one after it."""
    for day in sorted({*RUNGS, first, last}):
        if first <= day <= last:
            reminders.remind(morning(day))


def due(person: User, day: int) -> list[tuple[str, date | None]]:
    held = inbox.board("PE", now=morning(day)).held_by(person)
    return [(item.kind, item.due) for item in held]


# --- A cutoff date ----------------------------------------------------------------------------------------
def test_an_old_open_draft_is_reminded_for_the_next_cutoff_too(activity, earlier, focal_pe, secretariat_pe):
    opened(activity, focal_pe, -160, as_of=BEFORE)
    lives(-16, 16)
    assert told(focal_pe)[1:] == ["before:15", "before:5", "before:1", "after:1", "after:7", "after:15"]
    assert told(secretariat_pe)[1:] == ["after:1", "after:7", "after:15"]
    assert due(focal_pe, 0) == [("write", CUTOFF)]


def test_a_report_that_came_back_long_ago_is_reminded_for_the_next_cutoff_too(activity, earlier, focal_pe):
    returned(activity, focal_pe, -100, as_of=BEFORE)
    reminders.remind(morning(-16))
    before = told(focal_pe)
    lives(-15, 16)
    assert (before, told(focal_pe)[1:4]) == (["waiting:14"], ["before:15", "before:5", "before:1"])
    assert told(focal_pe)[4:] == ["after:1", "after:7", "after:15"]


@pytest.mark.parametrize("begun", [-14, 0, 2, 8])
@pytest.mark.parametrize("write", [opened, returned])
def test_beginning_it_neither_repeats_a_rung_nor_ends_the_ladder(
    activity, focal_pe, authority_pe, secretariat_pe, begun, write
):
    lives(-16, begun)
    write(activity, focal_pe, begun)
    lives(begun, 20)
    assert told(focal_pe) == ["before:15", "before:5", "before:1", "after:1", "after:7", "after:15"]
    for person in (authority_pe, secretariat_pe):
        assert told(person) == ["after:1", "after:7", "after:15"]


def test_a_draft_for_a_later_day_does_not_end_what_is_late(activity, focal_pe, secretariat_pe):
    CutoffDate.objects.create(roadmap=activity.roadmap, day=date(2026, 12, 31))
    opened(activity, focal_pe, 2, as_of=date(2026, 12, 31))
    assert due(focal_pe, 3) == [("write", CUTOFF)]
    lives(3, 16)
    assert told(secretariat_pe) == ["after:1", "after:7", "after:15"]
    assert due(focal_pe, 80) == [("write", date(2026, 12, 31))]


def test_who_begins_after_the_whole_ladder_is_reminded_by_the_days_that_it_waits(activity, focal_pe):
    reminders.remind(morning(15))
    opened(activity, focal_pe, 40)
    for day in (41, 43, 47, 54):
        reminders.remind(morning(day))
    assert told(focal_pe) == ["after:15", "waiting:3", "waiting:7", "waiting:14"]


def test_a_correction_of_what_was_reported_is_not_late(activity, focal_pe, secretariat_pe):
    make_report(activity, "PE", percent=5, as_of=CUTOFF)
    opened(activity, focal_pe, 20)
    assert due(focal_pe, 21) == [("write", None)]
    for day in (20, 23, 27, 34):
        reminders.remind(morning(day))
    assert (told(focal_pe), told(secretariat_pe)) == (["waiting:3", "waiting:7", "waiting:14"], [])


def test_a_draft_for_a_day_to_come_waits_until_then(activity, earlier, focal_pe):
    make_report(activity, "PE", percent=5, as_of=BEFORE)
    opened(activity, focal_pe, -100)
    assert due(focal_pe, -50) == [("write", CUTOFF)]
    lives(-50, -14)
    assert told(focal_pe) == ["before:15"]


def test_of_monthly_cutoffs_each_has_its_whole_ladder(activity, focal_pe, secretariat_pe):
    for day in (date(2026, 8, 31), date(2026, 10, 31)):
        CutoffDate.objects.create(roadmap=activity.roadmap, day=day)
    Roadmap.objects.update(reminders={"before": [20, 1], "after": [1, 20], "waiting": []})
    for run in (-20, -1, 1, 20):
        reminders.remind(morning(run))
    september = Reminder.objects.filter(due=CUTOFF, result="sent", person=focal_pe)
    assert list(september.values_list("rung", flat=True)) == ["before:20", "before:1", "after:1", "after:20"]
    assert due(focal_pe, -5) == [("report", date(2026, 8, 31)), ("report", CUTOFF)]
    assert due(focal_pe, 19) == [("report", CUTOFF), ("report", date(2026, 10, 31))]
    assert due(focal_pe, 28) == [("report", date(2026, 10, 31))]


def test_the_last_rung_is_caught_up_although_the_next_cutoff_has_begun(activity, focal_pe):
    CutoffDate.objects.create(roadmap=activity.roadmap, day=date(2026, 10, 31))
    lives(-15, 14)
    reminders.remind(morning(17))
    assert Reminder.objects.filter(due=CUTOFF, person=focal_pe, rung="after:15", result="sent").exists()


def test_days_that_a_roadmap_does_not_name_are_the_usual_ones(activity, focal_pe):
    Roadmap.objects.update(reminders={})
    lives(-16, 2)
    assert told(focal_pe) == ["before:15", "before:5", "before:1", "after:1"]


def test_a_changed_ladder_tells_nothing_again(activity, focal_pe):
    lives(-15, -5)
    Roadmap.objects.update(reminders={"before": [6, 4], "after": [], "waiting": []})
    lives(-5, -4)
    assert told(focal_pe) == ["before:15", "before:5", "before:4"]


# --- A term -----------------------------------------------------------------------------------------------
def test_after_its_term_an_answer_is_reminded_again(activity, secretariat_bo, secretariat_pe):
    """Validated on the day of the cutoff: the term of thirty days ends on 30 October."""
    make_report(activity, "PE", percent=5, as_of=CUTOFF, validated_at=morning(0))
    Activity.objects.get().responsibilities.filter(country="BO").delete()
    for day in (3, 7, 14, 30, 31, 32, 37, 45, 46):
        reminders.remind(morning(day))
    rungs = ["waiting:3", "waiting:7", "waiting:14", "after:1", "after:7", "after:15"]
    assert told(secretariat_bo) == rungs
    days = Reminder.objects.filter(person=secretariat_bo, rung__startswith="after").values_list(
        "at", flat=True
    )
    assert list(days) == [morning(31), morning(37), morning(45)]


def test_what_still_waits_after_its_term_is_called_late(activity, secretariat_bo):
    Roadmap.objects.update(answer_days=5)
    User.objects.update(language="en")
    make_report(activity, "PE", percent=5, as_of=CUTOFF, validated_at=morning(0))
    for day, words in ((3, "Until 05/10/2026."), (7, "It was due on 05/10/2026.")):
        reminders.remind(morning(day))
        letter = Letter.objects.select_related("person__country").latest("id")
        assert words in mail.compose(letter.template, letter.person, post.context(letter)).body


# --- A room of the next roadmap ---------------------------------------------------------------------------
def test_each_proposal_for_the_next_roadmap_has_its_own_reminders(secretariat_bo, secretariat_pe):
    _room, _row, text = make_preparation(make_roadmap(status=Roadmap.Status.IN_FORCE), secretariat_bo)
    for day in (0, 20):
        text.published_at, text.published, text.published_sha256 = morning(day), {}, "0123456789abcdef" * 4
        text.save()
        for later in (3, 7, 14, 15):
            reminders.remind(morning(day + later))
    assert told(secretariat_pe) == 2 * ["waiting:3", "waiting:7", "waiting:14"]
