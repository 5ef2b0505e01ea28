"""A roadmap in force with two activities and what both parties reported on them."""

import pytest

from roadmap.models import Roadmap
from tests.build import make_activity, make_answer, make_report, make_roadmap


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    first = make_activity(roadmap, "1.1")
    make_activity(roadmap, "2.1")
    make_answer(make_report(first, "PE", percent=80, description="Dos mesas."))
    make_report(first, "BO", percent=60, description="Un protocolo.")
    return Roadmap.objects.with_parties().get(pk=roadmap.pk)
