"""Comparing: two closings figure by figure; a declared figure beside a computed one, with what differs in kind."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import DeclaredFigure
from tests.build import NOON, make_closing, make_report, make_roadmap, signed_in


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(datetime(2026, 6, 2, 15, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def two(roadmap, secretariat_pe, secretariat_bo):
    first = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=40, validated_at=NOON)
    later = NOON + timedelta(hours=3)
    second = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo, replaces=first, now=later)
    return first, second


def compare(client, roadmap, first, second):
    address = reverse("roadmap:closing-compare", args=[roadmap.code])
    return client.get(address, {"first": first, "second": second})


def test_two_closings_stand_side_by_side_figure_by_figure(client, roadmap, two, reader):
    found = compare(signed_in(client, reader), roadmap, *(f"closing/{one.pk}" for one in two))
    compared = found.context["compared"]
    assert [(pair.label[:3], pair.differs) for pair in compared.activities] == [
        ("1.1", False),
        ("2.1", False),
    ]
    assert [pair.label for pair in compared.totals if pair.differs] == ["Cobertura de reportes"]
    assert compared.differing == 1


def test_a_declared_figure_differs_in_kind_and_nothing_is_subtracted(client, roadmap, two, reader):
    earlier = make_roadmap(
        "bo-pe-2021-2022", start=date(2021, 1, 1), end=date(2022, 12, 31), status="finished"
    )
    figure = DeclaredFigure.objects.create(roadmap=earlier, value=92, source="Comunicado conjunto")
    found = compare(signed_in(client, reader), roadmap, f"declared/{figure.pk}", f"closing/{two[0].pk}")
    assert "compared" not in found.context
    assert [("declared" in side, "headlines" in side) for side in found.context["in_kind"]] == [
        (True, False),
        (False, True),
    ]
    assert "92\xa0%" in found.content.decode()


def test_a_thing_is_not_compared_with_itself_nor_with_what_one_may_not_read(
    client, roadmap, two, secretariat_pe, observer
):
    signed_in(client, observer)
    one = f"closing/{two[0].pk}"
    assert compare(client, roadmap, one, one).status_code == 422
    waiting = make_closing(roadmap, secretariat_pe, cutoff=date(2025, 12, 31), now=NOON)
    assert compare(client, roadmap, one, f"closing/{waiting.pk}").status_code == 422
