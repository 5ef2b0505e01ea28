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

EVERY = 60  # seconds
log = logging.getLogger(__name__)


def main(server: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    while _lives(server):
        try:
            call_command("run_due", verbosity=0)
        except (CommandError, DatabaseError) as error:
            log.error("run_due: %s", error)
        _sleep(server)


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
