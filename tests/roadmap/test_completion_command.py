"""`manage.py completion`: the same figures as everywhere, and one plain line for what cannot be answered."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from roadmap.models import DeclaredFigure
from tests.build import make_activity, make_evidence, make_report, make_roadmap

ROOT = Path(__file__).parents[2]


def answer(capsys, *args: str) -> str:
    call_command("completion", *args)
    return capsys.readouterr().out


@pytest.fixture
def roadmap(db):
    roadmap = make_roadmap(conformity_required=False)
    make_evidence(make_report(make_activity(roadmap, kind="parallel"), "PE", percent="83.35"))
    return roadmap


def test_json_has_every_key_of_the_contract(roadmap, capsys):
    figures = json.loads(answer(capsys, roadmap.code, "--as-of", "2026-09-30", "--json"))
    keys = "roadmap as_of rule_version signed withdrawn committed fulfilled fulfilment average display due"
    keys += " due_fulfilled due_display expected_reports with_report axes countries activities"
    assert list(figures) == keys.split()
    assert (figures["average"], figures["display"], figures["due_display"]) == ("41.7", "0", None)
    part = figures["activities"]["1.1"]["countries"]["PE"]
    assert part == {
        "value": "83.4",
        "fulfilled": False,
        "report": roadmap.activities.get().progress_reports.get().pk,
        "as_of": "2026-04-30",
        "validated_at": "2026-06-01T12:00:00Z",
        "conformity": None,
        "evidence": 1,
        "standing": "waiting",
    }


def test_without_json_it_is_to_be_read(roadmap, capsys):
    text = answer(capsys, roadmap.code, "--as-of", "2026-09-30")
    assert "41,7\N{NO-BREAK SPACE}%" in text
    assert "30/09/2026" in text


def test_a_declared_figure_is_said_and_nothing_is_computed(db, capsys):
    roadmap = make_roadmap("bo-pe-2021-2022")
    DeclaredFigure.objects.create(roadmap=roadmap, value=Decimal("92"), source="Comunicado")
    text = answer(capsys, roadmap.code)
    assert "92\N{NO-BREAK SPACE}%" in text
    assert "Comunicado" in text
    figures = json.loads(answer(capsys, roadmap.code, "--json"))
    assert (figures["committed"], figures["fulfilment"]) == (0, None)


def test_known_at_leaves_out_what_came_later(roadmap, capsys):
    before = answer(
        capsys, roadmap.code, "--as-of", "2026-09-30", "--known-at", "2026-06-01T06:59-05:00", "--json"
    )
    after = answer(
        capsys, roadmap.code, "--as-of", "2026-09-30", "--known-at", "2026-06-01T12:00:00Z", "--json"
    )
    assert [json.loads(text)["with_report"] for text in (before, after)] == [0, 1]


@pytest.mark.parametrize(
    "args",
    [
        ["no-existe"],
        ["bo-pe-2025-2026", "--as-of", "2026-02-30"],
        ["bo-pe-2025-2026", "--as-of", "ayer"],
        ["bo-pe-2025-2026", "--as-of", "2999-01-01"],
        ["bo-pe-2025-2026", "--known-at", "hoy"],
        ["bo-pe-2025-2026", "--known-at", "2026-13-01T00:00:00Z"],
    ],
)
def test_what_cannot_be_answered_is_one_plain_line(roadmap, args):
    with pytest.raises(CommandError) as refused:
        call_command("completion", *args)
    assert "\n" not in str(refused.value)
    assert args[-1] in str(refused.value)


def test_today_in_one_of_the_two_countries_is_not_the_future(roadmap):
    """At 04:30 UTC it is the 2nd in La Paz and still the 1st in Lima."""
    with time_machine.travel(datetime(2026, 6, 2, 4, 30, tzinfo=UTC)):
        call_command("completion", roadmap.code, "--as-of", "2026-06-02")
        with pytest.raises(CommandError):
            call_command("completion", roadmap.code, "--as-of", "2026-06-03")
