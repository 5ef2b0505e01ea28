"""The operator's page of the door: who came in, who failed, who is locked; and what is forgotten after 400 days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import security
from tests.accounts.test_sign_in import fail, sign_in, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/accounts/security/"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def at_the_door(client, operator) -> Client:
    sign_in(client, operator.email)
    return client


def rows(client: Client, **query) -> list[security.SignIn]:
    return list(client.get(PAGE, query).context["page"].object_list)


def test_sign_ins_and_failures_stand_together_the_latest_first(at_the_door, focal_pe):
    fail(Client(), focal_pe.email, 2, REMOTE_ADDR="192.0.2.5")
    sign_in(Client(), focal_pe.email, REMOTE_ADDR="192.0.2.6")
    told = [(row.email, row.failed, row.address) for row in rows(at_the_door, q="focal")]
    assert told == [
        (focal_pe.email, False, "192.0.2.6"),
        (focal_pe.email, True, "192.0.2.5"),
        (focal_pe.email, True, "192.0.2.5"),
    ]
    assert rows(at_the_door, q="focal")[0].person == focal_pe


def test_an_email_that_nobody_has_is_shown_as_it_was_written(at_the_door):
    fail(Client(), "nadie&co@example.org", 1)
    page = at_the_door.get(PAGE).content.decode()
    assert "nadie&amp;co@example.org" in page
    assert rows(at_the_door, q="nadie")[0].person is None


def test_the_list_is_of_one_person_or_of_one_day(at_the_door, focal_pe, reader):
    AccessLog.objects.all().delete()
    with time_machine.travel("2026-03-05 23:30Z", tick=False):
        sign_in(Client(), focal_pe.email)
    with time_machine.travel("2026-03-06 00:30Z", tick=False):
        sign_in(Client(), reader.email)
    assert [row.email for row in rows(at_the_door, q="FOCAL")] == [focal_pe.email]
    assert [row.email for row in rows(at_the_door, day="2026-03-06")] == [reader.email]
    assert rows(at_the_door, q="focal", day="2026-03-06") == []
    assert len(rows(at_the_door, day="ayer", page="nada")) == 2
    assert len(rows(at_the_door, day="9999-12-31")) == len(rows(at_the_door, day="0001-01-01")) == 2


def test_a_day_is_one_of_the_readers_time_zone(focal_pe):
    with time_machine.travel("2026-03-06 03:30Z", tick=False):
        sign_in(Client(), focal_pe.email)
    found = {
        day: security.sign_ins("", date(2026, 3, day), ZoneInfo("America/Lima")).count() for day in (5, 6)
    }
    assert found == {5: 1, 6: 0}


def test_who_is_locked_is_shown_with_the_hour_and_let_in_again(at_the_door, focal_pe):
    fail(Client(), focal_pe.email, 5)
    (lock,) = at_the_door.get(PAGE).context["locks"]
    assert (lock.email, lock.address, lock.failures) == (focal_pe.email, "127.0.0.1", 5)
    assert timedelta(minutes=14) < lock.until - timezone.now() <= timedelta(minutes=15)
    assert rows(at_the_door, q="focal")[0].locked_out
    at_the_door.post(reverse("accounts:security-unlock"), {"email": focal_pe.email})
    assert at_the_door.get(PAGE).context["locks"] == []
    theirs = Client()
    sign_in(theirs, focal_pe.email)
    assert signed_in(theirs)


def test_four_failures_and_a_lock_that_is_over_are_no_lock(focal_pe):
    with time_machine.travel(NOW, tick=False) as clock:
        fail(Client(), focal_pe.email, 4)
        assert security.locks(now=timezone.now()) == []
        fail(Client(), focal_pe.email, 1)
        assert len(security.locks(now=timezone.now())) == 1
        clock.shift(timedelta(minutes=16))
        assert security.locks(now=timezone.now()) == []


def test_one_person_tried_from_many_addresses_is_let_in_again_too(at_the_door, focal_pe):
    for number in range(50):
        sign_in(Client(), focal_pe.email, "equivocada", REMOTE_ADDR=f"192.0.2.{number}")
    theirs = Client()
    sign_in(theirs, focal_pe.email, REMOTE_ADDR="192.0.2.200")
    assert not signed_in(theirs)
    at_the_door.post(reverse("accounts:security-unlock"), {"email": focal_pe.email})
    sign_in(theirs, focal_pe.email, REMOTE_ADDR="192.0.2.200")
    assert signed_in(theirs)


@pytest.mark.parametrize("who", ["secretariat_pe", "ministry_pe", "focal_bo", "observer"])
def test_nobody_but_the_operator_unlocks(request, who):
    asked = RequestFactory().post("/")
    with pytest.raises(PermissionDenied):
        security.unlock(
            "focal.pe@example.org", by=request.getfixturevalue(who), request=asked, now=timezone.now()
        )


def test_the_page_costs_the_same_for_three_rows_and_for_three_hundred(
    at_the_door, focal_pe, django_assert_num_queries
):
    common = {"ip_address": "192.0.2.1", "user_agent": "x", "path_info": "/", "http_accept": ""}
    AccessFailureLog.objects.create(username=focal_pe.email, **common)
    with django_assert_num_queries(7):
        at_the_door.get(PAGE)
    for number in range(300):
        AccessFailureLog.objects.create(username=f"persona{number}@example.org", **common)
    with django_assert_num_queries(7):
        page = at_the_door.get(PAGE)
    assert len(page.context["page"].object_list) == 50
    assert page.context["page"].paginator.num_pages == 7


def test_what_is_older_than_400_days_is_forgotten(focal_pe):
    with time_machine.travel(NOW - timedelta(days=401), tick=False):
        sign_in(Client(), focal_pe.email)
        fail(Client(), focal_pe.email, 1)
    with time_machine.travel(NOW - timedelta(days=399), tick=False):
        sign_in(Client(), focal_pe.email)
        fail(Client(), focal_pe.email, 1, REMOTE_ADDR="192.0.2.3")
    Session.objects.all().delete()
    assert security.forget_old(NOW) == 2
    assert [AccessLog.objects.count(), AccessFailureLog.objects.count(), AccessAttempt.objects.count()] == [
        1,
        1,
        1,
    ]
    assert security.forget_old(NOW) == 0


def test_sessions_that_are_over_are_forgotten_with_their_addresses(focal_pe, reader):
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        sign_in(Client(), focal_pe.email)
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        sign_in(Client(), reader.email)
    assert security.forget_old(NOW) == 1
    assert [session.user for session in UserSession.objects.all()] == [reader]
    assert Session.objects.count() == 1


def test_no_password_is_kept_of_an_attempt(focal_pe):
    sign_in(Client(), focal_pe.email, "casi-mi-clave-de-siempre")
    assert "casi-mi-clave" not in str(list(AccessAttempt.objects.values()))
