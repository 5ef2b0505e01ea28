"""A report's way: written, submitted, validated or returned, answered by the counterpart."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.models import User
from roadmap import workflow
from roadmap.models import Activity, Conformity, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_institution, make_report, make_roadmap

pytestmark = pytest.mark.on_both

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def draft(activity, focal_pe) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal("75.5"), "description": "Dos talleres en Desaguadero."}
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)


@pytest.fixture
def submitted(draft, focal_pe) -> ProgressReport:
    return workflow.submit(draft.pk, by=focal_pe, now=NOON)


@pytest.fixture
def validated(submitted, secretariat_pe) -> ProgressReport:
    return workflow.validate(submitted.pk, by=secretariat_pe, now=NOON)


def returned(report: ProgressReport, by: User) -> ProgressReport:
    return workflow.return_for_changes(report.pk, reason="Falta el acta.", by=by, now=LATER)


# --- Starting ---------------------------------------------------------------------------------------------
def test_a_focal_point_starts_a_draft_in_the_name_of_their_institution(activity, focal_pe):
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    assert (report.status, report.country_id, report.institution) == ("draft", "PE", focal_pe.institution)
    assert (report.author, list(report.writers.all()), report.created_at) == (focal_pe, [focal_pe], NOON)
    assert (report.percent, report.milestones_met) == (None, [])


def test_a_secretariat_types_a_report_in_for_an_institution_of_its_side(activity, secretariat_pe, focal_pe):
    report = workflow.start(
        activity, as_of=CUTOFF, by=secretariat_pe, now=NOON, institution=focal_pe.institution
    )
    assert (report.institution, report.author) == (focal_pe.institution, secretariat_pe)


def test_without_a_word_a_secretariat_reports_for_the_lead(activity, secretariat_pe):
    report = workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON)
    assert str(report.institution) == "ST-CMNP"


def test_nobody_reports_for_an_institution_of_the_other_side(activity, secretariat_pe, focal_bo):
    with pytest.raises(PermissionDenied):
        workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON, institution=focal_bo.institution)


def test_nobody_reports_for_the_other_country(activity, secretariat_pe, focal_bo):
    with pytest.raises(PermissionDenied):
        workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON, country=focal_bo.country)


def test_a_focal_point_does_not_report_for_another_institution_of_the_own_side(activity, focal_pe):
    lead = make_institution("PE", "ST-CMNP")
    with pytest.raises(PermissionDenied):
        workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON, institution=lead)


def test_a_focal_point_whose_institution_does_not_answer_for_it_cannot_report(focal_pe):
    activity = make_activity(make_roadmap())
    with pytest.raises(PermissionDenied):
        workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)


@pytest.mark.parametrize(
    "person", ["authority_pe", "ministry_pe", "reader", "consul", "operator", "outsider"]
)
def test_others_cannot_report(activity, person, request):
    with pytest.raises(PermissionDenied):
        workflow.start(activity, as_of=CUTOFF, by=request.getfixturevalue(person), now=NOON)


def test_a_draft_opens_with_what_was_last_validated(activity, focal_pe):
    make_report(activity, "PE", percent=40, as_of=date(2025, 12, 31))
    make_report(activity, "PE", percent=99, as_of=date(2026, 5, 20))
    make_report(activity, "BO", percent=10, as_of=date(2026, 3, 31))
    assert workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON).percent == 40


def test_a_draft_opens_with_the_milestones_met_that_are_still_in_the_plan(focal_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"H1": 1, "H2": 1})
    make_report(activity, "PE", milestones_met=["H2", "H9"], as_of=date(2025, 12, 31))
    assert workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON).milestones_met == ["H2"]


def test_a_country_works_on_one_report_of_an_activity_at_a_time(draft, activity, secretariat_pe, focal_bo):
    with pytest.raises(workflow.AlreadyOpen) as refusal:
        workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON)
    assert refusal.value.report == draft
    assert workflow.start(activity, as_of=CUTOFF, by=focal_bo, now=NOON).country_id == "BO"


# --- The day ----------------------------------------------------------------------------------------------
def test_no_report_for_a_day_before_the_roadmap(activity, focal_pe):
    with pytest.raises(ValidationError, match="2025"):
        workflow.start(activity, as_of=date(2025, 4, 23), by=focal_pe, now=NOON)
    assert workflow.start(activity, as_of=date(2025, 4, 24), by=focal_pe, now=NOON).pk


def test_the_future_begins_when_it_does_in_the_country_that_reports(activity, focal_pe, focal_bo):
    """At 04:30 UTC it is still the day before in Lima (UTC-5), and the new day in La Paz (UTC-4)."""
    night, day = datetime(2026, 6, 2, 4, 30, tzinfo=UTC), date(2026, 6, 2)
    with pytest.raises(ValidationError) as refusal:
        workflow.start(activity, as_of=day, by=focal_pe, now=night)
    assert "as_of" in refusal.value.message_dict
    assert workflow.start(activity, as_of=day, by=focal_bo, now=night).as_of == day


def test_no_report_on_an_activity_before_it_entered_or_after_it_was_withdrawn(focal_pe):
    roadmap = make_roadmap()
    late = make_activity(roadmap, "1.1", responsibles=SIDES, effective_from=date(2026, 5, 1))
    gone = make_activity(roadmap, "1.2", responsibles=SIDES, withdrawn_on=date(2026, 4, 30))
    for activity in (late, gone):
        with pytest.raises(ValidationError):
            workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)


# --- Writing ----------------------------------------------------------------------------------------------
def test_what_is_written_is_kept_with_who_wrote_it(draft, secretariat_pe, focal_pe):
    saved = workflow.save_draft(
        draft.pk, fields={"difficulties": "Lluvias."}, version=draft.version, by=secretariat_pe, now=LATER
    )
    assert (saved.difficulties, saved.version) == ("Lluvias.", draft.version + 1)
    assert set(saved.writers.all()) == {focal_pe, secretariat_pe}
    line = saved.history.first()
    assert (line.history_user, line.history_date) == (secretariat_pe, LATER)


def test_saving_what_is_there_already_is_no_edit(draft, secretariat_pe, focal_pe):
    fields = {"percent": Decimal("75.50"), "description": draft.description}
    saved = workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=secretariat_pe, now=LATER)
    assert (saved.version, list(saved.writers.all())) == (draft.version, [focal_pe])


def test_an_edit_in_between_is_noticed_and_nothing_is_overwritten(draft, secretariat_pe, focal_pe):
    seen = draft.version
    workflow.save_draft(draft.pk, fields={"description": "Uno."}, version=seen, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.EditedMeanwhile) as refusal:
        workflow.save_draft(draft.pk, fields={"description": "Dos."}, version=seen, by=focal_pe, now=LATER)
    assert refusal.value.current.description == "Uno."
    draft.refresh_from_db()
    assert draft.description == "Uno."


@pytest.mark.parametrize(
    ("percent", "said"),
    [("100.5", "100"), ("-1", "100"), ("NaN", "100"), ("Infinity", "100"), ("99.9999999999999", "12")],
)
def test_a_percentage_goes_from_0_to_100(draft, focal_pe, percent, said):
    with pytest.raises(ValidationError, match=said) as refusal:
        workflow.save_draft(
            draft.pk, fields={"percent": Decimal(percent)}, version=draft.version, by=focal_pe, now=NOON
        )
    assert list(refusal.value.message_dict) == ["percent"]


def test_milestones_tell_the_progress_where_there_are_some(focal_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"H1": 1, "H2": 1})
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    for fields, name in (
        ({"percent": Decimal(50)}, "percent"),
        ({"milestones_met": ["H1", "H7"]}, "milestones_met"),
    ):
        with pytest.raises(ValidationError) as refusal:
            workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)
        assert list(refusal.value.message_dict) == [name]
    saved = workflow.save_draft(
        report.pk, fields={"milestones_met": ["H2", "H1"]}, version=report.version, by=focal_pe, now=NOON
    )
    assert saved.milestones_met == ["H1", "H2"]


@pytest.mark.parametrize("name", ["status", "country_id", "validated_at"])
def test_only_what_writers_write_can_be_saved(draft, focal_pe, name):
    with pytest.raises(ValueError, match=name):
        workflow.save_draft(draft.pk, fields={name: "x"}, version=draft.version, by=focal_pe, now=NOON)


def test_the_other_side_cannot_write(draft, secretariat_bo):
    with pytest.raises(PermissionDenied):
        workflow.save_draft(draft.pk, fields={}, version=draft.version, by=secretariat_bo, now=NOON)


@pytest.mark.parametrize("state", ["submitted", "validated"])
def test_what_was_handed_in_is_not_edited(state, request, focal_pe):
    report = request.getfixturevalue(state)
    with pytest.raises(workflow.IllegalTransition):
        workflow.save_draft(
            report.pk, fields={"description": "Otra cosa."}, version=report.version, by=focal_pe, now=LATER
        )


def test_a_draft_can_be_thrown_away_and_a_returned_report_cannot(draft, submitted, secretariat_pe, focal_pe):
    back = returned(submitted, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        workflow.discard(back.pk, by=focal_pe, now=LATER)


def test_a_discarded_draft_leaves_its_history(draft, focal_pe):
    make_evidence(draft, accepted=False)
    workflow.discard(draft.pk, by=focal_pe, now=LATER)
    assert not ProgressReport.objects.exists()
    line = ProgressReport.history.filter(id=draft.pk).first()
    assert (line.history_type, line.history_user, line.history_date) == ("-", focal_pe, LATER)


@translation.override("en")
def test_what_was_discarded_is_said_to_be_gone(draft, focal_pe):
    workflow.discard(draft.pk, by=focal_pe, now=LATER)
    with pytest.raises(workflow.IllegalTransition, match="is no longer there"):
        workflow.submit(draft.pk, by=focal_pe, now=LATER)


# --- Submitting -------------------------------------------------------------------------------------------
def test_a_submitted_report_tells_who_submitted_it(submitted, focal_pe):
    assert (submitted.status, submitted.submitted_by, submitted.submitted_at) == ("submitted", focal_pe, NOON)


def test_a_report_without_what_was_done_or_percentage_is_not_submitted(activity, focal_pe):
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(report.pk, by=focal_pe, now=NOON)
    assert set(refusal.value.message_dict) == {"percent", "description"}


def test_no_milestone_met_can_be_submitted(focal_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"H1": 1})
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    report = workflow.save_draft(
        report.pk, fields={"description": "Aún nada."}, version=report.version, by=focal_pe, now=NOON
    )
    assert workflow.submit(report.pk, by=focal_pe, now=NOON).status == "submitted"


def test_only_what_was_seen_is_submitted(draft, focal_pe, secretariat_pe):
    seen = draft.version
    workflow.save_draft(draft.pk, fields={"description": "Otro."}, version=seen, by=secretariat_pe, now=LATER)
    with pytest.raises(workflow.EditedMeanwhile):
        workflow.submit(draft.pk, by=focal_pe, now=LATER, version=seen)


def test_nothing_is_submitted_twice(submitted, focal_pe):
    with pytest.raises(workflow.IllegalTransition):
        workflow.submit(submitted.pk, by=focal_pe, now=LATER)


# --- Deciding ---------------------------------------------------------------------------------------------
def test_the_own_secretariat_makes_a_report_count_and_accepts_its_evidence(draft, focal_pe, secretariat_pe):
    evidence = make_evidence(draft, accepted=False)
    workflow.submit(draft.pk, by=focal_pe, now=NOON)
    report = workflow.validate(draft.pk, by=secretariat_pe, now=LATER)
    evidence.refresh_from_db()
    assert (report.status, report.validated_by, report.validated_at) == ("validated", secretariat_pe, LATER)
    assert (evidence.accepted_at, evidence.accepted_by) == (LATER, secretariat_pe)
    assert evidence.history.get(history_date=LATER).history_user == secretariat_pe


def test_nobody_validates_their_own_report(activity, secretariat_pe, secretariat_pe_2):
    report = workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON)
    fields = {"percent": Decimal(10), "description": "Una reunión."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=secretariat_pe, now=NOON)
    workflow.submit(report.pk, by=secretariat_pe, now=NOON)
    with pytest.raises(PermissionDenied):
        workflow.validate(report.pk, by=secretariat_pe, now=NOON)
    assert workflow.validate(report.pk, by=secretariat_pe_2, now=NOON).validated_by == secretariat_pe_2


def test_nobody_validates_what_they_wrote_a_part_of_or_submitted(draft, secretariat_pe, secretariat_pe_2):
    workflow.submit(draft.pk, by=secretariat_pe, now=NOON)
    with pytest.raises(PermissionDenied):
        workflow.validate(draft.pk, by=secretariat_pe, now=NOON)


@pytest.mark.parametrize("person", ["focal_pe", "authority_pe", "ministry_pe", "secretariat_bo", "outsider"])
def test_only_the_own_secretariat_decides(submitted, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        workflow.validate(submitted.pk, by=by, now=LATER)
    with pytest.raises(PermissionDenied):
        workflow.return_for_changes(submitted.pk, reason="No.", by=by, now=LATER)


def test_a_draft_is_not_validated(draft, secretariat_pe):
    with pytest.raises(workflow.IllegalTransition):
        workflow.validate(draft.pk, by=secretariat_pe, now=LATER)


@translation.override("en")
def test_the_second_to_validate_is_told_that_it_is_done(validated, secretariat_pe_2):
    with pytest.raises(workflow.IllegalTransition, match="validated"):
        workflow.validate(validated.pk, by=secretariat_pe_2, now=LATER)
    validated.refresh_from_db()
    assert validated.validated_at == NOON


def test_only_what_was_seen_is_validated(submitted, secretariat_pe, secretariat_pe_2, focal_pe):
    seen = submitted.version
    back = returned(submitted, secretariat_pe_2)
    workflow.save_draft(
        back.pk, fields={"percent": Decimal(90)}, version=back.version, by=focal_pe, now=LATER
    )
    workflow.submit(back.pk, by=focal_pe, now=LATER)
    with pytest.raises(workflow.EditedMeanwhile):
        workflow.validate(submitted.pk, by=secretariat_pe, now=LATER, version=seen)


def test_what_no_longer_fits_the_plan_is_not_validated(submitted, activity, secretariat_pe):
    activity.milestones.create(key="H1", title="Hito")
    with pytest.raises(ValidationError):
        workflow.validate(submitted.pk, by=secretariat_pe, now=LATER)


def test_a_returned_report_says_why_and_can_be_handed_in_again(submitted, secretariat_pe, focal_pe):
    back = returned(submitted, secretariat_pe)
    assert (back.status, back.return_reason, back.returned_by) == (
        "returned",
        "Falta el acta.",
        secretariat_pe,
    )
    again = workflow.submit(back.pk, by=focal_pe, now=LATER)
    assert (again.status, again.submitted_at) == ("submitted", LATER)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_returned_or_observed_without_a_reason(submitted, secretariat_pe, secretariat_bo, reason):
    with pytest.raises(ValidationError):
        workflow.return_for_changes(submitted.pk, reason=reason, by=secretariat_pe, now=LATER)
    workflow.validate(submitted.pk, by=secretariat_pe, now=LATER)
    with pytest.raises(ValidationError):
        workflow.observe(submitted.pk, reason=reason, by=secretariat_bo, now=LATER)


# --- Answering --------------------------------------------------------------------------------------------
def test_the_counterpart_agrees(validated, secretariat_bo):
    answer = workflow.agree(validated.pk, by=secretariat_bo, now=LATER)
    assert (answer.decision, answer.country_id, answer.decided_by) == ("agreed", "BO", secretariat_bo)
    assert answer.history.get().history_user == secretariat_bo


def test_answers_are_only_added_and_the_last_one_is_in_force(validated, secretariat_bo):
    workflow.observe(validated.pk, reason="No vimos el acta.", by=secretariat_bo, now=LATER)
    workflow.agree(validated.pk, by=secretariat_bo, now=LATER + timedelta(days=1), reason="Llegó el acta.")
    said = validated.conformities.values_list("decision", "reason")
    assert list(said) == [("observed", "No vimos el acta."), ("agreed", "Llegó el acta.")]


def test_agreeing_twice_says_that_it_is_done(validated, secretariat_bo, secretariat_bo_2):
    workflow.agree(validated.pk, by=secretariat_bo, now=LATER)
    with pytest.raises(workflow.IllegalTransition):
        workflow.agree(validated.pk, by=secretariat_bo_2, now=LATER)
    assert Conformity.objects.count() == 1


def test_an_answer_that_was_not_seen_is_not_overruled(validated, secretariat_bo, secretariat_bo_2):
    workflow.agree(validated.pk, by=secretariat_bo, now=LATER, seen_answers=0)
    with pytest.raises(workflow.IllegalTransition):
        workflow.observe(validated.pk, reason="No.", by=secretariat_bo_2, now=LATER, seen_answers=0)


@pytest.mark.parametrize(
    "person", ["secretariat_pe", "focal_bo", "reader", "ministry_pe", "outsider", "operator"]
)
def test_only_the_counterparts_secretariat_answers(validated, person, request):
    by = request.getfixturevalue(person)
    with pytest.raises(PermissionDenied):
        workflow.agree(validated.pk, by=by, now=LATER)
    with pytest.raises(PermissionDenied):
        workflow.observe(validated.pk, reason="No.", by=by, now=LATER)


def test_what_one_country_does_alone_needs_no_answer(secretariat_bo):
    activity = make_activity(make_roadmap(), kind="national", responsibles={"PE": ["ST-CMNP"]})
    report = make_report(activity, "PE", percent=50)
    with pytest.raises(PermissionDenied):
        workflow.agree(report.pk, by=secretariat_bo, now=LATER)


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_only_what_is_validated_is_answered(state, request, secretariat_bo):
    with pytest.raises(workflow.IllegalTransition):
        workflow.agree(request.getfixturevalue(state).pk, by=secretariat_bo, now=LATER)
