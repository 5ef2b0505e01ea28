"""The digest of who does not want letters one by one: at seven of their own morning, each letter in one digest."""

from datetime import UTC, datetime

import pytest

from accounts import digests, letters, post
from accounts.models import Appointment, Letter, User
from tests.accounts.conftest import plain

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A day of that week, 1 is Monday; seven in the morning is 12 UTC in Peru and 11 UTC in Bolivia."""
    return MONDAY.replace(day=day, hour=hour, minute=minute)


def wants(person: User, rhythm: str) -> User:
    person.mail_rhythm = rhythm
    person.save(update_fields=["mail_rhythm"])
    return person


def write(person: User, now: datetime) -> Letter:
    letter = letters.write("reminder", person, path="/inbox/", by=None, now=now, own_total=2)
    assert letter
    return letter


def gathered(now: datetime) -> int:
    return digests.gather(now, path="/inbox/")


def test_a_daily_digest_gathers_at_seven_in_the_readers_zone(focal_pe, focal_bo, mailbox):
    for person in (focal_pe, focal_bo):
        write(wants(person, "daily"), at(1, 15))
    assert gathered(at(2, 10, 59)) == 0
    assert gathered(at(2, 11)) == 1  # Bolivia
    assert gathered(at(2, 12)) == 1  # Peru
    assert gathered(at(2, 13)) == gathered(at(3, 13)) == 0
    assert post.deliver(at(2, 13)).sent == 2
    assert {letter["To"] for letter in mailbox.all()} == {focal_pe.email, focal_bo.email}


def test_a_weekly_digest_waits_for_monday(focal_pe):
    write(wants(focal_pe, "weekly"), at(2, 15))
    assert [gathered(at(day, 12)) for day in range(3, 9)] == [0, 0, 0, 0, 0, 1]


def test_letters_of_a_digest_do_not_leave_one_by_one(focal_pe, mailbox):
    write(wants(focal_pe, "daily"), at(1, 15))
    assert post.deliver(at(1, 16)) == post.Delivered()


def test_what_comes_after_seven_is_for_the_next_day(focal_pe):
    write(wants(focal_pe, "daily"), at(2, 12, 30))
    assert [gathered(at(2, 18)), gathered(at(3, 11)), gathered(at(3, 12))] == [0, 0, 1]


def test_a_missed_run_catches_up_with_one_digest(focal_pe):
    wants(focal_pe, "daily")
    for day in (1, 2, 3):
        write(focal_pe, at(day, 15))
    assert gathered(at(5, 20)) == 1
    assert Letter.objects.get(template="digest").gathered.count() == 3


def test_who_goes_back_to_letters_at_once_gets_what_was_kept(focal_pe):
    write(wants(focal_pe, "weekly"), at(2, 15))
    wants(focal_pe, "at_once")
    assert gathered(at(2, 16)) == 1


def test_what_cannot_wait_leaves_at_once(focal_pe, mailbox):
    letters.at_once(
        "reminder", wants(focal_pe, "weekly"), path="/inbox/", by=None, now=at(1, 15), own_total=1
    )
    assert post.deliver(at(1, 15)).sent == 1


@pytest.mark.parametrize(
    ("language", "subject"), [("es", "2 mensajes"), ("en", "2 messages for you · Alternat")]
)
def test_it_tells_each_letter_with_its_link(focal_pe, mailbox, language, subject):
    User.objects.filter(pk=focal_pe.pk).update(language=language)
    focal_pe.refresh_from_db()
    wants(focal_pe, "daily")
    for path in ("/progress/7/", "/progress/8/"):
        letters.write("reminder", focal_pe, path=path, by=None, now=at(1, 15), own_total=1)
    gathered(at(2, 12))
    post.deliver(at(2, 12))
    (letter,) = mailbox.all()
    text = plain(letter)
    assert letter["Subject"].startswith(subject)
    assert all(f"http://127.0.0.1:8000{path}" in text for path in ("/progress/7/", "/progress/8/", "/inbox/"))
    assert text.count(focal_pe.full_name) == 1


def test_nothing_kept_is_told_to_whom_the_door_was_closed(focal_pe):
    write(wants(focal_pe, "daily"), at(1, 15))
    Appointment.objects.update(revoked_at=at(1, 16), revoked_reason="Renunció.")
    assert gathered(at(3, 13)) == 0
    Appointment.objects.update(revoked_at=None, revoked_reason="")
    assert gathered(at(3, 13)) == 1
