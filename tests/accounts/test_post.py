"""Letters leave once each, whatever the mail server does: it refuses, stalls, goes away and comes back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts import appointing, letters, post
from accounts.models import Letter, User
from tests.accounts.conftest import plain
from tests.build import NOON, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
MINUTE = timedelta(minutes=1)


def write(person: User, path: str = "/inbox/", **told) -> Letter:
    """Some letter that the product really writes."""
    letter = letters.write("reminder", person, path=path, by=None, now=NOON, own_total=1, **told)
    assert letter
    return letter


def waits(letter: Letter) -> tuple[int, timedelta]:
    """After how many attempts, and how long after noon it is tried again."""
    letter.refresh_from_db()
    return letter.tries, letter.next_try_at - NOON


def test_a_letter_leaves_once(focal_pe, mailbox):
    letter = write(focal_pe)
    assert post.deliver(NOON) == post.Delivered(sent=1)
    assert post.deliver(NOON + MINUTE) == post.Delivered()
    letter.refresh_from_db()
    assert (letter.sent_at, letter.tries) == (NOON, 1)
    assert [letter["To"] for letter in mailbox.all()] == [focal_pe.email]


def test_many_letters_leave_over_one_connection(focal_pe, secretariat_pe, mailbox):
    for person in (focal_pe, secretariat_pe, focal_pe):
        write(person)
    assert post.deliver(NOON).sent == 3
    assert (len(mailbox.all()), mailbox.connections) == (3, 1)


def test_it_is_text_and_html_and_no_machine_answers_it(focal_pe, mailbox):
    write(focal_pe, "/progress/7/")
    post.deliver(NOON)
    (letter,) = mailbox.all()
    html = letter.get_body(("html",)).get_content()
    assert "http://127.0.0.1:8000/progress/7/" in plain(letter)
    assert 'href="http://127.0.0.1:8000/progress/7/"' in html
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith("<letter-")


def test_one_refused_recipient_does_not_stop_the_others(focal_pe, secretariat_pe, mailbox):
    lost, found = write(focal_pe), write(secretariat_pe)
    mailbox.refused[focal_pe.email] = "550 no such mailbox"
    done = post.deliver(NOON)
    assert (done.sent, done.failed) == (1, 1)
    assert waits(lost) == (1, MINUTE)
    assert (lost.last_error, lost.sent_at) == ("550 no such mailbox", None)
    found.refresh_from_db()
    assert found.sent_at == NOON


@pytest.mark.parametrize("trouble", ["421 closing", "451 greylisted", "552 too much"])
def test_what_the_server_refuses_is_tried_again_and_arrives_once(focal_pe, mailbox, trouble):
    letter = write(focal_pe)
    mailbox.trouble = trouble
    assert post.deliver(NOON).failed == 1
    mailbox.trouble = ""
    assert post.deliver(NOON) == post.Delivered()
    assert post.deliver(NOON + MINUTE).sent == 1
    assert post.deliver(NOON + 9 * MINUTE) == post.Delivered()
    letter.refresh_from_db()
    assert (len(mailbox.all()), letter.last_error) == (1, "")


def test_a_server_that_is_down_loses_nothing_and_holds_up_nobody(
    focal_pe, secretariat_pe, mail_server, mailbox
):
    rows = [write(focal_pe), write(secretariat_pe), write(focal_pe)]
    mail_server.stop()
    assert post.deliver(NOON).failed == 3
    assert [waits(letter) for letter in rows] == [(1, MINUTE)] * 3
    mail_server.start()
    assert post.deliver(NOON + MINUTE).sent == 3
    assert len(mailbox.all()) == 3


def test_a_server_that_stalls_is_left_and_the_letter_tried_again(focal_pe, mailbox, settings):
    settings.EMAIL_TIMEOUT = 0.5
    letter = write(focal_pe)
    mailbox.silent = True
    assert post.deliver(NOON).failed == 1
    assert waits(letter) == (1, MINUTE)
    assert "timed out" in letter.last_error
    mailbox.silent = False
    assert post.deliver(NOON + MINUTE).sent == 1
    assert len(mailbox.all()) == 1


def test_the_waits_grow_for_five_days_and_then_it_is_given_up(focal_pe, mailbox):
    letter, now, tried = write(focal_pe), NOON, []
    mailbox.refused[focal_pe.email] = "550 no such mailbox"
    while letter.given_up_at is None:
        post.deliver(now)
        letter.refresh_from_db()
        tried.append(letter.next_try_at - now)
        now = letter.next_try_at
    assert tried[:-1] == list(post.WAITS)
    assert tried[:4] == [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE]
    assert timedelta(days=4) < letter.given_up_at - NOON < timedelta(days=6)
    assert post.deliver(now + timedelta(days=9)) == post.Delivered()


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(focal_pe, mailbox):
    broken = letters.write("no_such_letter", focal_pe, path="/", by=None, now=NOON)
    assert broken
    write(focal_pe)
    done = post.deliver(NOON)
    assert (done.sent, done.failed) == (1, 1)
    broken.refresh_from_db()
    assert "TemplateDoesNotExist" in broken.last_error


def test_words_that_only_look_like_a_day_leave_as_they_were_written(secretariat_pe, secretariat_bo, mailbox):
    letter = letters.write(
        "report_observed",
        secretariat_pe,
        path="/progress/7/",
        by=secretariat_bo,
        now=NOON,
        activity="1.1 Protocolo",
        as_of="2026-04-30",
        reason="2026-13-45",
    )
    assert letter
    assert post.deliver(NOON).sent == 1
    assert "2026-13-45" in plain(mailbox.all()[0])
    assert post.subject(letter)


def test_who_lost_the_account_gets_no_letters(focal_pe, mailbox):
    write(focal_pe)
    User.objects.filter(pk=focal_pe.pk).update(is_active=False)
    assert post.deliver(NOON) == post.Delivered()
    assert mailbox.all() == []


def test_to_whom_the_door_was_closed_only_the_own_account_is_told(focal_pe, secretariat_pe, mailbox):
    tried, waiting = write(focal_pe), write(focal_pe)
    Letter.objects.filter(pk=tried.pk).update(tries=2, last_error="451 greylisted")
    held = focal_pe.appointments.get()
    appointing.revoke(held.pk, reason="Dejó el cargo.", by=secretariat_pe, now=NOON)
    assert post.deliver(NOON) == post.Delivered(sent=1)
    assert "Dejó el cargo." in plain(mailbox.all()[0])
    for letter in (tried, waiting):
        letter.refresh_from_db()
        assert (letter.given_up_at, letter.sent_at) == (NOON, None)
    assert not post.failures(secretariat_pe).exists()


@pytest.mark.parametrize("who", ["operator", "observer"])
def test_people_of_no_country_are_told_without_an_appointment(request, who, mailbox):
    write(request.getfixturevalue(who))
    assert post.deliver(NOON).sent == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_letter_once(focal_pe, mailbox):
    for _ in range(12):
        write(focal_pe)
    found: list[post.Delivered] = []

    def run() -> None:
        try:
            found.append(post.deliver(NOON))
        finally:
            connection.close()

    runs = [threading.Thread(target=run) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sum(done.sent for done in found) == 12
    ours = [letter["Message-ID"] for letter in mailbox.all() if letter["Message-ID"].startswith("<letter-")]
    assert (len(ours), len(set(ours))) == (12, 12)


def test_a_process_that_died_leaves_its_letter_to_a_later_run(focal_pe, mailbox):
    write(focal_pe)
    assert post._claimed(NOON)
    assert post.deliver(NOON + MINUTE) == post.Delivered()
    assert post.deliver(NOON + post.HELD).sent == 1


def test_whoever_is_not_signed_in_comes_to_the_page_of_the_letter_afterwards(client, focal_pe):
    asked = client.get(reverse("accounts:profile"))
    answer = client.post(asked["Location"], {"login": focal_pe.email, "password": PASSWORD})
    assert answer["Location"] == reverse("accounts:profile")


def test_a_subject_says_the_name_as_it_is_written(focal_pe, secretariat_pe):
    told = {"starts_on": "2026-06-01", "ends_on": "", "institution": "I&D <PE>"}
    letter = letters.write("appointment_made", focal_pe, path="/", by=secretariat_pe, now=NOON, **told)
    assert letter
    assert "I&D <PE>" in post.subject(letter)
