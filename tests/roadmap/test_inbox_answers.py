"""Answers and replies that the parties wait for from each other."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from roadmap import workflow
from roadmap.inbox import answers
from roadmap.models import Roadmap
from tests.build import NOON, make_activity, make_answer, make_report, make_roadmap

LATER = NOON + timedelta(days=2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE))


def waiting(country: str = "PE", now=LATER) -> list[tuple[str, str]]:
    return [(item.kind, item.holder.country) for item in answers.pending(country, now=now)]


def test_a_validated_report_waits_for_the_counterparts_secretariat_until_the_end_of_the_term(activity):
    report = make_report(activity, percent=50)
    for country in ("BO", "PE"):
        (item,) = answers.pending(country, now=LATER)
        assert (item.kind, item.holder.country, item.holder.role) == ("answer", "BO", "secretariat")
        assert (item.since, item.due, item.whose) == (NOON, date(2026, 7, 1), "PE")
        assert item.path == f"/progress/{report.pk}/"


def test_it_waits_after_the_term_too(activity):
    make_report(activity, percent=50)
    assert waiting(now=NOON + timedelta(days=90)) == [("answer", "BO")]


def test_an_observation_waits_for_the_reporting_secretariat(activity):
    observation = make_answer(make_report(activity, percent=50))
    (item,) = answers.pending("BO", now=LATER)
    assert (item.kind, item.holder.country, item.path) == (
        "reply",
        "PE",
        f"/answers/{observation.pk}/maintain/",
    )


def test_a_maintained_position_leaves_nothing_to_wait_for(activity, secretariat_pe):
    observation = make_answer(make_report(activity, percent=50))
    workflow.maintain(observation.pk, reason="Está.", by=secretariat_pe, now=LATER)
    assert waiting() == []


def test_a_new_report_replies_to_the_observation_and_waits_itself(activity):
    make_answer(make_report(activity, percent=50))
    make_report(activity, percent=60, validated_at=NOON + timedelta(days=1))
    assert waiting() == [("answer", "BO")]


def test_a_report_that_says_the_same_still_owes_the_reply(activity):
    make_answer(make_report(activity, percent=50))
    make_report(activity, percent=50, validated_at=NOON + timedelta(days=1))
    assert waiting() == [("reply", "PE")]


def test_nothing_waits_where_both_agree_or_one_country_is_alone(activity):
    make_answer(make_report(activity, percent=50), "agreed")
    alone = make_activity(activity.roadmap, "1.2", kind="national", responsibles={"PE": ["MIMP"]})
    make_report(alone, percent=50)
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_known_for_the_days_of_both_parties():
    """Where silence is agreement: over in Bolivia, at half past midnight, while it is the day before in Peru."""
    with time_machine.travel(NOON - timedelta(days=90), tick=False):
        roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE, tacit_conformity=True)
    make_report(make_activity(roadmap), percent=50)
    assert waiting(now=datetime(2026, 7, 2, 3, 30, tzinfo=UTC)) == [("answer", "BO")]
    assert waiting(now=datetime(2026, 7, 2, 4, 30, tzinfo=UTC)) == []


@pytest.mark.parametrize("roadmaps", [1, 12])
def test_any_number_of_roadmaps_takes_the_queries_of_one(roadmaps, django_assert_num_queries):
    for number in range(roadmaps):
        make_report(make_activity(make_roadmap(f"bo-pe-{number}", status="in_force")), percent=50)
    with django_assert_num_queries(8):
        assert len(list(answers.pending("PE", now=LATER))) == roadmaps
