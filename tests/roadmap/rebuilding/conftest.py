"""A server that is left and an empty one, in the same database one after the other."""

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.roadmap.bundle.conftest import _folders, people, roadmap
from tests.roadmap.bundle.copies import Copy

__all__ = ["_folders", "people", "roadmap"]


@pytest.fixture
def empty(media: Path) -> Callable[[], None]:
    """Another host: nothing in its database, nothing in its storage."""

    def emptied() -> None:
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(media, ignore_errors=True)

    return emptied


def rebuilt(*copies: Copy) -> dict[str, Any]:
    """As the command tells it."""
    out = StringIO()
    call_command("import_bundle", *(str(copy.path) for copy in copies), "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found
