"""Beside the server of `make run`: what is due, every minute, for as long as the server lives.

In production a timer of the system does it (README). `python -m config.setup.due SERVER_PID`
"""

import logging
import os
import sys
import time

import django
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError
from django.db import close_old_connections

EVERY = 60  # seconds
log = logging.getLogger(__name__)


def main(server: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    while _lives(server):
        run_once()
        _sleep(server)


def run_once() -> None:
    """Whatever goes wrong, the next minute tries again: over a new connection where the database was away."""
    close_old_connections()
    try:
        call_command("run_due", verbosity=0)
    except (CommandError, DatabaseError, OSError) as error:
        log.error("run_due: %s", error)


def _sleep(server: int) -> None:
    """A second at a time: this process ends with the server."""
    until = time.monotonic() + EVERY
    while _lives(server) and time.monotonic() < until:
        time.sleep(1)


def _lives(server: int) -> bool:
    """Whoever started this process has not ended: its number would be another one."""
    return os.getppid() == server


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
