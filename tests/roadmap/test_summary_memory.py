"""An answer is given again only while the database says that nothing was written since."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from roadmap import summary
from roadmap.models import ProgressReport, Roadmap
from roadmap.summary import memory
from tests.build import NOON, make_activity, make_closing, make_report, make_roadmap

DAY = date(2026, 9, 30)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def roadmap():
    roadmap = make_roadmap()
    make_report(make_activity(roadmap, kind="parallel"), "PE", percent=50)
    return Roadmap.objects.with_parties().get()


def average(roadmap):
    return summary.recalled(roadmap, now=NOON, as_of=DAY).total.average


def elsewhere(write):
    """Runs a write on a connection of its own, as another worker does."""

    def work():
        try:
            write()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_asked_again_it_takes_one_query(roadmap):
    """On PostgreSQL the other worker's tests write in the same cluster: asked until they did not in between."""

    def is_remembered() -> bool:
        first = summary.recalled(roadmap, now=NOON, as_of=DAY)
        with CaptureQueriesContext(connection) as asked:
            return summary.recalled(roadmap, now=NOON, as_of=DAY) is first and len(asked) == 1

    assert any(is_remembered() for _ in range(50))


def test_another_day_is_another_answer(roadmap):
    assert average(roadmap) == 25
    assert summary.recalled(roadmap, now=NOON, as_of=date(2026, 1, 1)).total.average == 0


def test_a_write_of_its_own_is_seen_at_once_even_one_without_history(roadmap):
    assert average(roadmap) == 25
    ProgressReport.objects.update(percent=80)
    assert average(roadmap) == 40


def test_a_write_of_another_connection_is_seen_at_once(roadmap):
    assert average(roadmap) == 25
    elsewhere(lambda: ProgressReport.objects.update(percent=80))
    assert average(roadmap) == 40


def test_what_is_undone_was_never_remembered(roadmap):
    assert average(roadmap) == 25
    with transaction.atomic():
        ProgressReport.objects.update(percent=80)
        assert average(roadmap) == 40
        transaction.set_rollback(True)
    assert average(roadmap) == 25


def test_it_keeps_only_so_many_answers():
    for key in range(memory.KEPT + 5):
        memory.remembered(key, lambda: "an answer")
    assert len(memory._answers.known) == memory.KEPT


def test_a_closing_is_seen_at_once(roadmap, secretariat_pe, secretariat_bo):
    def asked(**more):
        return summary.recalled_on(roadmap, as_of=date(2026, 4, 30), now=NOON, **more)

    assert asked().closing is None
    elsewhere(lambda: make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo))
    found = asked()
    assert found.closing.number == 1
    ProgressReport.objects.update(percent=100)
    assert asked().total == found.total
    assert asked(live=True).total != found.total
