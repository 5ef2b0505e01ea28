"""Why this percentage: every figure can be taken apart, by those who may see it, down to the evidence's hash."""

import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import Conformity
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap, make_sample

pytestmark = pytest.mark.any_database

TODAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def page(client, user, figure: str, query: str = "?as_of=2026-09-30"):
    client.force_login(user)
    return client.get(reverse("roadmap:why", args=["bo-pe-2025-2026", figure]) + query)


def as_json(client, user, figure: str, query: str = "?as_of=2026-09-30") -> dict:
    return json.loads(page(client, user, figure, query + "&format=json").content)


def numbers(lines) -> list[str]:
    return [line["number"] for line in lines]


@pytest.mark.parametrize(
    ("figure", "query", "division", "counted", "not_counted"),
    [
        ("fulfilment", "", "2 ÷ 11 × 100 = 18,2\xa0%", 2, 9),
        ("due", "", "2 ÷ 5 × 100 = 40,0\xa0%", 2, 3),
        ("coverage", "", "22 ÷ 22 × 100 = 100,0\xa0%", 22, 0),
        ("fulfilment", "&axis=1", "1 ÷ 3 × 100 = 33,3\xa0%", 1, 2),
        ("due", "&axis=4", "0 ÷ 0 × 100 = —", 0, 0),
        ("fulfilment", "&country=BO", "3 ÷ 11 × 100 = 27,3\xa0%", 3, 8),
        ("average", "&axis=2", "220 ÷ 3 = 73,3\xa0%", 3, 0),
    ],
)
def test_the_figure_its_division_and_its_two_lists(
    client, secretariat_bo, figure, query, division, counted, not_counted
):
    make_sample()
    context = page(client, secretariat_bo, figure, f"?as_of=2026-09-30{query}").context
    assert context["division"] == division
    assert (len(context["counted"]), len(context["not_counted"])) == (counted, not_counted)


def test_json_says_the_same(client, secretariat_bo):
    make_sample()
    found = as_json(client, secretariat_bo, "due")
    assert (found["part"], found["whole"], found["value"], found["display"]) == (2, 5, "40.0", "40")
    assert numbers(found["counted"]) == ["1.3", "3.1"]
    assert numbers(found["not_counted"]) == ["2.2", "2.3", "3.3"]
    assert found["not_counted"][1]["reasons"] == [{"country": "PE", "reason": "observed"}]
    assert len(found["outside"]) == 6


def test_the_lists_together_are_all_that_was_asked_for(client, secretariat_bo):
    make_sample()
    for figure in ("fulfilment", "due", "average"):
        found = as_json(client, secretariat_bo, figure)
        shown = numbers(found["counted"]) + numbers(found["not_counted"]) + numbers(found["outside"])
        assert sorted(shown) == sorted(
            ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2"]
        )


def test_it_goes_down_to_people_dates_and_hashes(client, secretariat_bo, secretariat_pe, focal_pe):
    activity = make_activity(make_roadmap())
    report = make_report(activity, "PE", percent=100, author=focal_pe, validated_by=secretariat_pe)
    make_evidence(
        report, "Acta 1", kind="file", file="x/acta.pdf", file_name="acta.pdf", sha256="cd" * 32, size=9,
        content_type="application/pdf",
    )  # fmt: skip
    Conformity.objects.create(
        report=report, country_id="BO", decision="agreed", decided_at=NOON, decided_by=secretariat_bo
    )
    text = page(client, secretariat_bo, "fulfilment").content.decode()
    for said in ("Focal Pe", "Secretaria Pe", "Secretaria Bo", "cd" * 32, "30/04/2026", "01/06/2026 08:00"):
        assert said in text, said
    for address in (
        reverse("roadmap:activity-detail", args=["bo-pe-2025-2026", "1.1"]) + "?as_of=2026-09-30",
        reverse("roadmap:progress-detail", args=[report.pk]),
        reverse("roadmap:evidence-download", args=[report.evidence.get().pk]),
    ):
        assert f'href="{address}"' in text
    (line,) = as_json(client, secretariat_bo, "fulfilment")["not_counted"]
    assert line["countries"]["PE"]["evidence"][0]["sha256"] == "cd" * 32
    assert line["countries"]["PE"]["conformity"]["decided_by"] == "Secretaria Bo"
    assert line["countries"]["PE"]["report"]["author"] == "Focal Pe"
    assert line["reasons"] == [{"country": "BO", "reason": "no_report"}]


def test_the_rule_says_what_this_roadmap_asks_for(client, secretariat_bo):
    roadmap = make_roadmap()
    assert "conformidad" in " ".join(page(client, secretariat_bo, "fulfilment").context["rule"])
    roadmap.conformity_required = roadmap.evidence_required = False
    roadmap.save()
    text = " ".join(page(client, secretariat_bo, "fulfilment").context["rule"])
    assert "conformidad" not in text
    assert "evidencia" not in text


def test_the_figure_of_a_country_is_for_its_own_side(client, secretariat_bo, secretariat_pe, reader):
    make_sample()
    assert page(client, reader, "fulfilment", "?country=BO").status_code == 200
    assert page(client, secretariat_pe, "fulfilment", "?country=BO").status_code == 403
    assert page(client, secretariat_bo, "fulfilment", "?country=PE&format=json").status_code == 403


def test_the_own_sides_figure_looks_at_its_own_part_alone(client, secretariat_bo):
    make_sample()
    found = as_json(client, secretariat_bo, "fulfilment", "?as_of=2026-09-30&country=BO")
    assert {tuple(line["countries"]) for line in found["counted"] + found["not_counted"]} == {("BO",)}


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("headline", ""),
        ("due", "?axis=99"),
        ("due", "?axis=uno"),
        ("due", "?axis=²"),
        ("due", "?country=CL"),
        ("due", "?country=BO&axis=1"),
    ],
)
def test_a_figure_that_does_not_exist_is_not_found(client, secretariat_bo, figure, query):
    make_activity(make_roadmap())
    assert page(client, secretariat_bo, figure, query).status_code == 404


def test_who_is_of_no_party_does_not_find_it(client, outsider, observer):
    make_roadmap()
    for user in (outsider, observer):
        assert page(client, user, "due").status_code == 404


def test_its_links_keep_the_day_and_the_scope(client, secretariat_bo):
    make_sample()
    text = page(client, secretariat_bo, "fulfilment", "?axis=2&as_of=2026-09-30").content.decode()
    others = re.findall(r'href="(/roadmaps/bo-pe-2025-2026/why/\w+/[^"]*)"', text)
    assert len(others) == 3
    assert all(
        address.endswith("?axis=2&amp;as_of=2026-09-30") or address.endswith("?axis=2&as_of=2026-09-30")
        for address in others
    )


def test_withdrawn_activities_are_named_outside_the_figure(client, secretariat_bo):
    roadmap = make_roadmap()
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "1.2", withdrawn_on=date(2026, 1, 1))
    found = as_json(client, secretariat_bo, "fulfilment")
    assert numbers(found["outside"]) == ["1.2"]


def test_a_weighted_sum_is_written_with_two_decimals(client, secretariat_bo):
    make_sample()
    assert page(client, secretariat_bo, "average").context["division"] == "841,67 ÷ 11 = 76,5\xa0%"


def test_the_rule_of_a_country_speaks_of_its_own_part(client, secretariat_bo):
    make_activity(make_roadmap())
    whole = page(client, secretariat_bo, "average").context["rule"]
    own = page(client, secretariat_bo, "average", "?country=BO").context["rule"]
    assert "conjunta" in " ".join(whole)
    assert "conjunta" not in " ".join(own)
