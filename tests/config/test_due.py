"""What is due beside the server of `make run`: it goes on when the database or the disk comes back."""

from contextlib import suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from config.setup import due

pytestmark = pytest.mark.django_db(transaction=True)


def go_away() -> None:
    """What a restart of the server leaves to the next run; a file does not restart, its connection stays."""
    if connection.vendor == "postgresql":
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == due.log.name]


def test_it_goes_on_when_the_database_was_away(caplog):
    due.run_once()
    go_away()
    due.run_once()
    assert told(caplog) == []


def test_a_run_that_the_database_broke_off_is_told_and_not_the_last(caplog):
    def gone(*_query):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        due.run_once()
    assert "server closed the connection unexpectedly" in told(caplog)[0]
    caplog.clear()
    due.run_once()
    assert told(caplog) == []


@pytest.mark.any_database
def test_it_goes_on_when_the_disk_was_away(settings, tmp_path: Path, caplog):
    settings.DATA_DIR = tmp_path / "gone"
    due.run_once()
    assert "gone" in told(caplog)[0]
    settings.DATA_DIR = tmp_path
    caplog.clear()
    due.run_once()
    assert told(caplog) == []
