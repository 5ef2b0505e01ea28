"""A room with three open rows, which the secretariat of Bolivia opened."""

from collections.abc import Iterator

import pytest
import time_machine

from roadmap.models import Preparation

from .rooms import NOW, make_room


@pytest.fixture
def room(secretariat_bo, secretariat_pe) -> Preparation:
    return make_room(secretariat_bo)


@pytest.fixture
def _today() -> Iterator[None]:
    """The pages look the day up."""
    with time_machine.travel(NOW, tick=False):
        yield
