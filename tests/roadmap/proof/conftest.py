"""An original as signed by one invented state and by both, on a day in the middle of their certificates' time."""

import pytest
import time_machine

from tests.roadmap.proof import signing
from tests.roadmap.proof.signing import SIGNED, minister, sign


@pytest.fixture
def on_that_day():
    with time_machine.travel(SIGNED, tick=False):
        yield


@pytest.fixture(scope="package")
def first() -> bytes:
    with time_machine.travel(SIGNED, tick=False):
        return sign(signing.original(), minister("BO"))


@pytest.fixture(scope="package")
def both(first) -> bytes:
    with time_machine.travel(SIGNED, tick=False):
        return sign(first, minister("PE"), "Firma2")
