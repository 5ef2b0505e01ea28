"""Who answers for an activity, and its milestones: what one cell lists."""

from decimal import Decimal

import pytest

from tests.roadmap.imports.books import activity


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("MIMP; MRE", {"MIMP": "lead", "MRE": "co_responsible"}),
        ("MIMP\nMRE (lidera)", {"MIMP": "co_responsible", "MRE": "lead"}),
        ("MIMP; MRE (L); OIM", {"MIMP": "co_responsible", "MRE": "lead", "OIM": "co_responsible"}),
        ("mimp ; m r e (LIDERA)", {"MIMP": "co_responsible", "MRE": "lead"}),
        ("MIMP; OIM (apoya)", {"MIMP": "lead", "OIM": "support"}),
        ("MIMP; MIMP;", {"MIMP": "lead"}),
        ("Ministerio de la Mujer", {"MIMP": "lead"}),
    ],
)
def test_institutions_in_a_cell_are_listed_and_one_leads(written: str, roles: dict[str, str]) -> None:
    side = [one for one in activity(None, Actividades_E2=written).responsibles if one.country == "PE"]
    assert {one.acronym: one.role for one in side} == roles
    assert {one.institution_country for one in side if one.acronym == "OIM"} <= {None}


@pytest.mark.parametrize(
    ("written", "weights"),
    [
        ("a | Uno | 2026\nb | Dos", [1, 1]),
        ("a | Uno | 2026 | 1\nb | Dos | | 2,5", [1, Decimal("2.5")]),
        ("-", []),
    ],
)
def test_milestones_weigh_the_same_without_any_weight(written: str, weights: list[Decimal]) -> None:
    milestones = activity(None, Actividades_J2=written, Avances_E3=None).milestones
    assert [one.weight for one in milestones] == weights
