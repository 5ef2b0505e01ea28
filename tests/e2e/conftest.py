"""The browser of the browser tests: the system's Chromium, which talks to nobody but the test's own server."""

import os
import shutil
from typing import Any

import pytest

# The live server answers in a thread while Playwright's event loop runs in the test's.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "Chromium is missing: make setup names its package."
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": [*sandbox, *FLAGS]}
