"""A proposal while it waits: no second one on the same thing, and what happens meanwhile may make it void."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Institution
from roadmap import workflow
from roadmap.models import Activity, Amendment, Responsibility, Roadmap
from tests.build import NOON, make_activity, make_institution, make_roadmap
from tests.roadmap.test_amendments import accept, propose


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "2.1")
    return Roadmap.objects.with_parties().get()


def test_what_waits_is_told_before_anything_is_typed(roadmap, secretariat_pe, secretariat_bo):
    waiting = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    assert workflow.pending_amendment(roadmap, activity_number="1.1") == waiting
    assert workflow.pending_amendment(roadmap, activity_number="2.1") is None
    assert workflow.pending_amendment(roadmap) is None
    with pytest.raises(workflow.IllegalTransition):
        workflow.drafted(roadmap, kind="withdraw", number="1.1", given={}, now=NOON)
    accept(waiting, secretariat_bo)
    assert workflow.pending_amendment(roadmap, activity_number="1.1") is None


# --- What could no longer be proposed ---------------------------------------------------------------------
CUTOFF = date(2026, 6, 5)
AFTER_IT = NOON + timedelta(days=9)


def sides_with(roadmap: Roadmap, acronym: str, role: str = "co_responsible", number: str = "1.1") -> Any:
    """Who answers, with one more institution of Peru."""
    found = workflow.content_in_force(roadmap, number)["responsibles"]
    own = make_institution("PE", acronym)
    return {**found, "PE": [*found["PE"], {"institution": own.pk, "acronym": acronym, "role": role}]}


@pytest.mark.parametrize(("now", "outcome"), [(NOON, "accepted"), (AFTER_IT, "overtaken")])
def test_a_cutoff_date_that_has_come_meanwhile_stays(roadmap, secretariat_pe, secretariat_bo, now, outcome):
    roadmap.cutoff_dates.create(day=CUTOFF)
    days = [day.isoformat() for day in roadmap.cutoff_dates.values_list("day", flat=True) if day != CUTOFF]
    moved = propose(roadmap, secretariat_pe, "rules", "", {"cutoffs": days})
    assert accept(moved, secretariat_bo, now=now).outcome == outcome
    assert roadmap.cutoff_dates.filter(day=CUTOFF).exists() == (outcome == "overtaken")


def test_a_cutoff_date_is_not_added_on_a_day_that_has_come_meanwhile(roadmap, secretariat_pe, secretariat_bo):
    days = [*roadmap.cutoff_dates.values_list("day", flat=True), CUTOFF]
    given = {"cutoffs": sorted(day.isoformat() for day in days)}
    moved = propose(roadmap, secretariat_pe, "rules", "", given)
    assert accept(moved, secretariat_bo, now=AFTER_IT).outcome == "overtaken"
    assert not roadmap.cutoff_dates.filter(day=CUTOFF).exists()


@pytest.mark.parametrize("kind", ["change", "add"])
def test_an_institution_that_ended_meanwhile_gets_nothing(roadmap, secretariat_pe, secretariat_bo, kind):
    given = workflow.content_in_force(roadmap, "1.1") | {"responsibles": sides_with(roadmap, "MINDEF")}
    number = "1.1" if kind == "change" else "1.2"
    waiting = propose(roadmap, secretariat_pe, kind, number, {**given, "number": number})
    Institution.objects.filter(acronym="MINDEF").update(valid_until=CUTOFF)
    assert accept(waiting, secretariat_bo, now=AFTER_IT).outcome == "overtaken"
    assert not Responsibility.objects.filter(institution__acronym="MINDEF").exists()


def test_it_has_to_exist_on_the_day_from_which_it_answers(roadmap, secretariat_pe, secretariat_bo):
    given = {**workflow.content_in_force(roadmap, "1.1"), "number": "1.2"}
    given["responsibles"] = sides_with(roadmap, "MINDEF")
    waiting = propose(roadmap, secretariat_pe, "add", "1.2", given, wanted_on=AFTER_IT.date())
    Institution.objects.filter(acronym="MINDEF").update(valid_until=CUTOFF)
    assert accept(waiting, secretariat_bo).outcome == "overtaken"


def test_one_that_ended_is_not_proposed_and_one_that_answered_already_does_not_stand_in_the_way(
    roadmap, secretariat_pe, secretariat_bo
):
    """A successor is still to be designated: what the other institutions answer for can change."""
    make_institution("PE", "MINDEF", valid_until=CUTOFF)
    given = {"responsibles": sides_with(roadmap, "MINDEF")}
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "change", "1.1", given, now=AFTER_IT)
    first = Activity.objects.get(number="1.1")
    Institution.objects.filter(responsibilities__activity=first, country="PE").update(valid_until=CUTOFF)
    given = {"responsibles": sides_with(roadmap, "MININTER")}
    waiting = propose(roadmap, secretariat_pe, "change", "1.1", given, now=AFTER_IT)
    assert accept(waiting, secretariat_bo, now=AFTER_IT).outcome == Amendment.Outcome.ACCEPTED


def test_one_that_ended_takes_no_other_role(roadmap):
    Institution.objects.filter(country="PE").update(valid_until=CUTOFF)
    found = workflow.content_in_force(roadmap, "1.1")["responsibles"]
    for who in found["PE"]:
        who["role"] = "co_responsible"
    with pytest.raises(ValidationError):
        workflow.drafted(roadmap, kind="change", number="1.1", given={"responsibles": found}, now=AFTER_IT)
