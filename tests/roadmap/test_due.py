"""`run_due`: everything that is due, as often as one likes, by one run at a time."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import letters
from accounts.models import Letter
from roadmap import due
from roadmap.models import Reminder, Roadmap
from tests.build import make_activity, make_roadmap

MORNING = datetime(2026, 9, 15, 13, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture(autouse=True)
def _september(settings, tmp_path) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def roadmap(focal_pe) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, responsibles={"BO": ["ST-CPCTTP"], "PE": ["MIMP"]})
    return roadmap


def run(**options) -> str:
    output = StringIO()
    call_command("run_due", stdout=output, **options)
    return output.getvalue()


def test_it_writes_and_sends_and_says_how_much(roadmap, tmp_path):
    assert run().rstrip().endswith("1")
    assert Letter.objects.get().sent_at == MORNING
    (file,) = tmp_path.glob("*.log")
    assert "/roadmaps/bo-pe-2025-2026/activities/1.1/report/" in file.read_text()


def test_a_second_run_does_nothing(roadmap):
    run()
    before = list(Reminder.objects.values()), list(Letter.objects.values())
    run()
    assert (list(Reminder.objects.values()), list(Letter.objects.values())) == before


def test_an_idle_run_writes_nothing_so_that_no_page_has_to_be_computed_anew(roadmap):
    run()
    with CaptureQueriesContext(connection) as queries:
        run()
    said = [query["sql"].split()[0] for query in queries]
    assert {"INSERT", "UPDATE", "DELETE"}.isdisjoint(said)


def test_what_fails_is_told_at_the_end_and_keeps_nothing_else(roadmap, focal_pe):
    letters.write("reminder", focal_pe, path="/", by=None, now=MORNING, own_total=1)
    Roadmap.objects.update(reminders={"before": ["soon"]})
    with pytest.raises(CommandError, match="TypeError"):
        run()
    assert Letter.objects.get().sent_at == MORNING


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_the_second_leaves_the_work_to_the_first(roadmap):
    said: list[due.Done] = []

    def other() -> None:
        try:
            said.append(due.run(MORNING))
        finally:
            connection.close()

    with due._alone() as alone:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert alone
    assert [done.busy for done in said] == [True]
    assert Letter.objects.count() == 0
    assert not due.run(MORNING).busy
