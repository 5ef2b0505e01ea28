"""The door: without an appointment in force there is one page, which says what to do; what was written is kept."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import appointing, door
from accounts.models import Role, User
from roadmap import workflow
from roadmap.models import ProgressReport
from tests.build import NOON, make_activity, make_roadmap, make_user
from tests.world import PATTERNS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PAGES = ["roadmap:roadmap-list", "roadmap:inbox", "accounts:people"]
OPEN = ["accounts:profile", "account_change_password", "account_logout", "roadmap:help-index"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def close(person: User, by: User) -> None:
    appointing.revoke(person.appointments.get().pk, reason="Dejó el cargo.", by=by, now=NOON)


def test_a_closed_door_says_since_when_why_and_whom_to_ask(focal_pe, secretariat_pe, secretariat_bo):
    roadmap = make_roadmap()
    client = browser(focal_pe)
    close(focal_pe, secretariat_pe)
    for name in PAGES:
        page = client.get(reverse(name))
        text = page.content.decode()
        assert page.status_code == 403
        assert "Dejó el cargo." in text
        assert secretariat_pe.email in text
        assert secretariat_bo.email not in text
        assert roadmap.code not in text


def test_each_page_that_stays_open_is_there():
    assert PATTERNS.keys() >= door.OPEN


@pytest.mark.parametrize("name", OPEN)
def test_leaving_ones_own_details_and_help_stay_open(focal_pe, secretariat_pe, name):
    client = browser(focal_pe)
    close(focal_pe, secretariat_pe)
    assert client.get(reverse(name)).status_code == 200


def test_language_and_name_can_be_changed_behind_the_closed_door(focal_pe, secretariat_pe):
    client = browser(focal_pe)
    close(focal_pe, secretariat_pe)
    client.post(reverse("accounts:language"), {"language": "en"})
    client.post(
        reverse("accounts:profile"), {"full_name": "Otra", "language": "en", "mail_rhythm": "at_once"}
    )
    focal_pe.refresh_from_db()
    assert focal_pe.language == "en"


def test_what_was_being_written_is_kept_and_goes_on(focal_pe, secretariat_pe):
    activity = make_activity(make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    draft = workflow.start(activity, as_of=date(2026, 4, 30), by=focal_pe, now=NOON)
    client = browser(focal_pe)
    edit = reverse("roadmap:progress-edit", args=[draft.pk])
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    assert client.get(edit).status_code == 403
    assert ProgressReport.objects.filter(pk=draft.pk).exists()
    focal_pe.appointments.update(ends_on=None)
    assert client.get(edit).status_code == 200


@pytest.mark.parametrize(("country", "hour"), [("PE", 5), ("BO", 4)])
def test_the_door_closes_by_itself_at_midnight_of_its_own_country(country, hour):
    person = make_user("x@example.org", Role.READER, country)
    person.appointments.update(ends_on=date(2026, 6, 1))
    answers = []
    for moment in (datetime(2026, 6, 2, hour - 1, 59, tzinfo=UTC), datetime(2026, 6, 2, hour, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            answers.append(browser(person).get(reverse("roadmap:roadmap-list")).status_code)
    assert answers == [200, 403]


def test_an_appointment_to_come_and_none_at_all_are_told_apart(focal_pe, reader):
    focal_pe.appointments.update(starts_on=date(2026, 7, 1))
    reader.appointments.all().delete()
    with_date = browser(focal_pe).get("/").content.decode()
    without = browser(reader).get("/")
    assert "01/07/2026" in with_date
    assert without.status_code == 403
    assert without.context["door"].standing.state == "none"


def test_where_the_secretariat_has_nobody_the_ministry_is_named_and_else_the_operator(
    focal_pe, ministry_pe, operator
):
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    client = browser(focal_pe)
    assert client.get("/").context["door"].ask == [ministry_pe]
    ministry_pe.appointments.update(ends_on=date(2026, 5, 31))
    assert client.get("/").context["door"].ask == [operator]


@pytest.mark.parametrize("who", ["operator", "observer"])
def test_people_of_no_country_need_no_appointment(request, who):
    assert browser(request.getfixturevalue(who)).get("/").status_code == 200


def test_an_end_in_the_middle_of_a_page_is_told_there_and_nothing_is_written(
    secretariat_pe, secretariat_pe_2
):
    """The page is opened while the appointment stands; before the verb has its turn it is revoked."""
    earlier = make_activity(make_roadmap(start=date(2024, 1, 1), code="antes"), "1.1")
    later = make_activity(make_roadmap(), "1.1")
    client = browser(secretariat_pe)
    address = reverse("roadmap:activity-continuation", args=["bo-pe-2025-2026", "1.1"])

    def meanwhile(execute, sql, *rest):
        if 'FROM "roadmap_activity"' in sql and secretariat_pe.appointments.get().revoked_at is None:
            close(secretariat_pe, secretariat_pe_2)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        page = client.post(address, {"continues": earlier.pk})
    assert page.status_code == 403
    assert page.context["door"].standing.state == "revoked"
    later.refresh_from_db()
    assert later.continues is None


def test_what_was_being_sent_is_shown_to_copy_it_and_no_secret_with_it(focal_pe, secretariat_pe):
    client = browser(focal_pe)
    close(focal_pe, secretariat_pe)
    told = {"description": "Dos mesas\n& un acta", "link": "https://example.org/acta", "version": "3"}
    secret = {"csrfmiddlewaretoken": "uno dos", "new_password1": "clave muy larga"}
    page = client.post(reverse("roadmap:progress-edit", args=[1]), told | secret)
    text = page.content.decode()
    assert page.status_code == 403
    assert page.context["written"] == ["Dos mesas\n& un acta", "https://example.org/acta"]
    assert "Dos mesas<br>&amp; un acta" in text
    assert "clave muy larga" not in text


def test_nothing_was_lost_is_said_where_nothing_was_sent(focal_pe, secretariat_pe):
    client = browser(focal_pe)
    close(focal_pe, secretariat_pe)
    User.objects.update(language="en")
    pages = [ask("/").content.decode() for ask in (client.get, client.post)]
    assert ["Nothing was lost" in page for page in pages] == [True, False]
    assert ["was not saved" in page for page in pages] == [False, True]
