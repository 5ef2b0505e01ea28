"""The plan of a day shows the institutions of that day, whatever passed to a successor later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Institution, InstitutionChange
from roadmap import plan, summary
from roadmap.models import Roadmap
from roadmap.plan.institutions import answering_on
from roadmap.workflow import Told, apply_due, content_in_force, designate_successor
from tests.build import make_activity, make_change, make_institution, make_roadmap
from tests.roadmap.test_amendments import accept, propose
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


# --- Before a succession and a modification of who answers ------------------------------------------------
@pytest.fixture
def sides(secretariat_pe, secretariat_bo) -> Any:
    return secretariat_pe, secretariat_bo


@pytest.fixture
def one(db) -> Roadmap:
    found = make_roadmap(status="in_force")
    make_activity(found, responsibles={"BO": ["FGE"], "PE": ["A"]})
    return Roadmap.objects.with_parties().get(pk=found.pk)


def passes(sides: Any, old: str, new: str, day: date, now: datetime) -> None:
    more = {"kind": Kind.MERGED, "successor": make_institution("PE", new)}
    make_change(sides[0], make_institution("PE", old), effective_on=day, **more)
    assert apply_due(now) == 1


def agreed(roadmap: Roadmap, sides: Any, now: datetime, **roles: str) -> None:
    """Both agree who answers for Peru."""
    own = [
        {"institution": make_institution("PE", acronym).pk, "acronym": acronym, "role": role}
        for acronym, role in roles.items()
    ]
    given = {"responsibles": {**content_in_force(roadmap, "1.1")["responsibles"], "PE": own}}
    proposal = propose(roadmap, sides[0], "change", "1.1", given, now=now)
    assert accept(proposal, sides[1], now=now).outcome == "accepted"


def shown(day: date) -> list[str]:
    """Who answers for Peru on the day: the institutions, each with its role unless it is the lead."""
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=day, now=APPLIED + timedelta(days=300))
    rows = [row for row in found.activities[0].responsibles if row.country == "PE"]
    return [row.acronym if row.role == "lead" else f"{row.acronym} ({row.role})" for row in rows]


FEBRUARY, APRIL, JULY, SEPTEMBER = (date(2026, month, 15) for month in (2, 4, 7, 9))


def test_before_both_the_first_one_stands_there(one, sides, media):
    passes(sides, "A", "B", date(2026, 3, 1), datetime(2026, 3, 1, 15, tzinfo=UTC))
    agreed(one, sides, APPLIED, B="lead", C="support")
    assert [shown(day) for day in (FEBRUARY, APRIL, JULY)] == [["A"], ["B"], ["B", "C (support)"]]
    assert shown(date(2026, 2, 1)) == ["A"]


def test_what_passes_after_the_modification_was_not_there_before_it(one, sides, media):
    passes(sides, "A", "B", date(2026, 3, 1), datetime(2026, 3, 1, 15, tzinfo=UTC))
    agreed(one, sides, APPLIED, C="lead", B="support")
    for old, new in (("C", "D"), ("B", "E")):
        passes(sides, old, new, date(2026, 8, 1), datetime(2026, 8, 1, 15, tzinfo=UTC))
    days = [["A"], ["B"], ["C", "B (support)"], ["D", "E (support)"]]
    assert [shown(day) for day in (FEBRUARY, APRIL, JULY, SEPTEMBER)] == days


def test_a_succession_notified_after_the_modification_for_an_earlier_day_counts_from_its_day(
    one, sides, media
):
    agreed(one, sides, APPLIED, A="lead", C="support")
    passes(sides, "A", "B", date(2026, 3, 1), APPLIED + timedelta(days=8))
    assert [shown(day) for day in (FEBRUARY, APRIL, JULY)] == [["A"], ["B"], ["B", "C (support)"]]


def test_several_modifications_and_successions_each_in_their_time(one, sides, media):
    passes(sides, "A", "B", date(2026, 3, 1), datetime(2026, 3, 1, 15, tzinfo=UTC))
    agreed(one, sides, APPLIED, B="lead", C="support")
    passes(sides, "B", "D", date(2026, 8, 1), datetime(2026, 8, 1, 15, tzinfo=UTC))
    agreed(one, sides, datetime(2026, 9, 1, 15, tzinfo=UTC), C="lead")
    days = [["A"], ["B"], ["B", "C (support)"], ["C"]]
    assert [shown(day) for day in (FEBRUARY, APRIL, JULY, SEPTEMBER)] == days
    assert shown(date(2026, 8, 15)) == ["D", "C (support)"]
