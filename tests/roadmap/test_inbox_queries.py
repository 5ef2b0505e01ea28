"""How much the database is asked, however much waits: the inbox, the waiting list, the header of every page."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap import inbox
from roadmap.inbox.words import WORDS
from roadmap.models import Activity
from tests.build import PASSWORD
from tests.roadmap.waiting import TODAY, Filler, fill

INBOX = reverse("roadmap:inbox")
MANY = 25  # roadmaps, with as many that follow them
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def waits(focal_pe, secretariat_pe, secretariat_bo, authority_pe) -> Filler:
    return lambda numbers: fill(numbers, focal_pe, secretariat_pe, secretariat_bo, authority_pe)


def write() -> None:
    """What changes something in the plan: no roadmap's answers are known any more."""
    Activity.objects.earliest("pk").save(update_fields=["title"])


def taken(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def asked(client, path: str) -> tuple[int, int]:
    """Queries of the first request after somebody wrote, and of the one after it."""
    client.get(path)
    write()
    return taken(client, path), taken(client, path)


def test_everything_that_can_wait_waits_here(waits, focal_pe, secretariat_pe, authority_pe):
    waits(range(1))
    board = inbox.board("PE", now=TODAY)
    assert {item.kind for item in board.items} == set(WORDS)
    held = [sorted({item.kind for item in board.held_by(one)}) for one in (focal_pe, authority_pe)]
    assert held == [["report", "returned", "write"], ["approve"]]


@pytest.mark.parametrize("who", ["focal_pe", "secretariat_pe", "authority_pe"])
def test_the_inbox_asks_as_much_with_many_roadmaps_as_with_one(client, waits, who, request):
    client.force_login(request.getfixturevalue(who))
    waits(range(1))
    one, few = asked(client, INBOX), client.get(INBOX).context["page"].paginator.count
    waits(range(1, MANY))
    assert asked(client, INBOX) == one
    page = client.get(INBOX).context
    assert (page["page"].paginator.count, len(page["rows"])) == (MANY * few, min(20, MANY * few))


@pytest.mark.parametrize("office", ["BO.secretariat", "PE.focal_point", "PE.authority"])
def test_the_waiting_list_asks_as_much_with_many_roadmaps_as_with_one(
    client, waits, secretariat_pe, focal_pe, office
):
    key = office if office == "BO.secretariat" else f"{office}.{focal_pe.institution_id}"
    path = reverse("roadmap:inbox-awaited", args=[key])
    client.force_login(secretariat_pe)
    waits(range(1))
    one, few = asked(client, path), client.get(path).context["office"]["count"]
    waits(range(1, MANY))
    assert asked(client, path) == one
    assert client.get(path).context["office"]["count"] == MANY * few


# --- The number in the header of the other pages ----------------------------------------------------------
# At most so many queries where nothing was written, right after something was, and where the number has to be laid
# out anew: once in half a minute, for whoever asks first after a write.
PAGES = {
    "dashboard": (reverse("roadmap:dashboard", args=["now-0"]), (4, 12, 55)),
    "list": (reverse("roadmap:roadmap-list"), (12, 12, 55)),
    "activities": (reverse("roadmap:activity-list", args=["now-0"]), (4, 12, 55)),
    "activity": (reverse("roadmap:activity-detail", args=["now-0", "1.6"]), (18, 27, 70)),
    "help": (reverse("roadmap:help-index"), (2, 2, 45)),
}


def stages(client, path: str) -> list[int]:
    client.get(INBOX)
    client.get(path)
    found = [taken(client, path)]
    write()
    found.append(taken(client, path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox, "RECENT", -1.0)
        write()
        return [*found, taken(client, path)]


@pytest.mark.parametrize("name", PAGES)
def test_the_header_of_a_secretariat_asks_little_however_much_waits(client, waits, secretariat_pe, name):
    path, most = PAGES[name]
    client.force_login(secretariat_pe)
    waits(range(1))
    few = stages(client, path)
    assert all(count <= limit for count, limit in zip(few, most, strict=True)), few
    waits(range(1, MANY))
    assert stages(client, path) == few


def test_signing_in_asks_as_much_with_many_roadmaps_as_with_one(client, waits, secretariat_pe):
    def sign_in() -> int:
        client.logout()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(
                reverse("account_login"), {"login": secretariat_pe.email, "password": PASSWORD}
            )
        assert answer.status_code == 302
        return len(queries)

    waits(range(1))
    sign_in()
    few = sign_in()
    waits(range(1, MANY))
    assert sign_in() == few
