"""A roadmap with two activities of one institution, and the form of it, still blank."""

import pytest
import time_machine

from roadmap.models import Roadmap
from roadmap.offline import writing
from tests.build import make_activity, make_report, make_roadmap
from tests.roadmap.offline.forms import NOW, SIDES, form_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def roadmap(db) -> Roadmap:
    """1.1 by milestones, 1.2 by percentage; 1.3 is of others."""
    roadmap = make_roadmap(status="in_force", evidence_required=False)
    first = make_activity(roadmap, "1.1", responsibles=SIDES, milestones={"H1": 60, "H2": 40})
    make_activity(roadmap, "1.2", responsibles=SIDES)
    make_activity(roadmap, "1.3")
    make_report(first, "BO", milestones_met=["H1"])
    return roadmap


@pytest.fixture
def blank(roadmap, focal_bo) -> bytes:
    return writing.write(form_of(focal_bo, roadmap), language="es")
