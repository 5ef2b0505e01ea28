"""Whoever has to answer a proposed modification reads that it waits for them; all others, that it waits."""

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from roadmap.models import Roadmap
from tests.build import NOON, make_activity, make_amendment, make_roadmap

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_answering", [True, False])
def test_the_side_that_answers_reads_that_its_own_answer_is_awaited(
    secretariat_pe, secretariat_bo, is_answering
):
    User.objects.update(language="en")
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1")
    amendment = make_amendment(roadmap, secretariat_pe)
    client = Client()
    client.force_login(secretariat_bo if is_answering else secretariat_pe)
    with time_machine.travel(NOON, tick=False):
        for address in (amendment.get_absolute_url(), f"/roadmaps/{roadmap.code}/plan/"):
            shown = client.get(address).content.decode()
            assert ("Waiting for your country's answer" in shown) is is_answering
            assert ("Waiting for the other party" in shown) is not is_answering
