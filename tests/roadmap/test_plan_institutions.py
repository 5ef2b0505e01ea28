"""The plan of a day shows the institutions of that day, whatever passed to a successor later."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Institution, InstitutionChange
from roadmap import plan, summary
from roadmap.models import Roadmap
from roadmap.plan.institutions import answering_on
from roadmap.workflow import Told, apply_due, designate_successor
from tests.build import make_activity, make_change, make_institution, make_roadmap
from tests.roadmap.test_workflow_succession import paper

APPLIED = datetime(2026, 6, 2, 15, tzinfo=UTC)
Kind = InstitutionChange.Kind


@pytest.fixture
def roadmap(secretariat_pe) -> Roadmap:
    """MIMP (lead), PNP and MRE answer: MIMP was renamed on 1 May, PNP merged into MRE on 1 March."""
    found = make_roadmap(status="in_force")
    make_activity(found, responsibles={"BO": ["FGE"], "PE": ["MIMP", "PNP", "MRE"]})
    mimp, pnp, mre = (make_institution("PE", acronym) for acronym in ("MIMP", "PNP", "MRE"))
    renamed = {"kind": Kind.RENAMED, "acronym": "MUJER", "name": "Mujer"}
    make_change(secretariat_pe, mimp, effective_on=date(2026, 5, 1), **renamed)
    make_change(secretariat_pe, pnp, effective_on=date(2026, 3, 1), kind=Kind.MERGED, successor=mre)
    assert apply_due(APPLIED) == 2
    return Roadmap.objects.with_parties().get(pk=found.pk)


def on(roadmap: Roadmap, day: date, known_at: datetime | None = None) -> list[str]:
    found = plan.current([roadmap])[roadmap.pk] if known_at is None else plan.known_at(roadmap, known_at)
    rows = answering_on(found, day).responsibles.popitem()[1]
    return [row.acronym for row in rows if row.country == "PE"]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 2, 28), ["MIMP", "PNP", "MRE"]),
        (date(2026, 3, 1), ["MIMP", "MRE"]),
        (date(2026, 4, 30), ["MIMP", "MRE"]),
        (date(2026, 5, 1), ["MUJER", "MRE"]),
    ],
)
def test_each_day_shows_its_own_institutions(roadmap, day, shown):
    assert on(roadmap, day) == shown
    found = summary.live(roadmap, as_of=day, now=APPLIED).activities[0]
    assert [row.acronym for row in found.responsibles if row.country == "PE"] == shown


def test_what_was_not_known_yet_is_not_shown(roadmap):
    Responsibility = roadmap.activities.get().responsibilities.model
    Responsibility.history.filter(history_type="+").update(history_date=datetime(2026, 1, 1, tzinfo=UTC))
    before = datetime(2026, 6, 2, 14, tzinfo=UTC)
    type(roadmap).history.update(history_date=datetime(2026, 1, 1, tzinfo=UTC))
    roadmap.activities.model.history.update(history_date=datetime(2026, 1, 1, tzinfo=UTC))
    assert on(roadmap, date(2026, 5, 31), before) == ["MIMP", "PNP", "MRE"]
    assert on(roadmap, date(2026, 5, 31), APPLIED) == ["MUJER", "MRE"]
    assert on(roadmap, date(2026, 2, 28), APPLIED) == ["MIMP", "PNP", "MRE"]


def test_until_somebody_is_designated_the_one_that_ended_stands_there(secretariat_pe):
    roadmap = make_roadmap(status="in_force")
    make_activity(roadmap, responsibles={"BO": ["FGE"], "PE": ["MJ"]})
    Institution.objects.filter(acronym="MJ").update(valid_until=date(2026, 2, 28))
    gone = Institution.objects.get(acronym="MJ")
    told = Told(Kind.SUCCESSION, date(2026, 5, 1), acronym="NUEVA", name="Nueva")
    designate_successor(gone.pk, told=told, activities=None, paper=paper(), by=secretariat_pe, now=APPLIED)
    assert (on(roadmap, date(2026, 4, 30)), on(roadmap, date(2026, 5, 1))) == (["MJ"], ["NUEVA"])
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=date(2026, 4, 30), now=APPLIED)
    shown = {row.acronym: row.ended for row in found.activities[0].responsibles}
    assert shown == {"FGE": False, "MJ": True}


def test_who_answered_before_costs_no_query(roadmap, django_assert_num_queries):
    with django_assert_num_queries(4):
        plan.current([roadmap])
    with django_assert_num_queries(4):
        plan.known_at(roadmap, APPLIED)
