"""Rules are data: read once, and refused where they are unsound or could take for ever."""

from typing import Any

import pytest

from roadmap.screening import known, label, rules

RULE: dict[str, Any] = {"kind": "x", "label": {"es": "una x", "en": "an x"}, "pattern": r"\bx\d{1,9}"}


def read(*changed: dict[str, Any], **more: Any) -> rules.RuleSet:
    data = {"format": "alternat-screening/1", "country": "ZZ", "rules": list(changed), **more}
    return rules.read(data, name="ZZ", names={})


def test_every_set_that_is_there_can_be_used():
    assert known() == ("BO", "PE")
    assert rules.of(("BO", "PE", "XA")).rules


def test_every_kind_has_a_name_in_both_languages():
    kinds = {rule.kind for rule in rules.of(known()).rules}
    assert all(label(kind, "es") != label(kind, "en") for kind in kinds)
    assert label("pe-dni", "es") == "un DNI del Perú"


def test_a_kind_whose_rule_is_gone_is_told_by_its_key():
    assert label("old-rule", "es") == "old-rule"


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": r"(\w+\s?)+x"},
        {"pattern": "x*"},
        {"pattern": "x{3,}"},
        {"pattern": "("},
        {"words": ["x+"]},
        {"label": {"es": "una x"}},
        {"colour": "red"},
    ],
)
def test_a_rule_that_is_unsound_or_could_take_for_ever_is_refused(wrong):
    assert read(RULE).rules
    with pytest.raises(rules.RulesUnsound, match="ZZ"):
        read({**RULE, **wrong})


def test_plus_and_star_inside_a_class_are_characters():
    assert read({**RULE, "pattern": r"[+*]\+x"}).rules


def test_a_set_of_another_country_or_format_is_refused():
    with pytest.raises(rules.RulesUnsound):
        read(RULE, country="YY")
    with pytest.raises(rules.RulesUnsound):
        read(RULE, format="alternat-screening/2")
