"""How a notified change of an institution is called: on its page, on the list, in the inbox."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Institution, InstitutionChange
from roadmap import inbox
from tests.build import NOON, make_activity, make_change, make_roadmap

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("acronym", "title"), [("MUJER", "MIMP › MUJER"), ("MIMP", "Institución MIMP › De la Mujer")]
)
def test_a_change_that_keeps_the_acronym_is_called_by_the_names(
    client, focal_pe, secretariat_pe, secretariat_bo, acronym, title
):
    make_activity(make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    mimp = Institution.objects.get(country="PE", acronym="MIMP")
    named = {"kind": InstitutionChange.Kind.RENAMED, "acronym": acronym, "name": "De la Mujer"}
    change = make_change(secretariat_pe, mimp, **named)
    client.force_login(secretariat_bo)
    with time_machine.travel(NOON, tick=False):
        for address in (
            reverse("roadmap:change-detail", args=[change.pk]),
            reverse("roadmap:institution-list"),
        ):
            assert title in client.get(address).content.decode()
    assert [item.about for item in inbox.pending("BO", now=NOON) if item.kind == "take_note"] == [title]
