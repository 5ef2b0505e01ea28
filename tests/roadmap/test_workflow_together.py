"""Two people at once, in threads of their own with connections of their own, on either database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Role, User
from roadmap import workflow
from roadmap.models import Activity, Conformity, ProgressReport, Roadmap
from tests.build import NOON, make_activity, make_report, make_roadmap, make_user

SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
CUTOFF = date(2026, 4, 30)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


def together(*verbs: Callable[[], Any]) -> list[Any]:
    """What each gave back or raised, all begun at the same moment."""
    barrier = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        barrier.wait(timeout=20)
        try:
            return verb()
        except workflow.IllegalTransition as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def refused(results: list[Any]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


@pytest.fixture
def activity(transactional_db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def submitted(activity, focal_pe) -> ProgressReport:
    report = make_report(activity, "PE", percent=50, status="submitted", author=focal_pe, description="Dos.")
    return report


@pytest.fixture
def colleagues(secretariat_pe, secretariat_pe_2) -> tuple[User, User]:
    return secretariat_pe, secretariat_pe_2


def test_two_validate_at_once_and_one_is_told(submitted, colleagues):
    one, other = colleagues
    results = together(
        lambda: workflow.validate(submitted.pk, by=one, now=NOON),
        lambda: workflow.validate(submitted.pk, by=other, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert submitted.history.filter(status="validated").count() == 1


def test_two_authorities_approve_at_once_and_one_is_told_who_did(submitted, focal_pe, authority_pe):
    second = make_user("autoridad2.pe@example.org", Role.AUTHORITY, "PE", "MIMP")
    ProgressReport.objects.update(institution=focal_pe.institution)
    results = together(
        lambda: workflow.approve(submitted.pk, by=authority_pe, now=NOON),
        lambda: workflow.approve(submitted.pk, by=second, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert submitted.approvals.count() == 1


def test_two_secretariats_write_the_rules_at_once_and_one_is_told(activity, secretariat_pe, secretariat_bo):
    roadmap = activity.roadmap
    seen = workflow.rules_sha256(roadmap)
    results = together(
        lambda: workflow.set_rules(
            roadmap.pk, rules={"answer_days": 45}, by=secretariat_pe, now=NOON, seen=seen
        ),
        lambda: workflow.set_rules(
            roadmap.pk, rules={"answer_days": 60}, by=secretariat_bo, now=NOON, seen=seen
        ),
    )
    assert refused(results) == [workflow.OutOfDate]


def test_one_validates_while_another_returns_and_only_one_holds(submitted, colleagues):
    one, other = colleagues
    results = together(
        lambda: workflow.validate(submitted.pk, by=one, now=NOON),
        lambda: workflow.return_for_changes(submitted.pk, reason="Falta.", by=other, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    submitted.refresh_from_db()
    assert (submitted.status == "validated") == (submitted.returned_at is None)


def test_two_edit_at_once_and_neither_text_is_lost(activity, focal_pe, secretariat_pe):
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)

    def save(by: User, text: str) -> ProgressReport:
        return workflow.save_draft(draft.pk, fields={"description": text}, version=1, by=by, now=NOON)

    results = together(lambda: save(focal_pe, "Uno."), lambda: save(secretariat_pe, "Dos."))
    assert refused(results) == [workflow.EditedMeanwhile]
    draft.refresh_from_db()
    assert (draft.description in ("Uno.", "Dos."), draft.version) == (True, 2)
    told = next(result for result in results if isinstance(result, workflow.EditedMeanwhile))
    assert told.current.description == draft.description


def test_two_begin_at_once_and_there_is_one_draft(activity, focal_pe, secretariat_pe):
    results = together(
        lambda: workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON),
        lambda: workflow.start(activity, as_of=CUTOFF, by=secretariat_pe, now=NOON),
    )
    assert refused(results) == [workflow.AlreadyOpen]
    assert ProgressReport.objects.count() == 1


def test_two_answer_at_once_and_the_second_sees_the_first_answer_first(
    activity, secretariat_bo, secretariat_bo_2
):
    report = make_report(activity, "PE", percent=50)
    results = together(
        lambda: workflow.agree(report.pk, by=secretariat_bo, now=NOON, seen_answers=0),
        lambda: workflow.observe(report.pk, reason="No.", by=secretariat_bo_2, now=NOON, seen_answers=0),
    )
    assert refused(results) == [workflow.OutOfDate]
    assert Conformity.objects.count() == 1


def test_a_submission_and_an_edit_at_once_leave_nothing_half(activity, focal_pe, secretariat_pe):
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(50), "description": "Uno."}
    draft = workflow.save_draft(draft.pk, fields=fields, version=1, by=focal_pe, now=NOON)
    seen = draft.version
    results = together(
        lambda: workflow.submit(draft.pk, by=focal_pe, now=NOON, version=seen),
        lambda: workflow.save_draft(
            draft.pk, fields={"description": "Dos."}, version=seen, by=secretariat_pe, now=NOON
        ),
    )
    assert len(refused(results)) == 1
    draft.refresh_from_db()
    assert (draft.status, draft.description) in {("submitted", "Uno."), ("draft", "Dos.")}


def test_both_parties_propose_at_once_and_one_proposal_waits(activity, secretariat_bo, secretariat_pe):
    roadmap = activity.roadmap
    results = together(
        lambda: workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON),
        lambda: workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_pe, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    assert roadmap.steps.count() == 1


def test_a_proposal_is_accepted_or_withdrawn_never_both(activity, secretariat_bo, secretariat_pe):
    step = workflow.propose_step(activity.roadmap_id, to_status="in_force", by=secretariat_bo, now=NOON)
    results = together(
        lambda: workflow.accept_step(
            step.pk, content_sha256=step.content_sha256, by=secretariat_pe, now=NOON
        ),
        lambda: workflow.withdraw_step(step.pk, by=secretariat_bo, now=NOON),
    )
    assert refused(results) == [workflow.IllegalTransition]
    step.refresh_from_db()
    assert (step.outcome == "accepted") == (Roadmap.objects.get().status == "in_force")
