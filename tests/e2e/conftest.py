"""A real browser at the product as it is served: gunicorn, compressed files, production settings, SQLite.

Every test begins with the same database. Whatever a page does, at the end nothing may have been asked of
another server and no script or style refused by the content security policy.
"""

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# It calls no one, and needs no large /dev/shm, which containers lack.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "Chromium is missing: make setup names its package."
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": [*sandbox, *FLAGS]}


# --- The site ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Site:
    url: str
    database: Path
    prepared: Path
    sessions: dict[str, str]

    def restore(self) -> None:
        """The database as it was at the start, under the running server."""
        with (
            closing(sqlite3.connect(self.prepared)) as before,
            closing(sqlite3.connect(self.database)) as now,
        ):
            before.backup(now)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="alternat-e2e-") as folder, closing(socket.socket()) as probe:
        data = Path(folder, "data")
        shutil.copytree(_prepared(), data)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        settings = {**environment(data), "PORT": str(port), "WEB_CONCURRENCY": "1"}
        command = ["gunicorn", "-c", "python:config.gunicorn", "tests.e2e.site:application"]
        server = subprocess.Popen([sys.executable, "-m", *command], env=settings, stdout=subprocess.DEVNULL)
        try:
            _wait(server, port)
            sessions = json.loads((data / "sessions.json").read_text())
            yield Site(
                f"http://127.0.0.1:{port}", data / "alternat.sqlite3", data / "prepared.sqlite3", sessions
            )
        finally:
            server.terminate()
            server.wait(timeout=30)


def _prepared() -> Path:
    """The data folder that every server starts from: made once for a run, whichever worker comes first."""
    run = Path(os.environ["DATA_DIR"])
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    run.mkdir(parents=True, exist_ok=True)
    folder, sessions = run / "e2e", run / "e2e" / "sessions.json"
    with (run / "e2e.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not sessions.exists():
            command = [sys.executable, "-m", "tests.e2e.site"]
            made = subprocess.run(
                command, env=environment(folder), check=True, stdout=subprocess.PIPE, text=True
            )
            shutil.copy(folder / "alternat.sqlite3", folder / "prepared.sqlite3")
            sessions.write_text(made.stdout.splitlines()[-1])
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Of the server and its commands: an own folder, SQLite whatever else is tested, files compressed as served."""
    own = ("DATABASE_URL", "PLAIN_STATIC")
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return {**kept, "DATA_DIR": str(folder), "HOME": str(folder)}


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(300):
        assert server.poll() is None, "gunicorn ended"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("gunicorn does not answer")


@pytest.fixture(autouse=True)
def _as_prepared(site: Site) -> None:
    site.restore()


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


# --- People at their browsers -----------------------------------------------------------------------------
@pytest.fixture
def visit(site: Site, new_context: Callable[..., BrowserContext]) -> Iterator[Visit]:
    """`visit("focal.pe@demo.example", **context options)`: a page of theirs, signed in; without e-mail a stranger's."""
    trouble: list[str] = []

    def watch_request(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            trouble.append(f"asked another server: {request.url}")

    def watch_console(message: ConsoleMessage) -> None:
        # The browser itself tells of every 403 and 404, which tests ask for on purpose.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            trouble.append(f"console: {message.text}")

    def _visit(email: str | None = None, **options: Any) -> Page:
        context = new_context(locale="es-BO", **options)
        context.set_default_timeout(30_000)
        context.on("request", watch_request)
        context.on("console", watch_console)
        if email is not None:
            context.add_cookies([{"name": "sessionid", "value": site.sessions[email], "url": site.url}])
        return context.new_page()

    yield _visit
    assert not trouble
