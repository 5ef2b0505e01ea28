"""The plan as it is and as it was known: the history tables answer what the rows no longer say."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from roadmap import plan, summary
from roadmap.models import Activity, CutoffDate, Roadmap
from tests.build import make_activity, make_institution, make_roadmap

TYPED = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = TYPED + timedelta(days=30)
LONG_BEFORE = TYPED - timedelta(days=300)


@pytest.fixture
def roadmap(db):
    """Typed in at TYPED, changed in everything at LATER."""
    with time_machine.travel(TYPED, tick=False):
        roadmap = make_roadmap()
        activity = make_activity(roadmap, milestones={"a": 60, "b": 40}, weight=2)
        make_activity(roadmap, "2.1")
    with time_machine.travel(LATER, tick=False):
        activity.weight = 5
        activity.deadline = date(2026, 12, 20)
        activity.save()
        activity.milestones.get(key="b").delete()
        pe = activity.responsibilities.get(country="PE")
        pe.institution = make_institution("PE", "MIMP")
        pe.save()
        activity.axis.title = "Eje corregido"
        activity.axis.save()
        Activity.objects.get(number="2.1").delete()
        make_activity(roadmap, "3.1")
        roadmap.conformity_required = False
        roadmap.save()
        CutoffDate.objects.get(day=date(2026, 4, 30)).delete()
    return Roadmap.objects.with_parties().get()


def in_words(found: plan.Plan) -> tuple:
    first = found.activities[0]
    return (
        [row.number for row in found.activities],
        (int(first.weight), first.deadline.day, first.axis_title),
        [stone.key for stone in found.milestones[first.id]],
        [who.acronym for who in found.responsibles[first.id]],
        found.conformity_required,
        len(found.cutoffs),
    )


AS_TYPED = (["1.1", "2.1"], (2, 15, "Eje 1"), ["a", "b"], ["ST-CPCTTP", "ST-CMNP"], True, 4)
AS_CHANGED = (["1.1", "3.1"], (5, 20, "Eje corregido"), ["a"], ["ST-CPCTTP", "MIMP"], False, 3)


def test_the_plan_as_it_is(roadmap):
    assert in_words(plan.current([roadmap])[roadmap.pk]) == AS_CHANGED


def test_the_plan_as_known_before_a_change(roadmap):
    assert in_words(plan.known_at(roadmap, LATER - timedelta(seconds=1))) == AS_TYPED


def test_the_plan_as_known_after_a_change(roadmap):
    assert in_words(plan.known_at(roadmap, LATER)) == AS_CHANGED


def test_the_signed_text_was_known_before_it_was_typed_in(roadmap):
    assert in_words(plan.known_at(roadmap, LONG_BEFORE)) == AS_TYPED


def test_both_ways_of_reading_take_four_queries(roadmap, django_assert_num_queries):
    with django_assert_num_queries(4):
        plan.current([roadmap])
    with django_assert_num_queries(4):
        plan.known_at(roadmap, LATER)


def test_figures_as_known_at_use_the_plan_of_then(roadmap):
    day = date(2026, 9, 30)
    assert list(summary.live(roadmap, now=LATER, as_of=day, known_at=TYPED).figures.activities) == [
        "1.1",
        "2.1",
    ]
    assert list(summary.live(roadmap, now=LATER, as_of=day).figures.activities) == ["1.1", "3.1"]


def test_the_hash_is_of_the_content_and_not_of_its_keys(roadmap):
    before = plan.content_sha256(roadmap)
    assert plan.content_sha256(Roadmap.objects.with_parties().get()) == before
    activity = roadmap.activities.get(number="3.1")
    activity.pk = None
    roadmap.activities.get(number="3.1").delete()
    activity.save()
    for country, acronym in (("BO", "ST-CPCTTP"), ("PE", "ST-CMNP")):
        activity.responsibilities.create(
            country_id=country, institution=make_institution(country, acronym), role="lead"
        )
    assert plan.content_sha256(roadmap) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Otro título"},
        {"weight": 3},
        {"deadline": date(2026, 12, 31)},
        {"indicator": "Otro"},
        {"withdrawn_on": date(2026, 1, 1)},
    ],
)
def test_every_change_of_the_content_changes_the_hash(roadmap, change):
    before = plan.content_sha256(roadmap)
    Activity.objects.filter(number="3.1").update(**change)
    assert plan.content_sha256(roadmap) != before


def test_linking_to_an_earlier_roadmap_leaves_the_signed_content_as_it_was(roadmap):
    before = plan.content_sha256(roadmap)
    earlier = make_activity(make_roadmap("bo-pe-2021-2022"), "9.9")
    Activity.objects.filter(number="3.1").update(continues=earlier)
    assert plan.content_sha256(roadmap) == before
