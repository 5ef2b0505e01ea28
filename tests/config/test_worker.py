"""The worker beside the server of `make run`: begun again when it dies, stopped twice over, gone with the server."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.setup import worker

pytestmark = pytest.mark.any_database
# Counts its starts and dies at once, or waits; `stubborn` goes only when it is asked twice, as a busy worker does.
WORKERS = {
    "dying": "import sys; open(sys.argv[1], 'a').write('x')",
    "waiting": "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)",
    "stubborn": """
import os, signal, sys, time
asked = []
def ask(*_):
    asked.append(1)
    if len(asked) == 2:
        sys.exit(1)
signal.signal(signal.SIGTERM, ask)
open(sys.argv[1], 'w').write(str(os.getpid()))
while True:
    time.sleep(0.1)
""",
}
# A server that starts the worker beside it and ends: what the worker does then is up to it.
SERVER = """
import os, subprocess, sys, time
beside = "import sys; from config.setup import worker; worker.main({}, sys.argv[1:], pause=0.1, finish=0.5)"
subprocess.Popen([sys.executable, "-c", beside.format(os.getpid()), *sys.argv[2:]])
time.sleep(float(sys.argv[1]))
"""


def serve(seconds: float, kind: str, note: Path) -> None:
    """A server that lives for so long."""
    command = [sys.executable, "-c", SERVER, str(seconds), sys.executable, "-c", WORKERS[kind], str(note)]
    subprocess.run(command, check=True)


def comes_true(what, within: float = 10) -> bool:
    until = time.monotonic() + within
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def lives(note: Path) -> bool:
    try:
        os.kill(int(note.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_dies_is_begun_again(tmp_path):
    serve(4, "dying", tmp_path / "note")
    assert len((tmp_path / "note").read_text()) >= 2


@pytest.mark.parametrize("kind", ["waiting", "stubborn"])
def test_it_ends_with_the_server(tmp_path, kind):
    note = tmp_path / "note"
    serve(2, kind, note)
    assert comes_true(lambda: not lives(note))


def test_one_that_hears_nothing_is_killed():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    worker.stop(process, finish=0.2)
    assert process.returncode == -signal.SIGKILL


def test_it_does_what_is_in_the_queue(tmp_path):
    """The command that it begins exists, takes these options and finds its settings."""
    command = [*worker.WORKER, "--help"]
    told = subprocess.run(
        command, env={**os.environ, "DATA_DIR": str(tmp_path)}, capture_output=True, check=False
    )
    assert told.returncode == 0
