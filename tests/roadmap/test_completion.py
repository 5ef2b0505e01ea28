"""The worked cases: what the rules give, case by case, in the shape that the completion command prints."""

from datetime import date
from typing import Any

import pytest

from roadmap.completion import as_dict, compute

from .completion_examples import CASES, case_plan, case_reports, instant


def only(expected: Any, actual: Any) -> Any:
    """The part of `actual` that `expected` speaks of."""
    if not isinstance(expected, dict):
        return actual
    return {key: only(value, actual[key]) for key, value in expected.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case(case: dict[str, Any]) -> None:
    known_at = case["ask"]["known_at"]
    figures = compute(
        case_plan(case),
        case_reports(case),
        as_of=date.fromisoformat(case["ask"]["as_of"]),
        known_at=None if known_at is None else instant(known_at),
    )
    result = as_dict(figures)
    assert only(case["expect"], result) == case["expect"], case["why"]
    assert result["axes"] == case["expect"]["axes"]
    assert result["countries"] == case["expect"]["countries"]
    assert result["activities"].keys() == case["expect"]["activities"].keys()


def test_there_are_cases() -> None:
    assert len(CASES) == 24
