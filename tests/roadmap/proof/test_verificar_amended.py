"""A plan that was modified in every way: figures before and after each change are held against the record."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from accounts import chains
from roadmap import bundle, workflow
from roadmap.models import Roadmap
from roadmap.proof import verificar
from tests.build import NOON, make_activity, make_report, make_roadmap
from tests.roadmap.test_amendments import MILESTONES, accept, propose, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LATER = NOON + timedelta(days=200)
WAYS = {
    "reprogram": ("reprogram", "1.1", {"deadline": "2027-03-31"}),
    "withdraw": ("withdraw", "2.1", {}),
    "extend": ("extend", "", {"end": "2027-12-31"}),
}


def mistakes(roadmap: Roadmap, folder: Path) -> list[tuple[str, dict]]:
    path, aside = folder / "copia.zip", folder / "aside"
    aside.mkdir()
    with path.open("w+b") as file, override("es"):
        bundle.write(file, roadmap, "PE", now=LATER, folder=aside, tell=lambda done, total: None)
    said = verificar.Words(out=lambda line: None)
    verificar.verify(path, [], said)
    return said.mistakes


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("days", [0, 30])
def test_figures_before_and_after_a_modification_hold(way, days, secretariat_pe, secretariat_bo, tmp_path):
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    first = make_activity(roadmap, "1.1", milestones=MILESTONES)
    make_activity(roadmap, "2.1")
    make_report(first, "PE", milestones_met=["h1"], as_of=date(2026, 4, 30))
    chains.begin_missing(NOON)
    kind, number, given = WAYS[way]
    wanted = NOON.date() + timedelta(days=days)
    asked = propose(roadmap, secretariat_pe, kind, number, given, wanted_on=wanted)
    accept(asked, secretariat_bo)
    assert mistakes(Roadmap.objects.with_parties().get(), tmp_path) == []


def test_an_activity_that_was_added_and_one_that_was_changed_hold(secretariat_pe, secretariat_bo, tmp_path):
    """Of one the milestones weigh otherwise, of the other Peru alone answers from then on."""
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    first = make_activity(roadmap, "1.1", milestones=MILESTONES)
    make_activity(roadmap, "2.1")
    make_report(first, "PE", milestones_met=["h1"], as_of=date(2026, 4, 30))
    chains.begin_missing(NOON)
    stones = [{**stone, "weight": "50"} for stone in row(roadmap)["milestones"]]
    sides = workflow.content_in_force(roadmap, "2.1")["responsibles"]
    alone = {"kind": "national", "responsibles": {"PE": sides["PE"], "BO": []}}
    changes = {"1.2": ("add", row(roadmap, number="1.2", title="Nueva"))}
    changes |= {"1.1": ("change", {"milestones": stones}), "2.1": ("change", alone)}
    for number, (kind, given) in changes.items():
        accept(propose(roadmap, secretariat_pe, kind, number, given, knowingly=True), secretariat_bo)
    assert mistakes(Roadmap.objects.with_parties().get(), tmp_path) == []
