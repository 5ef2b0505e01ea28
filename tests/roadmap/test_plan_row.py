"""One activity of a plan as people write it."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Institution
from roadmap.forms.plan_row import NEW_AXIS, PlanRowForm
from tests.build import make_institution, make_roadmap

MILESTONES = {
    "milestones-TOTAL_FORMS": "2",
    "milestones-INITIAL_FORMS": "0",
    "milestones-0-key": "h1",
    "milestones-0-title": "Protocolo firmado",
    "milestones-0-due": "2026-06-30",
    "milestones-0-weight": "60",
    "milestones-1-key": "",
    "milestones-1-weight": "",
}


@pytest.fixture
def parties(db):
    return make_roadmap().parties()


@pytest.fixture
def leads(parties) -> dict[str, int]:
    return {code: make_institution(code, f"ST-{code}").pk for code in ("BO", "PE")}


def given(leads: dict[str, int], **changed: Any) -> dict[str, Any]:
    return {
        "number": "1.3",
        "axis": "Eje 1",
        "title": "Protocolo  conjunto",
        "kind": "joint",
        "weight": "1,5",
        "start": "2026-01-01",
        "deadline": "31/12/2026",
        "lead_BO": leads["BO"],
        "lead_PE": leads["PE"],
        **MILESTONES,
        **changed,
    }


def form(parties, data=None, **options: Any) -> PlanRowForm:
    return PlanRowForm(
        data, parties=parties, institutions=Institution.objects.all(), axes=["Eje 1"], **options
    )


def test_an_activity_is_read_as_plain_content(parties, leads):
    found = form(parties, given(leads))
    assert found.is_valid(), found.errors
    content = found.content
    assert (content["title"], content["weight"], content["deadline"]) == (
        "Protocolo conjunto",
        "1.5",
        "2026-12-31",
    )
    assert content["responsibles"]["BO"] == [
        {"institution": leads["BO"], "acronym": "ST-BO", "of": "BO", "role": "lead"}
    ]
    assert content["milestones"] == [
        {"key": "h1", "title": "Protocolo firmado", "due": "2026-06-30", "weight": "60"}
    ]


def test_what_was_written_comes_back_as_it_was(parties, leads):
    read = form(parties, given(leads))
    assert read.is_valid()
    again = form(parties, content=read.content)
    assert again["lead_BO"].value() == leads["BO"]
    assert again["deadline"].value() == date(2026, 12, 31)
    assert again.milestones.initial[0]["key"] == "h1"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weight": "0"}, "weight"),
        ({"weight": "mucho"}, "weight"),
        ({"deadline": "2025-12-31"}, "deadline"),
        ({"title": " "}, "title"),
        ({"axis": NEW_AXIS}, "new_axis"),
        ({"lead_PE": ""}, "__all__"),
        ({"kind": "national"}, "__all__"),
    ],
)
def test_what_the_import_refuses_is_refused_here_too(parties, leads, changed, field):
    found = form(parties, given(leads, **changed))
    assert not found.is_valid()
    assert field in found.errors


def test_two_milestones_never_have_the_same_key(parties, leads):
    found = form(parties, given(leads, **{"milestones-1-key": "h1", "milestones-1-title": "Otro"}))
    assert not found.is_valid()
    assert "key" in found.milestones.forms[1].errors


def test_who_is_also_responsible_needs_somebody_who_leads(parties, leads):
    other = make_institution("PE", "MIMP").pk
    found = form(parties, given(leads, kind="national", lead_PE="", co_PE=[other]))
    assert not found.is_valid()
    assert "lead_PE" in found.errors


def test_an_activity_in_force_keeps_its_number_and_axis(parties, leads):
    found = form(parties, given(leads), identified=False)
    assert found.is_valid(), found.errors
    assert "number" not in found.content
