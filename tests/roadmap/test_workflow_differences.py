"""Why two values of a joint activity differ: each side's note, added and never changed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from roadmap import workflow
from roadmap.models import DifferenceNote
from tests.build import NOON, make_activity, make_roadmap

DAY = date(2026, 4, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(make_roadmap())


def explain(activity, by, reason="Contamos los talleres virtuales.", now=NOON):
    return workflow.explain_difference(activity.pk, as_of=DAY, reason=reason, by=by, now=now)


def test_each_side_says_it_as_it_sees_it(activity, secretariat_pe, secretariat_bo):
    explain(activity, secretariat_pe)
    explain(activity, secretariat_bo, "Solo los presenciales.")
    assert set(DifferenceNote.objects.values_list("country_id", "reason")) == {
        ("PE", "Contamos los talleres virtuales."),
        ("BO", "Solo los presenciales."),
    }


def test_a_later_note_leaves_the_earlier_one(activity, secretariat_pe):
    explain(activity, secretariat_pe)
    explain(activity, secretariat_pe, "Y los regionales.", NOON + timedelta(days=1))
    assert activity.difference_notes.count() == 2


def test_the_same_note_twice_within_a_minute_is_one(activity, secretariat_pe):
    first = explain(activity, secretariat_pe)
    assert explain(activity, secretariat_pe, now=NOON + timedelta(seconds=40)) == first
    assert explain(activity, secretariat_pe, now=NOON + timedelta(minutes=5)) != first


@pytest.mark.parametrize("who", ["focal_pe", "ministry_pe", "authority_pe", "reader", "outsider", "operator"])
def test_only_secretariats_of_the_parties_explain_it(activity, who, request):
    with pytest.raises(PermissionDenied):
        explain(activity, request.getfixturevalue(who))


def test_only_joint_activities_have_one_value_to_differ_from(secretariat_pe):
    with pytest.raises(PermissionDenied):
        explain(make_activity(make_roadmap(), kind="parallel"), secretariat_pe)


def test_a_note_says_something(activity, secretariat_pe):
    with pytest.raises(ValidationError):
        explain(activity, secretariat_pe, "  ")
