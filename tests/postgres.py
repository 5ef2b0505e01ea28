"""PostgreSQL servers for one run of the tests: made in temporary folders, stopped and removed at the end.

    .venv/bin/python -m tests.postgres .venv/bin/pytest tests/roadmap

runs the command with DATABASE_URL pointing at a server, and DATABASE_URLS at one for each worker: whether anything was
written since, which what is remembered asks, a server tells of all its databases together. They listen on sockets
in their folders alone; the programs are the system's; where root runs the tests they belong to the user `postgres`,
who may not be root.
"""

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

PROGRAMS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# As many as pytest starts (-n in pyproject.toml).
WORKERS = 2
# Nothing in it outlives the run: it never waits for the disk.
OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "jit=off",
    "autovacuum=off",
)


@contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a running server."""
    folder = tempfile.mkdtemp(prefix="alternat-pg-", dir="/tmp")  # a socket's path is short
    owner: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        owner |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    try:
        _make(folder, owner)
        with open(os.path.join(folder, "log"), "wb") as log:
            settings = [part for option in OPTIONS for part in ("-c", option)]
            command = [_program("postgres"), "-D", f"{folder}/data", "-k", folder, *settings]
            # A session of its own: Ctrl-C reaches the tests first, the server is stopped after them.
            server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **owner)
        try:
            _wait(server, folder)
            yield f"postgres://postgres@/{folder}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


def _make(folder: str, owner: dict[str, Any]) -> None:
    locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", f"--locale={locale}", "--no-sync"]
    command = [_program("initdb"), "-D", f"{folder}/data", *options]
    done = subprocess.run(command, capture_output=True, **owner)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.decode()}")


def _wait(server: subprocess.Popen[bytes], folder: str) -> None:
    for _ in range(600):
        if subprocess.run([_program("pg_isready"), "-q", "-h", folder]).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    with open(os.path.join(folder, "log")) as log:
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read()}")


def _program(name: str) -> str:
    """The newest installed one; Debian keeps the server's programs outside PATH."""
    found = [path for pattern in PROGRAMS for path in glob.glob(f"{pattern}/{name}")]
    path = max(found, key=_version) if found else shutil.which(name)
    if not path:
        raise RuntimeError(f"PostgreSQL's {name} is not installed: make setup names the packages.")
    return path


def _version(path: str) -> int:
    return int("".join(filter(str.isdigit, path)) or 0)


def main(command: list[str]) -> int:
    # A polite end from outside stops the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as servers:
        urls = [servers.enter_context(cluster()) for _ in range(WORKERS)]
        told = {"DATABASE_URL": urls[0], "DATABASE_URLS": " ".join(urls)}
        return subprocess.run(command, env={**os.environ, **told}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
