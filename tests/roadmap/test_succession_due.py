"""What waits for its day takes effect by itself, each change alone: one that cannot holds up no other."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Institution, InstitutionChange, Letter, User
from roadmap import due, workflow
from tests.build import make_activity, make_change, make_roadmap
from tests.roadmap.test_workflow_succession import LATER, Kind, answering, notify

RUN = datetime(2026, 7, 2, tzinfo=UTC)
ONE_NEW: dict[str, Any] = {
    "kind": Kind.MERGED,
    "acronym": "MIJUS",
    "name": "De Inclusión y Justicia",
    "effective_on": LATER,
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(focal_pe, secretariat_pe, secretariat_bo):
    responsibles = {"BO": ["FGE", "MinGob"], "PE": ["MIMP", "PNP"]}
    return make_activity(make_roadmap(status="in_force"), responsibles=responsibles)


def named(acronym: str, country: str = "PE") -> Institution:
    return Institution.objects.get(country=country, acronym=acronym)


def test_whose_appointment_passed_learns_it_at_once(activity, secretariat_pe):
    User.objects.update(mail_rhythm=User.MailRhythm.WEEKLY)
    notify(named("MIMP"), secretariat_pe)
    assert Letter.objects.get(template="appointment_passed").for_digest is False


@pytest.mark.parametrize("spelled", ["MIJUS", "Mijus"])
def test_two_that_merge_into_one_new_institution_do_so_on_the_same_day(activity, secretariat_pe, spelled):
    first, second = named("MIMP"), named("PNP")
    notify(first, secretariat_pe, **ONE_NEW)
    notify(second, secretariat_pe, **ONE_NEW | {"acronym": spelled})
    assert workflow.apply_due(RUN) == 2
    new = named("MIJUS")
    for institution in (first, second):
        institution.refresh_from_db()
        assert (institution.successor, institution.valid_until) == (new, date(2026, 6, 30))
    assert answering(activity) == [("MIJUS", "lead")]


def test_a_rename_that_keeps_the_acronym_is_a_new_institution_all_the_same(activity, secretariat_pe):
    mimp = named("MIMP")
    notify(mimp, secretariat_pe, acronym="MIMP", name="De la Mujer", effective_on=LATER)
    assert workflow.apply_due(RUN) == 1
    mimp.refresh_from_db()
    assert mimp.successor is not None
    assert (mimp.successor == mimp, mimp.successor.name) == (False, "De la Mujer")


def test_one_that_cannot_take_effect_holds_up_no_other_and_is_told(activity, secretariat_pe, secretariat_bo):
    """Of an institution that, as its register says by now, begins only after the day on which it is to end."""
    broken = make_change(secretariat_pe, named("MIMP"), effective_on=LATER)
    Institution.objects.filter(acronym="MIMP").update(valid_from=date(2026, 8, 1))
    others = [
        make_change(by, institution, effective_on=LATER)
        for by, institution in ((secretariat_pe, named("PNP")), (secretariat_bo, named("MinGob", "BO")))
    ]
    done = due.run(RUN)
    assert [str(broken.pk) in why for _name, why in done.failed] == [True]
    applied = InstitutionChange.objects.exclude(applied_at=None)
    assert set(applied) == set(others)
    Institution.objects.filter(acronym="MIMP").update(valid_from=None)
    assert workflow.apply_due(RUN) == 1
