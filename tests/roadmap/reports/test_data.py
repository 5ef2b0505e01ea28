"""The JSON: the whole context, percentages as text, days as ISO 8601; what the schema in the README says."""

import json
from dataclasses import fields

import pytest

from roadmap.reports import data
from roadmap.reports.contents import ReportContext

from .conftest import EXPECTED

pytestmark = pytest.mark.any_database


def test_the_whole_context_is_there(contexts):
    made = json.loads(data.render(contexts["PE", "es"]))
    assert made.keys() == {field.name for field in fields(ReportContext)}
    assert (made["schema_version"], made["cutoff"], made["copy"]) == (1, "2026-09-30", "PE")


def test_it_has_the_expected_figures(contexts):
    made = json.loads(data.render(contexts["BO", "en"]))
    figures = {figure["key"]: figure for figure in made["figures"]}
    assert figures["fulfilment"]["percent"] == EXPECTED["fulfilment"]
    assert figures["average"]["percent"] == EXPECTED["average"]
    values = {one["number"]: one["value"] for axis in made["axes"] for one in axis["activities"]}
    assert values == {number: one["value"] for number, one in EXPECTED["activities"].items()}


def test_an_act_keeps_the_hour_of_its_country(contexts):
    made = json.loads(data.render(contexts["PE", "es"]))
    peru, bolivia = made["axes"][0]["activities"][0]["sides"]
    assert peru["report"]["validated_at"].endswith("-05:00")
    assert bolivia["report"]["validated_at"].endswith("-04:00")
