"""Figures of earlier days do not move, whatever the parties agree for later ones: on every output."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from roadmap import plan, summary, workflow
from roadmap.models import Activity, Roadmap
from roadmap.reports import context, data, xlsx
from tests.build import make_activity, make_institution, make_report, make_roadmap, make_user
from tests.roadmap.test_amendments import accept, propose

TYPED = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
pytestmark = pytest.mark.django_db
KINDS = ("reprogram", "change", "withdraw", "add", "extend", "rules")


@pytest.fixture
def roadmap(db) -> Roadmap:
    """Two activities with milestones and one without, with reports; typed in long before anything is agreed."""
    with time_machine.travel(TYPED, tick=False):
        roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
        for number in ("1.1", "2.1"):
            activity = make_activity(roadmap, number, milestones={"h1": 60, "h2": 40}, weight=2)
            make_report(activity, "PE", milestones_met=["h1"], validated_at=TYPED)
            make_report(activity, "BO", milestones_met=["h1", "h2"], validated_at=TYPED)
        make_report(make_activity(roadmap, "2.2"), "PE", percent=40, validated_at=TYPED)
        for acronym in ("MIMP", "MININTER"):
            make_institution("PE", acronym)
    return fresh()


@pytest.fixture
def sides(roadmap) -> tuple[User, User]:
    pe = make_user("secretaria.pe@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")
    return pe, make_user("secretaria.bo@example.org", Role.SECRETARIAT, "BO", "ST-CPCTTP")


def fresh() -> Roadmap:
    return Roadmap.objects.with_parties().get()


def outputs(day: date, known_at: datetime | None = None) -> dict[str, Any]:
    """Everything that is made from a summary, as text, at an instant when all terms have long run out."""
    found = summary.live(fresh(), now=NOW + timedelta(days=400), as_of=day, known_at=known_at, detail=True)
    made = context.build(found, copy="PE", language="es", issued_at=NOW)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(made)))
    cells = [[str(cell.value) for cell in row] for sheet in book for row in sheet.iter_rows()]
    return {
        "completion": json.dumps(found.as_dict()),
        "report": data.render(made),
        "excel": cells,
        "summary": (found.activities, found.withdrawn, found.not_yet, found.axes, found.cutoffs),
        "frame": (found.start, found.end, found.first_end, found.original, found.days_left),
    }


weights = st.integers(1, 9).map(str)
later = st.dates(date(2026, 12, 20), date(2028, 12, 31)).map(date.isoformat)
milestones = st.lists(st.sampled_from(["h1", "h2", "h3"]), unique=True).map(
    lambda keys: [{"key": key, "title": f"Hito {key}", "due": "", "weight": "5"} for key in keys]
)
agreed = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "number": st.sampled_from(["1.1", "2.1", "2.2"]),
        "weight": weights,
        "deadline": later,
        "milestones": milestones,
        "acronym": st.sampled_from(["MIMP", "MININTER"]),
        "wait": st.integers(0, 60),
    }
)


def agree(one: dict[str, Any], sides: tuple[User, User], now: datetime) -> None:
    """One modification that both accept; one that makes no sense by now (nothing changes …) is left out."""
    kind = one["kind"]
    number = {"add": f"1.{now:%H%M}", "extend": "", "rules": ""}.get(kind, one["number"])
    roadmap, wanted = fresh(), now.date() + timedelta(days=one["wait"])
    own = make_institution("PE", one["acronym"])
    answering = {
        "BO": workflow.content_in_force(roadmap, "1.1")["responsibles"]["BO"],
        "PE": [{"institution": own.pk, "acronym": own.acronym, "role": "lead"}],
    }
    row = {
        **workflow.content_in_force(roadmap, "1.1"),
        **{name: one[name] for name in ("weight", "deadline", "milestones")},
        "responsibles": answering,
        "title": "Otro título",
        "number": number,
    }
    cutoffs = [*workflow.content_in_force(roadmap, "")["cutoffs"], "2026-12-15"]
    given = {
        "extend": {"end": one["deadline"]},
        "rules": {
            "evidence_required": one["wait"] % 2 == 0,
            "tacit_conformity": one["wait"] % 3 == 0,
            "answer_days": 1 + one["wait"],
            "cutoffs": sorted(set(cutoffs)),
        },
    }.get(kind, row)
    try:
        made = propose(roadmap, sides[0], kind, number, given, now=now, wanted_on=wanted, knowingly=True)
    except (workflow.IllegalTransition, ValidationError):
        return
    accept(made, sides[1], now=now)


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=agreed, second=agreed, third=agreed, back=st.integers(1, 180), silence=st.booleans())
def test_no_figure_of_an_earlier_day_moves(roadmap, sides, first, second, third, back, silence):
    """`silence`: whether it counts as agreement when the first modification comes."""
    day = TODAY - timedelta(days=back)
    with transaction.atomic():
        Roadmap.objects.update(tacit_conformity=silence)
        before = outputs(day)
        known = outputs(TODAY, known_at=NOW - timedelta(hours=1))
        for hours, one in enumerate((first, second, third)):
            agree(one, sides, NOW + timedelta(hours=hours))
        assert outputs(day) == before
        assert outputs(TODAY, known_at=NOW - timedelta(hours=1)) == known
        transaction.set_rollback(True)


def test_the_day_before_and_the_day_itself(roadmap, sides):
    """Both sides of the edge: the property above would hold if nothing ever changed."""
    effective = TODAY + timedelta(days=10)
    given = {"milestones": [{"key": "h1", "title": "Hito h1", "due": "", "weight": "1"}]}
    made = propose(roadmap, sides[0], "change", "1.1", given, now=NOW, wanted_on=effective, knowingly=True)
    accept(made, sides[1], now=NOW)
    values = [
        summary.live(fresh(), now=NOW, as_of=day).activity("1.1").value
        for day in (effective - timedelta(days=1), effective)
    ]
    assert values == [60, 100]


def test_what_is_added_for_later_is_not_there_before(roadmap, sides):
    effective = TODAY + timedelta(days=10)
    row = {**workflow.content_in_force(roadmap, "1.1"), "number": "1.2"}
    accept(propose(roadmap, sides[0], "add", "1.2", row, now=NOW, wanted_on=effective), sides[1], now=NOW)
    signed = [
        summary.live(fresh(), now=NOW, as_of=day).total.signed
        for day in (effective - timedelta(days=1), effective)
    ]
    assert signed == [3, 4]


def test_the_figure_at_the_original_end_stands_beside_the_current_one(roadmap, sides):
    given = {"end": "2027-12-31"}
    accept(propose(roadmap, sides[0], "extend", "", given, now=NOW), sides[1], now=NOW)
    first_end = date(2026, 12, 31)
    at_the_end = summary.live(fresh(), now=NOW, as_of=first_end)
    make_report(Activity.objects.get(number="2.2"), "BO", percent=100, as_of=date(2027, 3, 1))
    afterwards = summary.live(fresh(), now=NOW, as_of=date(2027, 6, 30))
    assert at_the_end.original is None
    assert afterwards.original == summary.OriginalEnd(first_end, at_the_end.total)
    assert afterwards.total != at_the_end.total


def test_what_was_agreed_costs_one_query_whatever_the_day(roadmap, sides, django_assert_num_queries):
    with CaptureQueriesContext(connection) as plain:
        summary.live(fresh(), now=NOW, as_of=TODAY)
    moved = {"deadline": "2027-03-31"}
    accept(propose(roadmap, sides[0], "reprogram", "1.1", moved, now=NOW), sides[1], now=NOW)
    for day in (TODAY, TODAY - timedelta(days=1)):
        with django_assert_num_queries(len(plain) + 1):
            summary.live(fresh(), now=NOW, as_of=day)


def test_earlier_days_cost_one_query_however_much_was_agreed(roadmap, sides, django_assert_max_num_queries):
    for hours in range(8):
        moved = {"deadline": f"2027-03-{hours + 1:02}"}
        now = NOW + timedelta(hours=hours)
        accept(propose(fresh(), sides[0], "reprogram", "1.1", moved, now=now), sides[1], now=now)
    with django_assert_max_num_queries(9):
        summary.live(fresh(), now=NOW, as_of=TODAY - timedelta(days=1))


def test_as_known_before_it_was_accepted_the_plan_is_the_old_one_for_every_day(roadmap, sides):
    moved = {"deadline": "2027-03-31"}
    accept(propose(roadmap, sides[0], "reprogram", "1.1", moved, now=NOW), sides[1], now=NOW)
    rows = plan.known_at(fresh(), NOW - timedelta(hours=1)).activities
    assert (rows[0].deadline, rows[0].first_deadline) == (date(2026, 12, 15), None)
    rows = plan.known_at(fresh(), NOW).activities
    assert (rows[0].deadline, rows[0].first_deadline) == (date(2027, 3, 31), date(2026, 12, 15))
