"""Rule 9: how a figure is written, and the dictionary that the completion command prints."""

import json
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from roadmap.completion import Kind, as_dict, compute, one_decimal, whole

from .completion_examples import DATA, accepted, activity, agreed, plan, report

ON = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("value", "headline", "in_a_table"),
    [
        (Fraction(0), "0", "0.0"),
        (Fraction(1, 100_000), "1", "0.1"),
        (Fraction(1, 20), "1", "0.1"),
        (Fraction(49, 100), "1", "0.5"),
        (Fraction(149, 100), "1", "1.5"),
        (Fraction(25, 2), "13", "12.5"),
        (Fraction(27, 2), "14", "13.5"),
        (Fraction(1225, 100), "12", "12.3"),
        (Fraction(275, 3), "92", "91.7"),
        (Fraction(199, 2), "99", "99.5"),
        (Fraction(19_999_900, 200_000), "99", "99.9"),
        (Fraction(99_949, 1_000), "99", "99.9"),
        (Fraction(100), "100", "100.0"),
        (7, "7", "7.0"),
        (None, None, None),
    ],
)
def test_figures_are_rounded_half_up_but_never_to_all_or_nothing(
    value: Fraction | int | None, headline: str | None, in_a_table: str | None
) -> None:
    assert (whole(value), one_decimal(value)) == (headline, in_a_table)


def test_a_fraction_that_a_float_cannot_hold_is_rounded_exactly() -> None:
    just_below_half = Fraction(25, 2) - Fraction(1, 10**30)
    assert (whole(just_below_half), one_decimal(just_below_half)) == ("12", "12.5")


def test_the_dictionary_has_the_keys_of_the_command() -> None:
    said = report("BO", "2025-12-31", 100, "2026-01-10T10:00:00-04:00", answers=(agreed(),), entry=7)
    result = as_dict(compute(plan(activity(kind=Kind.JOINT)), [said], as_of=ON))
    assert list(result) == [
        "as_of",
        "rule_version",
        "signed",
        "withdrawn",
        "committed",
        "fulfilled",
        "fulfilment",
        "average",
        "display",
        "due",
        "due_fulfilled",
        "due_display",
        "expected_reports",
        "with_report",
        "axes",
        "countries",
        "activities",
    ]
    assert (result["as_of"], result["rule_version"]) == ("2026-03-31", 1)
    assert result["activities"]["1.1"] == {
        "value": "0.0",
        "fulfilled": False,
        "state": "at_risk",
        "countries": {
            "BO": {
                "value": "100.0",
                "fulfilled": True,
                "report": 7,
                "as_of": "2025-12-31",
                "validated_at": "2026-01-10T14:00:00Z",
                "conformity": "agreed",
                "evidence": 0,
            },
            "PE": {
                "value": "0.0",
                "fulfilled": False,
                "report": None,
                "as_of": None,
                "validated_at": None,
                "conformity": None,
                "evidence": 0,
            },
        },
    }


def test_the_dictionary_tells_the_answer_and_the_evidence_that_carried_on() -> None:
    reports = [
        report("BO", "2025-08-31", 50, answers=(agreed(),), accepted=(accepted(), accepted())),
        report("BO", "2025-12-31", 50, accepted=(accepted(),)),
    ]
    part = as_dict(compute(plan(), reports, as_of=ON))["activities"]["1.1"]["countries"]["BO"]
    assert (part["as_of"], part["conformity"], part["evidence"]) == ("2025-12-31", "agreed", 3)


@pytest.mark.parametrize(
    ("ref", "expected"), [(None, 4), (12, 12), ("r-1", "r-1"), (SimpleNamespace(pk=31), 31)]
)
def test_a_report_is_named_by_its_row_else_by_its_entry(ref: object, expected: int | str) -> None:
    said = report("BO", "2025-12-31", 50, entry=4, ref=ref)
    part = as_dict(compute(plan(), [said], as_of=ON))["activities"]["1.1"]["countries"]["BO"]
    assert part["report"] == expected


def test_the_dictionary_is_json_with_the_keys_of_the_expected_figures() -> None:
    for expected in json.loads((DATA / "expected_figures.json").read_text(encoding="utf-8")).values():
        result = json.loads(json.dumps(as_dict(compute(plan(), [], as_of=ON))))
        assert expected.keys() <= result.keys()
        tally = next(iter(expected["axes"].values()))
        assert result["axes"]["1"].keys() == result["countries"]["BO"].keys() == tally.keys()
