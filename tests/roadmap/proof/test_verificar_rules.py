"""The verifier's own reading of the rules gives what `roadmap.completion` gives, on everything."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given

from accounts import countries
from roadmap import summary
from roadmap.completion import Report, RoadmapPlan
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from roadmap.models import Roadmap
from roadmap.proof import verificar
from tests import generator
from tests.build import make_activity, make_evidence, make_report, make_roadmap
from tests.roadmap.completion_examples import CASES, case_plan, case_reports, instant
from tests.roadmap.proof.contents import content_of
from tests.roadmap.test_completion_properties import days, histories, known, plans

EXPECTED = json.loads(Path("tests/data/expected_figures.json").read_text())
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def found(content: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What the verifier finds wrong with the figures of a content."""
    said = verificar.Words(out=lambda line: None)
    verificar.check_figures("here", content, said)
    return said.mistakes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case(case: dict[str, Any]) -> None:
    known_at = case["ask"]["known_at"]
    content = content_of(
        case_plan(case),
        case_reports(case),
        as_of=date.fromisoformat(case["ask"]["as_of"]),
        known_at=None if known_at is None else instant(known_at),
    )
    computed = verificar.compute(content)
    assert {key: computed[key] for key in case["expect"] if key != "activities"} == {
        key: value for key, value in case["expect"].items() if key != "activities"
    }
    assert found(content) == []


@given(plans(), histories, days, known)
def test_any_roadmap_and_any_history_give_the_same_figures(
    plan: RoadmapPlan, history: list[Report], day: date, known_at: datetime | None
) -> None:
    assert found(content_of(plan, history, as_of=day, known_at=known_at)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("case", EXPECTED)
def test_the_sample_workbooks_give_the_expected_figures(case: str) -> None:
    code, cutoff = case.split("@")
    for path in sorted(Path("roadmap/demo_data").glob("*.xlsx")):
        apply.apply(read_workbook(path.read_bytes(), countries=countries.known()), by=None, now=NOW)
    roadmap = Roadmap.objects.with_parties().get(code=code)
    content = json.loads(summary.freeze(roadmap, as_of=date.fromisoformat(cutoff), now=NOW).content)
    computed = verificar.compute(content)
    expected = {key: value for key, value in EXPECTED[case].items() if key != "activities"}
    assert {key: computed[key] for key in expected} == expected
    assert found(content) == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_generated_roadmaps_give_the_same_figures_on_every_cutoff_date(seed: int) -> None:
    shape = generator.Shape(activities=12, reports=14, seed=seed, history=False)
    generator.fill(shape)
    roadmap = Roadmap.objects.with_parties().get()
    for cutoff in [*roadmap.cutoff_dates.values_list("day", flat=True), shape.end]:
        content = json.loads(summary.freeze(roadmap, as_of=cutoff, now=NOW).content)
        assert verificar.compute(content) == content["figures"]
        assert found(content) == []


def test_a_figure_that_does_not_follow_is_named() -> None:
    case = next(case for case in CASES if case["id"] == "ninety-two")
    content = content_of(case_plan(case), case_reports(case), as_of=date(2026, 12, 31))
    content["figures"]["activities"]["1.2"]["countries"]["PE"]["value"] = "99.9"
    content["figures"]["axes"]["1"]["average"] = "1.0"
    told = {(what["path"], what["stands"]) for _key, what in found(content)}
    assert told == {("actividad › 1.2 › país › PE › valor", "99.9"), ("eje › 1 › avance promedio", "1.0")}


# --- Agreements by silence --------------------------------------------------------------------------------
@pytest.fixture
def silent() -> dict[str, Any]:
    """Two reports of Peru that say the same, the second one agreed with by silence, frozen after its term."""
    with time_machine.travel(datetime(2026, 1, 10, 15, tzinfo=UTC), tick=False):
        roadmap = make_roadmap(status="in_force", tacit_conformity=True)
    activity = make_activity(roadmap)
    for report in (make_report(activity, percent=80), make_report(activity, percent=100)):
        make_evidence(report)
    roadmap = Roadmap.objects.with_parties().get()
    return json.loads(summary.freeze(roadmap, as_of=date(2026, 9, 30), now=NOW).content)


def why(content: dict[str, Any]) -> list[str]:
    """Why each tacit answer of the content is none."""
    content["figures"] = verificar.compute(content)
    english = verificar.WORDS
    said = {english[key][0]: key for key in english if key.startswith("tacit.")}
    return [said[what["why"]] for key, what in found(content) if key == "tacit.wrong"]


@pytest.mark.django_db
def test_an_agreement_by_silence_is_one_by_the_rules_of_both_parties(silent: dict[str, Any]) -> None:
    assert [row["tacit"] for row in silent["answers"]] == [True]
    assert silent["figures"]["activities"]["1.1"]["countries"]["PE"]["conformity"] == "agreed"
    assert found(silent) == []


@pytest.mark.django_db
def test_an_agreement_by_silence_that_is_none_is_named(silent: dict[str, Any]) -> None:
    def changed(path: str, value: Any) -> dict[str, Any]:
        content = json.loads(json.dumps(silent))
        *steps, last = path.split(".")
        place = content
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
        return content

    assert why(changed("answers.0.at", "2026-06-20T03:59:59.999999Z")) == ["tacit.term"]
    assert why(changed("answers.0.decision", "observed")) == ["tacit.rule"]
    assert why(changed("roadmap.answering.first", {"days": 30, "tacit": False})) == ["tacit.rule"]
    assert why(changed("roadmap.answering.first", {"days": 10, "tacit": True})) == ["tacit.term"]
    assert why(changed("roadmap.begun_at", "2026-12-01T00:00:00Z")) == ["tacit.begun"]
    assert why(changed("reports.1.from_workbook", True)) == ["tacit.begun"]
    assert why(changed("answers.0.report", silent["reports"][0]["ref"])) == ["tacit.last"]
    content = changed("notes", [])
    own = {"ref": "conformity/1", "at": "2026-06-03T12:00:00Z", "tacit": False, "decision": "observed"}
    content["answers"].insert(0, {**content["answers"][0], **own})
    assert why(content) == ["tacit.answered"]
