"""From the filled form to drafts and submitted reports, or to what keeps them back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role
from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from roadmap.offline import handing_in, writing
from roadmap.offline.reading import read_form
from tests.build import make_roadmap, make_user
from tests.roadmap.offline.forms import CUTOFF, FULL, NOW, errors_of, fill, form_of, submitted


def test_what_is_filled_in_is_submitted_as_on_the_page(blank, roadmap, focal_bo):
    first, second = submitted(fill(blank, FULL), roadmap, focal_bo)
    for report in (first, second):
        report.refresh_from_db()
    assert (first.status, first.milestones_met, first.as_of) == ("submitted", ["H1", "H2"], CUTOFF)
    assert (second.percent, second.institution.acronym, second.author) == (Decimal(75), "FGE", focal_bo)
    assert [one.url for one in second.evidence.all()] == ["https://example.org/acta"]


def test_drafts_are_saved_for_files_to_be_added(blank, roadmap, focal_bo):
    reports = submitted(fill(blank, FULL), roadmap, focal_bo, submit=False)
    assert {report.status for report in reports} == {"draft"}


def test_an_empty_row_is_no_report(blank, roadmap, focal_bo):
    outcome = handing_in.preview(read_form(blank), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["empty", "empty"]
    with pytest.raises(workflow.IllegalTransition):
        submitted(blank, roadmap, focal_bo)
    assert ProgressReport.objects.count() == 1


def test_looking_at_the_preview_writes_nothing(blank, roadmap, focal_bo):
    outcome = handing_in.preview(read_form(fill(blank, FULL)), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["new", "new"]
    assert ProgressReport.objects.count() == 1


def test_a_form_uploaded_twice_changes_nothing(blank, roadmap, focal_bo):
    content = fill(blank, FULL)
    submitted(content, roadmap, focal_bo)
    before = list(ProgressReport.objects.values())
    outcome = handing_in.preview(read_form(content), roadmap, by=focal_bo, now=NOW)
    assert [entry.state for entry in outcome.entries] == ["already", "already"]
    with pytest.raises(workflow.IllegalTransition):
        submitted(content, roadmap, focal_bo)
    assert list(ProgressReport.objects.values()) == before


def test_drafts_uploaded_twice_are_the_same_drafts(blank, roadmap, focal_bo):
    content = fill(blank, FULL)
    first = submitted(content, roadmap, focal_bo, submit=False)
    again = submitted(content, roadmap, focal_bo, submit=False)
    assert [(one.pk, one.version) for one in first] == [(one.pk, one.version) for one in again]


def test_an_open_draft_is_gone_on_with_unless_it_changed_after_the_preview(blank, roadmap, focal_bo):
    read = read_form(fill(blank, FULL))
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    draft = workflow.start(Activity.objects.get(number="1.2"), as_of=CUTOFF, by=focal_bo, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    reports = submitted(fill(blank, FULL), roadmap, focal_bo)
    assert draft.pk in [report.pk for report in reports]


def test_who_clicks_twice_hands_in_once(blank, roadmap, focal_bo):
    read = read_form(fill(blank, FULL))
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    assert ProgressReport.objects.filter(status="submitted").count() == 2


def test_what_only_a_submission_lacks_is_told_and_can_be_saved(blank, roadmap, focal_bo):
    content = fill(blank, {"1.2": {"percent": 50}})
    outcome = handing_in.preview(read_form(content), roadmap, by=focal_bo, now=NOW)
    assert outcome.can_submit is False
    read = read_form(content)
    with pytest.raises(handing_in.Refused) as refused:
        handing_in.hand_in(read, roadmap, seen=outcome.fingerprint, submit=True, by=focal_bo, now=NOW)
    assert [error.cell for error in refused.value.errors] == ["G7"]
    assert ProgressReport.objects.count() == 1
    assert submitted(content, roadmap, focal_bo, submit=False)[0].status == "draft"


def test_one_report_that_cannot_be_submitted_keeps_all_back(blank, roadmap, focal_bo):
    content = fill(blank, {**FULL, "1.2": {"percent": 50}})
    read = read_form(content)
    seen = handing_in.preview(read, roadmap, by=focal_bo, now=NOW).fingerprint
    with pytest.raises(handing_in.Refused):
        handing_in.hand_in(read, roadmap, seen=seen, submit=True, by=focal_bo, now=NOW)
    assert ProgressReport.objects.count() == 1


def test_a_cutoff_that_has_not_come_is_refused_as_on_the_page(roadmap, focal_bo):
    content = writing.write(form_of(focal_bo, roadmap, date(2026, 12, 31)), language="es")
    assert errors_of(fill(content, FULL), roadmap, focal_bo) == ["Avances!B4", "Avances!B7"]


def test_an_outdated_form_is_told(blank, roadmap, focal_bo):
    Activity.objects.filter(number="1.2").update(title="Otro título")
    assert errors_of(fill(blank, FULL), roadmap, focal_bo) == ["Formulario!"]


def test_another_institution_s_form_is_told(blank, roadmap, focal_bo, focal_pe):
    other = make_user("otro.bo@example.org", Role.FOCAL_POINT, "BO", "ST-CPCTTP")
    for by in (focal_pe, other):
        assert errors_of(fill(blank, FULL), roadmap, by) == ["Formulario!"]


def test_another_roadmap_s_form_is_told(blank, focal_bo):
    other = make_roadmap("otra", status="in_force")
    assert errors_of(fill(blank, FULL), other, focal_bo) == ["Formulario!"]


@pytest.mark.parametrize("person", ["secretariat_bo", "reader", "authority_pe", "operator", "outsider"])
def test_only_focal_points_hand_a_form_in(blank, roadmap, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        handing_in.preview(read_form(fill(blank, FULL)), roadmap, by=by, now=NOW)
