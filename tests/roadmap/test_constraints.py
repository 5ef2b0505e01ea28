"""The database refuses nonsense by itself: each constraint of every table, broken once, past all of our code."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from accounts import acts, chains, letters
from accounts.models import (
    Appointment,
    Country,
    Document,
    Institution,
    InstitutionChange,
    InstitutionChangeNote,
    LedgerChain,
    LedgerEntry,
    LedgerThing,
    Letter,
    Place,
    User,
)
from roadmap.models import (
    Activity,
    Amendment,
    Axis,
    ClosingEnd,
    ClosingOriginal,
    ClosingPaper,
    ClosingSeal,
    ClosingSignature,
    ClosingText,
    Comment,
    Conformity,
    CutoffDate,
    Declaration,
    DeclaredFigure,
    DifferenceNote,
    Evidence,
    Expungement,
    ExpungementDecision,
    FormerResponsibility,
    InstitutionalApproval,
    Job,
    MaintainedPosition,
    MatrixRow,
    Milestone,
    OfflineUpload,
    PeriodClosing,
    Preparation,
    ProgressReport,
    Reminder,
    Responsibility,
    Roadmap,
    RoadmapStep,
    RowText,
    SentHead,
    SignatureCheck,
    StateSignature,
    UnilateralAnswer,
    UnilateralRecord,
    WorkbookUpload,
)
from tests.build import (
    NOON,
    make_activity,
    make_amendment,
    make_change,
    make_closing,
    make_comment,
    make_declaration,
    make_difference,
    make_document,
    make_evidence,
    make_expungement,
    make_job,
    make_maintained,
    make_preparation,
    make_report,
    make_roadmap,
    make_signed,
    make_unilateral,
)

pytestmark = pytest.mark.on_both

SHA = "0123456789abcdef" * 4
A_FILE = {"file": "a", "file_name": "a.zip", "content_type": "application/zip", "sha256": SHA, "size": 1}

# constraint: the table, and what makes a sound row break it
CHECKS: list[tuple[str, type[models.Model], dict[str, Any]]] = [
    ("country_code_is_iso", Country, {"code": "bo"}),
    ("country_number_format_known", Country, {"number_format": "roman"}),
    ("institution_has_acronym", Institution, {"acronym": ""}),
    (
        "institution_ends_after_it_begins",
        Institution,
        {"valid_from": date(2026, 1, 2), "valid_until": date(2026, 1, 1)},
    ),
    ("institution_not_its_own_successor", Institution, {"successor": F("id")}),
    ("user_role_known", User, {"role": "king"}),
    ("user_language_known", User, {"language": "la"}),
    ("user_mail_rhythm_known", User, {"mail_rhythm": "never"}),
    ("user_role_has_country", User, {"country": None}),
    ("user_role_has_institution", User, {"role": "focal_point", "institution": None}),
    ("roadmap_has_code", Roadmap, {"code": ""}),
    ("roadmap_has_title", Roadmap, {"title": ""}),
    ("roadmap_two_parties_in_order", Roadmap, {"party_b": F("party_a")}),
    ("roadmap_two_parties_in_order", Roadmap, {"party_a": F("party_b"), "party_b": F("party_a")}),
    ("roadmap_ends_after_it_begins", Roadmap, {"end": date(2025, 4, 23)}),
    ("roadmap_status_known", Roadmap, {"status": "forgotten"}),
    ("roadmap_answer_days_in_range", Roadmap, {"answer_days": 0}),
    ("roadmap_answer_days_in_range", Roadmap, {"answer_days": 366}),
    ("roadmap_minimum_text_in_range", Roadmap, {"minimum_text": 2001}),
    ("roadmap_sign_days_in_range", Roadmap, {"sign_days": 0}),
    ("roadmap_sign_days_in_range", Roadmap, {"sign_days": 366}),
    ("roadmap_check_evidence_known", Roadmap, {"checks": {"evidence": "shout"}}),
    ("roadmap_check_lower_known", Roadmap, {"checks": {"lower": "shout"}}),
    ("roadmap_check_early_milestone_known", Roadmap, {"checks": {"early_milestone": "shout"}}),
    ("roadmap_check_short_text_known", Roadmap, {"checks": {"short_text": "shout"}}),
    ("roadmap_check_approval_known", Roadmap, {"checks": {"approval": "shout"}}),
    ("axis_number_from_one", Axis, {"number": 0}),
    ("axis_has_title", Axis, {"title": ""}),
    ("declared_figure_is_a_percentage", DeclaredFigure, {"value": "100.1"}),
    ("declared_figure_is_a_percentage", DeclaredFigure, {"value": "-0.1"}),
    ("activity_has_number_and_title", Activity, {"number": ""}),
    ("activity_has_number_and_title", Activity, {"title": ""}),
    ("activity_kind_known", Activity, {"kind": "secret"}),
    ("activity_weight_above_zero", Activity, {"weight": 0}),
    ("activity_deadline_after_start", Activity, {"deadline": date(2025, 4, 23)}),
    ("activity_does_not_continue_itself", Activity, {"continues": F("id")}),
    ("responsibility_role_known", Responsibility, {"role": "witness"}),
    ("milestone_has_key", Milestone, {"key": ""}),
    ("milestone_weight_above_zero", Milestone, {"weight": 0}),
    ("progress_percent_in_range", ProgressReport, {"percent": "100.5"}),
    ("progress_percent_in_range", ProgressReport, {"percent": "-0.5"}),
    ("progress_percent_or_milestones", ProgressReport, {"milestones_met": ["H1"]}),
    ("progress_status_known", ProgressReport, {"status": "lost", "validated_at": None}),
    ("progress_validated_has_instant", ProgressReport, {"validated_at": None}),
    ("progress_validated_has_instant", ProgressReport, {"status": "draft"}),
    ("progress_returned_has_reason", ProgressReport, {"status": "returned", "validated_at": None}),
    (
        "progress_returned_has_reason",
        ProgressReport,
        {"status": "returned", "validated_at": None, "returned_at": NOON},
    ),
    ("progress_on_paper_has_paper", ProgressReport, {"on_paper": True}),
    ("progress_on_paper_has_paper", ProgressReport, {"paper_signed_by": "La directora"}),
    (
        "progress_marks_are_of_its_validation",
        ProgressReport,
        {"status": "submitted", "validated_at": None, "single_control": True},
    ),
    (
        "progress_marks_are_of_its_validation",
        ProgressReport,
        {"status": "submitted", "validated_at": None, "without_approval": True},
    ),
    ("approval_decision_known", InstitutionalApproval, {"decision": "perhaps"}),
    ("approval_by_authority_or_document", InstitutionalApproval, {"decided_by": None}),
    ("approval_withheld_has_reason", InstitutionalApproval, {"decision": "withheld"}),
    ("evidence_kind_known", Evidence, {"kind": "rumour"}),
    ("evidence_has_title", Evidence, {"title": ""}),
    ("evidence_holds_what_its_kind_says", Evidence, {"kind": "link"}),
    ("evidence_holds_what_its_kind_says", Evidence, {"kind": "file", "file": "a", "size": 1}),
    (
        "evidence_holds_what_its_kind_says",
        Evidence,
        {"kind": "file", "file": "a", "size": 1, "sha256": SHA.upper(), "content_type": "text/plain"},
    ),
    ("evidence_holds_what_its_kind_says", Evidence, {"sha256": SHA}),
    ("evidence_category_known", Evidence, {"category": "gossip"}),
    ("evidence_visibility_known", Evidence, {"visibility": "friends"}),
    ("evidence_is_neither_reserved_nor_secret", Evidence, {"classification": "reserved"}),
    ("evidence_is_neither_reserved_nor_secret", Evidence, {"classification": "secret"}),
    ("evidence_public_is_not_classified", Evidence, {"visibility": "public", "classification": "internal"}),
    ("evidence_of_one_country_has_commitment", Evidence, {"visibility": "own_country"}),
    ("evidence_of_one_country_has_commitment", Evidence, {"salt": "0" * 32, "commitment": SHA}),
    ("evidence_original_is_a_file", Evidence, {"original_sha256": SHA}),
    ("evidence_rejected_has_reason", Evidence, {"accepted_at": None, "rejected_at": NOON}),
    ("evidence_rejected_has_reason", Evidence, {"rejection_reason": "Falta la firma."}),
    (
        "evidence_accepted_stays_so",
        Evidence,
        {"rejected_at": NOON + timedelta(days=1), "rejection_reason": "Falta la firma."},
    ),
    ("conformity_decision_known", Conformity, {"decision": "perhaps"}),
    ("conformity_observed_has_reason", Conformity, {"decision": "observed"}),
    ("maintained_has_reason", MaintainedPosition, {"reason": ""}),
    ("difference_has_reason", DifferenceNote, {"reason": ""}),
    ("declaration_has_reason", Declaration, {"reason": ""}),
    ("declaration_says_of_what", Declaration, {"kind": ""}),
    ("declaration_says_of_what", Declaration, {"where": ""}),
    ("declaration_has_salt", Declaration, {"salt": "abc"}),
    ("comment_has_text", Comment, {"text": ""}),
    ("amendment_kind_known", Amendment, {"kind": "whim"}),
    ("amendment_outcome_known", Amendment, {"outcome": "forgotten", "answered_at": NOON}),
    ("amendment_has_reason", Amendment, {"reason": ""}),
    ("amendment_has_content_hash", Amendment, {"content_sha256": "abc"}),
    ("amendment_answered_has_instant", Amendment, {"answered_at": NOON}),
    ("amendment_accepted_has_day", Amendment, {"effective_on": date(2026, 7, 1)}),
    ("amendment_declined_has_reason", Amendment, {"outcome": "declined", "answered_at": NOON}),
    ("amendment_subject_fits_kind", Amendment, {"subject": "roadmap"}),
    ("amendment_subject_fits_kind", Amendment, {"kind": "extend"}),
    (
        "amendment_not_before_wanted",
        Amendment,
        {
            "outcome": "accepted",
            "answered_at": NOON,
            "wanted_on": date(2026, 8, 1),
            "effective_on": date(2026, 7, 1),
        },
    ),
    ("step_has_content_hash", RoadmapStep, {"content_sha256": "abc"}),
    ("step_outcome_known", RoadmapStep, {"outcome": "forgotten"}),
    ("upload_has_sha256", WorkbookUpload, {"sha256": "abc"}),
    ("document_has_number", Document, {"number": ""}),
    ("document_has_file", Document, {"file": ""}),
    ("document_has_sha256", Document, {"sha256": "abc"}),
    ("document_kind_known", Document, {"kind": "rumour"}),
    ("letter_has_template", Letter, {"template": ""}),
    ("letter_sent_or_given_up", Letter, {"sent_at": NOON, "given_up_at": NOON}),
    ("reminder_has_key_and_rung", Reminder, {"key": ""}),
    ("reminder_has_key_and_rung", Reminder, {"rung": ""}),
    ("reminder_sent_has_letter", Reminder, {"result": "sent"}),
    ("reminder_sent_has_letter", Reminder, {"result": "lost"}),
    ("letter_gathered_was_for_digest", Letter, {"gathered_in": F("id")}),
    ("appointment_role_known", Appointment, {"role": "operator"}),
    ("appointment_capacity_known", Appointment, {"capacity": "regent"}),
    ("appointment_ends_after_it_begins", Appointment, {"ends_on": date(1999, 12, 31)}),
    ("appointment_revoked_has_reason", Appointment, {"revoked_at": NOON}),
    ("appointment_role_has_institution", Appointment, {"role": "focal_point", "institution": None}),
    ("change_kind_known", InstitutionChange, {"kind": "moved"}),
    ("change_names_a_successor", InstitutionChange, {"kind": "merged", "acronym": "MJ"}),
    ("change_not_into_itself", InstitutionChange, {"successor": F("institution")}),
    ("change_in_effect_or_withdrawn", InstitutionChange, {"applied_at": NOON, "withdrawn_at": NOON}),
    ("place_kind_known", Place, {"kind": "planet"}),
    ("place_has_name", Place, {"name": ""}),
    ("former_responsibility_role_known", FormerResponsibility, {"role": "witness"}),
    ("former_responsibility_ends_after_it_begins", FormerResponsibility, {"since": date(2026, 7, 1)}),
]
CHECKS += [
    ("closing_number_from_one", PeriodClosing, {"number": 0}),
    ("closing_has_content", PeriodClosing, {"content": ""}),
    ("closing_has_content_hash", PeriodClosing, {"content_sha256": "abc"}),
    ("closing_sign_days_in_range", PeriodClosing, {"sign_days": 0}),
    ("closing_sign_days_in_range", PeriodClosing, {"sign_days": 366}),
    ("closing_known_when_proposed", PeriodClosing, {"known_at": NOON + timedelta(days=1)}),
    ("closing_text_has_sha256", ClosingText, {"sha256": "abc"}),
    ("closing_text_has_salt", ClosingText, {"salt": "abc"}),
    ("closing_signature_office_known", ClosingSignature, {"office": "reader"}),
    ("closing_signature_has_statement", ClosingSignature, {"statement": ""}),
    ("closing_end_kind_known", ClosingEnd, {"kind": "forgotten"}),
    ("closing_end_kind_known", ClosingEnd, {"kind": "withdrawn", "by": None}),
    ("closing_seal_has_text", ClosingSeal, {"seal": ""}),
    ("closing_seal_has_sha256", ClosingSeal, {"sha256": "abc"}),
    ("closing_paper_kind_known", ClosingPaper, {"kind": "wax"}),
    ("unilateral_number_from_one", UnilateralRecord, {"number": 0}),
    ("unilateral_has_statement", UnilateralRecord, {"statement": ""}),
    ("unilateral_has_sha256", UnilateralRecord, {"sha256": "abc"}),
    ("unilateral_answer_has_text", UnilateralAnswer, {"text_sha256": "abc"}),
    ("expungement_why_known", Expungement, {"why": "shame"}),
    ("expungement_has_items", Expungement, {"items": []}),
    ("expungement_decision_known", ExpungementDecision, {"outcome": "done", "taken": []}),
    ("expungement_decision_known", ExpungementDecision, {"outcome": "declined", "taken": [["a", SHA]]}),
    ("ledger_chain_has_hash", LedgerChain, {"hash": "abc"}),
    ("ledger_entry_number_from_one", LedgerEntry, {"number": 0}),
    ("offline_upload_has_sha256", OfflineUpload, {"sha256": "abc"}),
    ("preparation_follows_another", Preparation, {"follows": F("roadmap")}),
    ("matrix_row_outcome_known", MatrixRow, {"outcome": "lost", "settled_at": NOON}),
    ("matrix_row_agreed_has_text", MatrixRow, {"outcome": "agreed", "settled_at": NOON}),
    ("matrix_row_agreed_has_text", MatrixRow, {"agreed": {}}),
    ("matrix_row_settled_has_instant", MatrixRow, {"settled_at": NOON}),
    ("matrix_row_settled_has_instant", MatrixRow, {"outcome": "dropped"}),
    ("row_text_published_has_hash", RowText, {"published_at": NOON}),
    ("row_text_published_has_hash", RowText, {"published": {}, "published_at": NOON}),
    ("row_text_published_has_hash", RowText, {"published_sha256": SHA}),
]
CHECKS += [
    ("job_kind_known", Job, {"kind": "miracle"}),
    ("job_over_has_instant", Job, {"finished_at": NOON}),
    ("job_over_has_instant", Job, {"state": "done"}),
    ("job_over_has_instant", Job, {"state": "lost"}),
    ("job_running_has_instant", Job, {"state": "running"}),
    ("job_failed_says_why", Job, {"state": "failed", "finished_at": NOON, "expires_at": NOON}),
    ("job_done_within_total", Job, {"done": 1}),
    ("job_file_whole_and_of_what_is_done", Job, {"file": "jobs/a.zip"}),
    ("job_file_whole_and_of_what_is_done", Job, A_FILE),
    (
        "job_file_whole_and_of_what_is_done",
        Job,
        {**A_FILE, "state": "done", "finished_at": NOON, "expires_at": NOON, "sha256": "abc"},
    ),
]
CHECKS += [
    ("sent_head_has_hash", SentHead, {"day": date(2026, 9, 16), "hash": "abc"}),
    ("sent_head_of_an_entry", SentHead, {"day": date(2026, 9, 16), "number": 0}),
]
CHECKS += [
    ("closing_original_has_file", ClosingOriginal, {"country_id": "BO", "file": ""}),
    ("closing_original_has_sha256", ClosingOriginal, {"country_id": "BO", "sha256": "abc"}),
    ("signature_check_verdict_known", SignatureCheck, {"verdict": "perhaps"}),
    ("signature_check_verdict_known", SignatureCheck, {"original_id": None}),
    ("signature_check_has_content", SignatureCheck, {"content": ""}),
    ("state_signature_from_one", StateSignature, {"position": 0}),
    ("state_signature_has_hashes", StateSignature, {"position": 2, "certificate_sha256": "abc"}),
    ("state_signature_has_hashes", StateSignature, {"position": 2, "revision_sha256": "abc"}),
]
# constraint: the table whose row cannot be there twice, and what may differ all the same
TWICE: list[tuple[str, type[models.Model], dict[str, Any]]] = [
    ("job_one_open_a_request", Job, {}),
    ("sent_head_one_a_day", SentHead, {"number": 2}),
    ("closing_original_one_a_party", ClosingOriginal, {"file": "closings/otro.pdf"}),
    ("state_signature_unique_position", StateSignature, {"signer": "Otra"}),
    ("matrix_row_unique_position", MatrixRow, {}),
    ("row_text_one_a_party", RowText, {}),
    ("reminder_once", Reminder, {"result": "skipped"}),
    ("institution_unique_in_country", Institution, {"name": "Otra"}),
    ("institution_unique_international", Institution, {"name": "Otra"}),
    ("user_unique_email", User, {"email": "SECRETARIA.PE@example.org"}),
    ("activity_unique_number", Activity, {"title": "Otra"}),
    ("responsibility_unique_institution", Responsibility, {"role": "support"}),
    ("milestone_unique_key", Milestone, {"title": "Otro"}),
    ("axis_unique_number", Axis, {"title": "Otro"}),
    ("cutoff_unique_day", CutoffDate, {}),
    ("approval_once_a_version", InstitutionalApproval, {}),
    ("amendment_unique_number", Amendment, {"subject": "activity:2.1"}),
    ("amendment_one_pending_a_subject", Amendment, {"number": 2}),
    ("step_one_pending", RoadmapStep, {"to_status": "finished"}),
    ("change_one_waiting", InstitutionChange, {"effective_on": date(2027, 1, 1)}),
    ("closing_unique_number", PeriodClosing, {}),
    ("closing_text_unique", ClosingText, {}),
    ("closing_signature_one_an_office", ClosingSignature, {}),
    ("unilateral_unique_number", UnilateralRecord, {}),
    ("ledger_entry_unique_number", LedgerEntry, {}),
    ("ledger_thing_unique_position", LedgerThing, {}),
    ("change_noted_once", InstitutionChangeNote, {}),
    ("place_unique", Place, {"source": "Otra"}),
    ("former_responsibility_unique", FormerResponsibility, {"role": "support"}),
]

# An unknown kind breaks both of them; a database names the one that it looks at first.
SAID_BY_ANOTHER = {"evidence_kind_known": "evidence_holds_what_its_kind_says"}


@pytest.fixture
def rows(secretariat_pe) -> dict[type[models.Model], models.Model]:
    """A sound row of every table, in the order in which nothing else depends on the last ones."""
    roadmap = make_roadmap()
    activity = make_activity(roadmap, milestones={"H1": 1})
    report = make_report(activity, percent=50)
    by = {"proposed_by": secretariat_pe, "proposed_at": NOON}
    decision = {"decision": "agreed", "decided_at": NOON, "country": roadmap.party_a}
    upload = {"content": b"", "sha256": SHA, "uploaded_by": secretariat_pe, "uploaded_at": NOON}
    sound = [
        *(roadmap, activity, report, secretariat_pe, secretariat_pe.institution, activity.axis),
        *(secretariat_pe.appointments.get(), make_document(secretariat_pe)),
        letters.write("sign_of_life", secretariat_pe, path="/", by=None, now=NOON),
        *(activity.milestones.get(), activity.responsibilities.first(), roadmap.cutoff_dates.first()),
        Country.objects.create(code="ZZ", name="Z", name_en="Z", time_zone="UTC"),
        DeclaredFigure.objects.create(roadmap=roadmap, value=92, source="Comunicado"),
        make_evidence(report),
        Conformity.objects.create(report=report, **decision),
        make_maintained(make_report(activity, percent=60), secretariat_pe),
        make_difference(activity, secretariat_pe),
        make_declaration(report, secretariat_pe),
        make_comment(activity, secretariat_pe),
        InstitutionalApproval.objects.create(
            report=report, report_version=1, decision="given", decided_by=secretariat_pe, at=NOON
        ),
        RoadmapStep.objects.create(
            roadmap=roadmap, to_status="in_force", content_sha256=SHA, country=roadmap.party_a, **by
        ),
        make_amendment(roadmap, secretariat_pe),
        WorkbookUpload.objects.create(file_name="a.xlsx", **upload),
    ]
    change = make_change(secretariat_pe, secretariat_pe.institution)
    noted = {"country_id": "BO", "noted_by": secretariat_pe, "noted_at": NOON}
    stood = {"role": "lead", "until": date(2026, 6, 30), "change": change, "country_id": "PE"}
    sound += [
        change,
        InstitutionChangeNote.objects.create(change=change, **noted),
        Place.objects.create(country_id="PE", kind="city", name="Puno"),
        FormerResponsibility.objects.create(
            activity=activity, institution=secretariat_pe.institution, **stood
        ),
    ]
    sound.append(
        Reminder.objects.create(key="a", rung="after:1", person=secretariat_pe, result="skipped", at=NOON)
    )
    sound += make_preparation(roadmap, secretariat_pe)
    sound += closing_rows(roadmap, secretariat_pe)
    order = make_expungement(report, secretariat_pe)
    decided = {"outcome": "done", "taken": [["report/1", SHA]], "by": secretariat_pe, "at": NOON}
    sound += [order, ExpungementDecision.objects.create(expungement=order, **decided)]
    acts.happened("seen", chain="platform", by=None, now=NOON)
    chains.begin_missing(NOON)
    sound += [model._default_manager.latest("pk") for model in (LedgerChain, LedgerEntry, LedgerThing)]
    sound.append(OfflineUpload.objects.create(file_name="a.xlsx", roadmap=roadmap, **upload))
    sound.append(make_job(roadmap, secretariat_pe))
    head = {"chain": "platform", "number": 1, "hash": SHA, "signed": "{}"}
    sound.append(SentHead.objects.create(country_id="PE", day=date(2026, 9, 15), at=NOON, **head))
    signed = make_signed(make_closing(roadmap, secretariat_pe), secretariat_pe)
    sound += [signed, signed.found_in, signed.original]
    return {type(row): row for row in sound if row is not None}


def closing_rows(roadmap: Roadmap, by: User) -> list[models.Model]:
    """A closing that one party signed, and a row of all that can stand beside it."""
    closing = make_closing(roadmap, by, by)
    record = make_unilateral(closing, by)
    at = {"country_id": "PE", "by": by, "at": NOON}
    return [
        closing,
        closing.signatures.get(),
        closing.texts.earliest("pk"),
        ClosingEnd.objects.create(closing=closing, kind="withdrawn", at=NOON, by=by),
        ClosingSeal.objects.create(closing=closing, seal="{}", sha256=SHA, sealed_at=NOON),
        ClosingPaper.objects.create(closing=closing, document=make_document(by), kind="ink", **at),
        record,
        UnilateralAnswer.objects.create(record=record, text_sha256=SHA, **at),
    ]


def refused(name: str, broken: Callable[[], Any]) -> None:
    told = ""
    try:
        with transaction.atomic():
            broken()
    except IntegrityError as error:
        told = str(error)
    assert told, f"{name} lets it through: {broken}"
    if connection.vendor == "postgresql" or "UNIQUE" not in told:
        assert name in told or SAID_BY_ANOTHER.get(name, name) in told


def again(row: models.Model, changes: dict[str, Any]) -> models.Model:
    """Another row like it."""
    return type(row)._default_manager.create(**_columns(row) | changes)


def _columns(row: models.Model, **changes: Any) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in row._meta.concrete_fields}
    del values[row._meta.pk.name]
    return values | changes


def _another(rows: dict[type[models.Model], models.Model]) -> PeriodClosing:
    closing = PeriodClosing.objects.get(pk=rows[PeriodClosing].pk)
    return make_closing(closing.roadmap, closing.proposed_by, cutoff=date(2025, 12, 31))


def test_the_database_refuses_such_rows(rows):
    """All in one world: making it takes longer than breaking it."""
    for name, model, changes in CHECKS:
        if getattr(model, "APPEND_ONLY", False):  # no row of it is ever changed: another one like that
            refused(name, partial(again, rows[model], changes))
        else:
            row = model._default_manager.filter(pk=rows[model].pk)
            refused(name, partial(row.update, **changes))


def test_the_database_refuses_them_twice(rows):
    others = {
        "institution_unique_international": Institution.objects.create(acronym="OIM", name="OIM"),
        "unilateral_unique_number": UnilateralRecord(
            **_columns(rows[UnilateralRecord], closing=_another(rows))
        ),
    }
    for name, model, changes in TWICE:
        row = others.get(name, rows[model])
        refused(name, partial(again, row, changes))


def test_every_constraint_is_broken_here():
    tables = [table for app in ("accounts", "roadmap") for table in apps.get_app_config(app).get_models()]
    stated = {constraint.name for table in tables for constraint in table._meta.constraints}
    assert stated == {name for name, _model, _changes in CHECKS + TWICE}
