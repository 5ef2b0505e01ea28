"""The sample workbooks, imported, give exactly the figures that were worked out beforehand by hand of the rules."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from accounts import countries
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook

pytestmark = pytest.mark.on_both

EXPECTED = json.loads(Path("tests/data/expected_figures.json").read_text())
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def contained(expected: object, given: object) -> object:
    """The part of `given` that has the keys of `expected`."""
    if isinstance(expected, dict) and isinstance(given, dict):
        return {key: contained(value, given[key]) for key, value in expected.items()}
    return given


@pytest.mark.django_db
@pytest.mark.parametrize("case", EXPECTED)
def test_completion_gives_the_expected_figures(case: str) -> None:
    code, cutoff = case.split("@")
    for path in sorted(Path("roadmap/demo_data").glob("*.xlsx")):
        apply.apply(read_workbook(path.read_bytes(), countries=countries.known()), by=None, now=NOW)
    output = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("completion", code, as_of=cutoff, json=True, stdout=output)
    figures = json.loads(output.getvalue())
    assert contained(EXPECTED[case], figures) == EXPECTED[case]
    for part in ("axes", "countries", "activities"):
        assert figures[part].keys() == EXPECTED[case][part].keys()
