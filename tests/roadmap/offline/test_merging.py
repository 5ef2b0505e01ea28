"""A form that meets an open report: what it leaves blank stays, what it replaces is told before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Role
from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from roadmap.offline import handing_in
from roadmap.offline.reading import read_form
from tests.build import make_report, make_user
from tests.roadmap.offline.forms import CUTOFF, NOW, TOLD, fill, submitted

WRITTEN = {
    "description": "Se hizo un taller.",
    "difficulties": "Faltó presupuesto.",
    "next_steps": "Un segundo taller.",
    "value_reached": "120 personas",
}


def draft_of(number: str, by, as_of: date = CUTOFF, **fields: Any) -> ProgressReport:
    activity = Activity.objects.get(number=number)
    report = workflow.start(activity, as_of=as_of, by=by, now=NOW)
    return workflow.save_draft(report.pk, fields=WRITTEN | fields, version=report.version, by=by, now=NOW)


def preview_of(content: bytes, roadmap, by) -> handing_in.Outcome:
    return handing_in.preview(read_form(content), roadmap, by=by, now=NOW)


def problems_of(content: bytes, roadmap, by) -> list[str]:
    with pytest.raises(handing_in.Refused) as refused:
        preview_of(content, roadmap, by)
    return [f"{error.cell}: {error.problem}" for error in refused.value.errors]


def test_a_blank_cell_takes_nothing_away(blank, roadmap, focal_bo):
    draft = draft_of("1.2", focal_bo, percent=Decimal(40))
    submitted(fill(blank, {"1.2": {"percent": 75}}), roadmap, focal_bo, submit=False)
    draft.refresh_from_db()
    assert draft.percent == 75
    assert {name: getattr(draft, name) for name in WRITTEN} == WRITTEN


def test_a_blank_percentage_takes_nothing_away(blank, roadmap, focal_bo):
    draft = draft_of("1.2", focal_bo, percent=Decimal(40))
    submitted(fill(blank, {"1.2": {"description": TOLD}}), roadmap, focal_bo, submit=False)
    draft.refresh_from_db()
    assert (draft.percent, draft.description) == (Decimal(40), TOLD)


@pytest.mark.parametrize(
    ("ticks", "met"),
    [
        ({}, ["H1", "H2"]),
        ({"1.1/H1": {"met": "No"}}, ["H2"]),
        ({"1.1/H1": {"met": None}}, ["H2"]),
        ({"1.1/H2": {"met": "No"}}, ["H1"]),
    ],
    ids=["as printed", "taken back", "cleared", "a no where the draft says yes"],
)
def test_only_ticks_that_were_changed_change_the_draft(blank, roadmap, focal_bo, ticks, met):
    draft = draft_of("1.1", focal_bo, milestones_met=["H1", "H2"])
    submitted(fill(blank, {"1.1": {"description": TOLD}, **ticks}), roadmap, focal_bo, submit=False)
    draft.refresh_from_db()
    assert draft.milestones_met == met


def test_what_was_validated_after_the_download_is_not_taken_back(blank, roadmap, focal_bo):
    make_report(
        Activity.objects.get(number="1.1"), "BO", milestones_met=["H1", "H2"], as_of=date(2026, 8, 31)
    )
    report = submitted(fill(blank, {"1.1": {"description": TOLD}}), roadmap, focal_bo, submit=False)[0]
    assert report.milestones_met == ["H1", "H2"]


def test_a_no_alone_is_a_report_where_the_draft_says_yes(blank, roadmap, focal_bo):
    told = {"1.1/H2": {"met": "No"}}
    assert [one.state for one in preview_of(fill(blank, told), roadmap, focal_bo).entries] == ["empty"] * 2
    draft_of("1.1", focal_bo, milestones_met=["H1", "H2"])
    entry = preview_of(fill(blank, told), roadmap, focal_bo).entries[0]
    assert (entry.state, [one.label for one in entry.replaced]) == ("draft", ["Hito H2"])


def test_the_preview_tells_what_is_replaced(blank, roadmap, focal_bo):
    draft_of("1.2", focal_bo, percent=Decimal(40))
    told = {"1.2": {"percent": 75, "description": TOLD, "explanation": "Se corrigió."}}
    entry = preview_of(fill(blank, told), roadmap, focal_bo).entries[1]
    assert [(one.old[:4], one.new[:4]) for one in entry.replaced] == [("40 %", "75 %"), ("Se h", TOLD[:4])]


def test_another_institution_s_draft_is_not_written_in(blank, roadmap, focal_bo):
    other = make_user("otro.bo@example.org", Role.FOCAL_POINT, "BO", "ST-CPCTTP")
    draft_of("1.2", other, percent=Decimal(40))
    before = list(ProgressReport.objects.values())
    told = problems_of(fill(blank, {"1.2": {"percent": 75}}), roadmap, focal_bo)
    assert [(problem[:4], "ST-CPCTTP" in problem) for problem in told] == [("B7: ", True)]
    assert list(ProgressReport.objects.values()) == before


def test_a_draft_of_another_cutoff_date_is_not_moved(blank, roadmap, focal_bo):
    draft = draft_of("1.2", focal_bo, as_of=date(2026, 10, 3), percent=Decimal(40))
    told = problems_of(fill(blank, {"1.2": {"percent": 75}}), roadmap, focal_bo)
    assert [problem[:4] for problem in told] == ["B7: "]
    draft.refresh_from_db()
    assert (draft.as_of, draft.percent) == (date(2026, 10, 3), Decimal(40))


def test_a_draft_that_somebody_saved_after_the_preview_is_looked_at_again(blank, roadmap, focal_bo):
    draft = draft_of("1.2", focal_bo, percent=Decimal(40))
    content = fill(blank, {"1.2": {"percent": 75}})
    seen = preview_of(content, roadmap, focal_bo).fingerprint
    fields = {"difficulties": "Se resolvieron."}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=focal_bo, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        handing_in.hand_in(read_form(content), roadmap, seen=seen, submit=False, by=focal_bo, now=NOW)
    draft.refresh_from_db()
    assert draft.percent == 40
