"""The counterpart answers a report by the rules under which it was validated, whatever both agree afterwards."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Letter
from roadmap import plan, summary, workflow
from roadmap.models import Roadmap
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap
from tests.roadmap.test_amendments import accept, propose
from tests.roadmap.test_summary_silence import DAY, END, SIGNED, side
from tests.roadmap.test_told import submitted

DAYS = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def sides(secretariat_pe, secretariat_bo) -> Any:
    return secretariat_pe, secretariat_bo


def agreed(sides: Any, now: datetime, wanted_on: date | None = None, **given: object) -> None:
    """Both change the rules of the only roadmap."""
    with time_machine.travel(now, tick=False):
        roadmap = Roadmap.objects.with_parties().get()
        proposal = propose(roadmap, sides[0], "rules", "", given, now=now, wanted_on=wanted_on)
        assert accept(proposal, sides[1], now=now).outcome == "accepted"


def reported(now: datetime = NOON, **rules: Any) -> None:
    """A roadmap in force since January under the rules, and a report of Peru that counts since 1 June."""
    with time_machine.travel(SIGNED, tick=False):
        roadmap = make_roadmap(status="in_force", **rules)
    make_evidence(make_report(make_activity(roadmap), percent=100, validated_at=now))


LONG_AFTER = END + 200 * DAYS
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a shorter term": ({"answer_days": 30}, {"answer_days": 5}),
    "a longer term": ({"answer_days": 30, "tacit_conformity": True}, {"answer_days": 300}),
    "silence agrees": ({"tacit_conformity": False}, {"tacit_conformity": True, "answer_days": 10}),
    "silence agrees no longer": ({"tacit_conformity": True}, {"tacit_conformity": False}),
}


@pytest.mark.parametrize("after", [1, 20, 60], ids=["the day after", "within the term", "after the term"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_both_agree_later_moves_neither_the_term_nor_the_worth_of_silence(sides, change, after):
    first, then = CHANGES[change]
    reported(**first)
    instants = [NOON + number * 10 * DAYS for number in range(30)]
    before = [side(now) for now in instants]
    agreed(sides, NOON + after * DAYS, **then)
    assert [side(now) for now in instants] == before


@pytest.mark.parametrize("change", CHANGES)
def test_they_hold_for_what_is_validated_from_then_on(sides, change):
    first, then = CHANGES[change]
    reported(now=NOON + 2 * DAYS, **first)
    agreed(sides, NOON + DAYS, **then)
    rules: dict[str, Any] = {"answer_days": 30, "tacit_conformity": False, **first, **then}
    end = END + (2 + rules["answer_days"] - 30) * DAYS
    expected = "tacit" if rules["tacit_conformity"] else "silent"
    assert [side(now).standing for now in (end, end + timedelta(seconds=1))] == ["waiting", expected]


def test_what_was_agreed_for_a_later_day_holds_for_what_is_validated_from_that_day_on(sides):
    reported()
    agreed(sides, NOON, wanted_on=date(2026, 6, 10), answer_days=5, tacit_conformity=True)
    rules = plan.answering(Roadmap.objects.with_parties().get())
    near_midnight = datetime.combine(date(2026, 6, 10), NOON.time(), NOON.tzinfo).replace(hour=3)
    found = [rules.at(at) for at in (NOON, near_midnight, near_midnight + timedelta(hours=1))]
    assert found == [(30, False), (30, False), (5, True)]
    assert rules.ever_tacit


def test_what_was_validated_earlier_on_the_very_day_keeps_its_rules(sides):
    reported()
    agreed(sides, NOON + timedelta(hours=1), answer_days=5, tacit_conformity=True)
    assert side(END + DAYS).standing == "silent"


def test_several_changes_hold_one_after_another(sides):
    reported(answer_days=30)
    for number, days in enumerate((20, 10, 40), start=1):
        agreed(sides, NOON + number * DAYS, answer_days=days)
    agreed(sides, NOON + 4 * DAYS, tacit_conformity=True)
    rules = plan.answering(Roadmap.objects.with_parties().get())
    found = [tuple(rules.at(NOON + number * DAYS)) for number in range(5)]
    assert found == [(30, False), (20, False), (10, False), (40, False), (40, True)]


@pytest.mark.parametrize("tacit", [True, False])
def test_figures_of_an_earlier_cutoff_do_not_move_with_the_rules(sides, tacit):
    reported(tacit_conformity=tacit)
    before = summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=LONG_AFTER)
    agreed(sides, NOON + 90 * DAYS, tacit_conformity=not tacit, answer_days=1)
    after = summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=LONG_AFTER)
    assert (after.figures, after.activities) == (before.figures, before.activities)


@pytest.mark.parametrize("tacit", [True, False])
def test_as_known_at_an_instant_they_are_those_of_the_validation(sides, tacit):
    reported(tacit_conformity=tacit)
    known = END + 2 * DAYS
    before = side(LONG_AFTER, known_at=known)
    agreed(sides, NOON + 90 * DAYS, tacit_conformity=not tacit, answer_days=300)
    assert side(LONG_AFTER, known_at=known) == before
    assert before.standing == ("tacit" if tacit else "silent")


def test_as_known_before_the_roadmap_was_in_force_no_term_runs(sides):
    with time_machine.travel(SIGNED, tick=False):
        roadmap = make_roadmap(status="in_preparation")
        make_report(make_activity(roadmap), percent=100, validated_at=SIGNED)
    with time_machine.travel(NOON, tick=False):
        roadmap.status = "in_force"
        roadmap.save()
    assert side(LONG_AFTER, known_at=NOON - DAYS).answer_due is None
    assert side(LONG_AFTER, known_at=NOON + DAYS).answer_due == date(2026, 2, 9)


def test_the_letter_names_the_term_in_force_and_not_one_that_was_agreed_for_later(sides, focal_pe):
    roadmap = make_roadmap(status="in_force")
    activity = make_activity(roadmap, responsibles={"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]})
    agreed(sides, NOON, wanted_on=date(2026, 7, 1), answer_days=5)
    told = []
    for now in (NOON, NOON + 30 * DAYS):
        report = submitted(activity, focal_pe, now=now)
        workflow.validate(report.pk, by=sides[0], now=now)
        told.append(Letter.objects.filter(template="report_to_answer").latest("pk").told["answer_days"])
    assert told == [30, 5]
