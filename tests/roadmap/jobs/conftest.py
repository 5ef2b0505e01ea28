"""A roadmap in force, and a worker that does what is in the queue, as `db_worker` does it."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django_tasks_db.management.commands.db_worker import Worker

from roadmap.models import Roadmap
from tests.build import NOON, make_roadmap


@pytest.fixture(autouse=True)
def clock(settings, tmp_path, media) -> Iterator[time_machine.Traveller]:
    """It stands still: a test moves it. Folders of the test's own."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "jobs").mkdir()
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def roadmap(secretariat_pe) -> Roadmap:
    return make_roadmap(status=Roadmap.Status.IN_FORCE)


@pytest.fixture
def work() -> Callable[[], None]:
    """All that is in the queue and due, then it ends."""

    def all_of_it() -> None:
        Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="tests",
            excluded_queue_names=[],
        ).run()

    return all_of_it
