"""Reminders: each rung once, to whom it concerns, also where runs were missed or two run at once."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection

from accounts import digests, mail, post
from accounts.models import Appointment, Letter, Role, User
from roadmap import reminders
from roadmap.models import Activity, CutoffDate, Reminder, Roadmap, RoadmapStep
from tests.build import make_activity, make_report, make_roadmap, make_user

SIDES = {"BO": ["FGE", "ST-CPCTTP"], "PE": ["MIMP", "ST-CMNP"]}
CUTOFF = date(2026, 9, 30)
ONE_DAY = timedelta(days=1)
RUNGS = [day + later for day in (-15, -5, -1, 1, 7, 15) for later in (0, 1)]
pytestmark = pytest.mark.django_db


def morning(days: int) -> datetime:
    """Eight in the morning in Peru, nine in Bolivia, so many days after the cutoff date."""
    return datetime(2026, 9, 30, 13, 0, tzinfo=UTC) + days * ONE_DAY


@pytest.fixture
def activity(focal_pe) -> Activity:
    activity = make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    CutoffDate.objects.exclude(day=CUTOFF).delete()
    return activity


@pytest.fixture
def alternate(focal_pe) -> User:
    person = make_user("alterna.pe@example.org", Role.FOCAL_POINT, "PE", "MIMP")
    Appointment.objects.filter(person=person).update(capacity="alternate")
    return person


def told(person: User) -> list[str]:
    """The rungs of which the person got a letter."""
    rows = Reminder.objects.filter(person=person, result="sent").order_by("at", "id")
    return list(rows.values_list("rung", flat=True))


def every_morning(first: int, last: int) -> None:
    for day in range(first, last + 1):
        reminders.remind(morning(day))


def lives(first: int, last: int) -> None:
    """A run in each of those mornings on which there is something to tell, and in the one after it."""
    for day in sorted({*RUNGS, first, last}):
        if first <= day <= last:
            reminders.remind(morning(day))


def text(letter: Letter) -> str:
    return mail.words(letter.template, letter.person, post.context(letter))[1]


# --- A cutoff date ----------------------------------------------------------------------------------------
def test_the_titular_is_reminded_on_each_rung_of_the_ladder(activity, focal_pe):
    every_morning(-20, 20)
    assert told(focal_pe) == ["before:15", "before:5", "before:1", "after:1", "after:7", "after:15"]


def test_alternate_head_and_secretariat_learn_of_it_only_after_the_day(
    activity, focal_pe, alternate, authority_pe, secretariat_pe
):
    lives(-20, 0)
    assert told(alternate) == told(authority_pe) == told(secretariat_pe) == []
    lives(1, 20)
    for person in (alternate, authority_pe, secretariat_pe):
        assert told(person) == ["after:1", "after:7", "after:15"]


def test_the_alternate_stands_in_where_there_is_no_titular(activity, focal_pe, alternate):
    Appointment.objects.filter(person=focal_pe).update(ends_on=date(2026, 9, 1))
    lives(-20, 0)
    assert (told(focal_pe), told(alternate)) == ([], ["before:15", "before:5", "before:1"])


def test_nobody_of_the_other_country_is_reminded_of_it(activity, secretariat_bo, focal_pe):
    Activity.objects.get().responsibilities.filter(country="BO").delete()
    lives(-20, 20)
    assert told(secretariat_bo) == []


def test_missed_runs_are_caught_up_with_the_highest_rung_alone(activity, focal_pe):
    reminders.remind(morning(8))
    assert told(focal_pe) == ["after:7"]
    skipped = Reminder.objects.filter(person=focal_pe, result="skipped").values_list("rung", flat=True)
    assert set(skipped) == {"before:15", "before:5", "before:1", "after:1"}
    lives(9, 20)
    assert told(focal_pe) == ["after:7", "after:15"]


def test_a_day_without_a_run_delays_a_rung_and_loses_none(activity, focal_pe):
    reminders.remind(morning(-15))
    reminders.remind(morning(-3))
    assert told(focal_pe) == ["before:15", "before:5"]


def test_a_second_run_writes_nothing(activity, focal_pe, secretariat_pe):
    assert reminders.remind(morning(2)) == 2
    assert reminders.remind(morning(2)) == 0
    assert Letter.objects.count() == 2


def test_once_it_is_reported_reminding_ends(activity, focal_pe):
    reminders.remind(morning(-15))
    make_report(activity, "PE", percent=5, status="submitted", as_of=CUTOFF)
    lives(-14, 20)
    assert told(focal_pe) == ["before:15"]


def test_each_roadmap_has_its_own_ladder(activity, focal_pe):
    Roadmap.objects.update(reminders={"before": [3], "after": [2], "waiting": [1]})
    every_morning(-4, 4)
    assert told(focal_pe) == ["before:3", "after:2"]


@pytest.mark.parametrize(("hour", "day"), [(10, 14), (11, 15)])
def test_a_days_reminders_are_written_from_six_in_the_morning_of_the_country(activity, focal_pe, hour, day):
    reminders.remind(datetime(2026, 9, 15, hour, 30, tzinfo=UTC))
    assert ("before:15" in told(focal_pe)) == (day == 15)


def test_one_letter_gathers_all_that_a_run_has_to_tell(activity, focal_pe):
    make_activity(activity.roadmap, "1.2", responsibles=SIDES)
    assert reminders.remind(morning(-15)) == 1
    letter = Letter.objects.get()
    assert (letter.path, letter.reminders.count()) == ("/inbox/", 2)
    for number in ("1.1", "1.2"):
        assert f"/activities/{number}/report/" in text(letter)


def test_the_link_of_one_thing_opens_its_very_form(activity, focal_pe):
    reminders.remind(morning(-15))
    assert Letter.objects.get().path == f"/roadmaps/{activity.roadmap.code}/activities/1.1/report/"


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [("es", "1.1 Actividad 1.1", "30/09/2026"), ("en", "Until 30/09/2026", "30/09/2026")],
)
def test_it_is_written_in_the_readers_language_and_formats(activity, focal_pe, language, words, day):
    User.objects.filter(pk=focal_pe.pk).update(language=language)
    reminders.remind(morning(-15))
    letter = Letter.objects.select_related("person__country").get()
    message = mail.compose(letter.template, letter.person, post.context(letter))
    assert words in message.body
    assert day in message.body


# --- What waits to be decided -----------------------------------------------------------------------------
@pytest.fixture
def step(secretariat_bo) -> RoadmapStep:
    return RoadmapStep.objects.create(
        roadmap=make_roadmap(),
        to_status="in_force",
        content_sha256="0123456789abcdef" * 4,
        country_id="BO",
        proposed_by=secretariat_bo,
        proposed_at=morning(0),
    )


def test_who_decides_is_reminded_after_3_7_and_14_days(
    step, secretariat_pe, secretariat_pe_2, secretariat_bo
):
    every_morning(0, 16)
    assert told(secretariat_pe) == told(secretariat_pe_2) == ["waiting:3", "waiting:7", "waiting:14"]
    assert told(secretariat_bo) == []
    days = [row.at for row in Reminder.objects.filter(person=secretariat_pe)]
    assert [later - earlier for earlier, later in pairwise(days)] == [4 * ONE_DAY, 7 * ONE_DAY]


def test_the_secretariat_is_told_of_a_report_to_validate_but_not_its_writer(
    activity, secretariat_pe, focal_pe
):
    make_report(activity, "PE", percent=5, status="submitted", as_of=CUTOFF, submitted_at=morning(0))
    every_morning(0, 5)
    assert told(secretariat_pe) == ["waiting:3"]
    assert told(focal_pe) == []


# --- Two at once, digests ---------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_reminder_once(activity, focal_pe, secretariat_pe):
    failed: list[BaseException] = []

    def run() -> None:
        try:
            reminders.remind(morning(2))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    runs = [threading.Thread(target=run) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert failed == []
    assert Letter.objects.count() == 2


def test_what_is_late_does_not_wait_for_a_digest(activity, focal_pe):
    User.objects.update(mail_rhythm="weekly")
    reminders.remind(morning(-15))
    reminders.remind(morning(1))
    assert list(Letter.objects.order_by("id").values_list("for_digest", flat=True)) == [True, False]


def test_the_reminder_of_the_early_morning_is_in_the_digest_of_seven(activity, focal_pe):
    User.objects.update(mail_rhythm="daily")
    reminders.remind(datetime(2026, 9, 15, 11, 5, tzinfo=UTC))  # five past six in Peru
    assert digests.gather(datetime(2026, 9, 15, 11, 59, tzinfo=UTC), path="/inbox/") == 0
    assert digests.gather(datetime(2026, 9, 15, 12, 1, tzinfo=UTC), path="/inbox/") == 1


def test_saving_a_draft_again_does_not_begin_its_reminders_anew(activity, focal_pe):
    mine = {"author": focal_pe, "institution": focal_pe.institution}
    report = make_report(activity, "PE", percent=5, status="draft", as_of=CUTOFF, **mine)
    lives(-5, 8)
    before = told(focal_pe)
    assert before == ["before:5", "before:1", "after:1", "after:7"]
    report.version += 1
    report.save(update_fields=["version"])
    reminders.remind(morning(9))
    assert told(focal_pe) == before
