"""Agreed modifications: what each verb does and refuses, and what it leaves in the plan."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import mail, post
from accounts.models import Letter, User
from roadmap import plan, workflow
from roadmap.models import Activity, Amendment, Roadmap
from tests.build import NOON, make_activity, make_institution, make_report, make_roadmap

pytestmark = pytest.mark.on_both

TODAY = date(2026, 6, 1)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MILESTONES = {"h1": 60, "h2": 40}


def paper() -> Any:
    file = SimpleUploadedFile("oficio.pdf", PDF, "application/pdf")
    return {"upload": file, "kind": "oficio", "number": "12-2026", "dated": date(2026, 5, 30)}


def propose(roadmap: Roadmap, by, kind: str, number: str = "", given: Any = None, **more: Any) -> Amendment:
    return workflow.propose_amendment(
        roadmap.pk,
        kind=kind,
        number=number,
        given=given or {},
        reason=more.pop("reason", "Falta el convenio."),
        paper=paper(),
        by=by,
        now=more.pop("now", NOON),
        **more,
    )


def accept(amendment: Amendment, by, now: datetime = NOON, **more: Any) -> Amendment:
    return workflow.accept_amendment(
        amendment.pk, content_sha256=amendment.content_sha256, by=by, now=now, **more
    )


@pytest.fixture
def roadmap(db) -> Roadmap:
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1", milestones=MILESTONES)
    make_activity(roadmap, "2.1")
    return Roadmap.objects.with_parties().get()


def activity(number: str = "1.1") -> Activity:
    return Activity.objects.get(number=number)


# --- The way of a proposal --------------------------------------------------------------------------------
def test_nothing_changes_until_the_other_party_accepts(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    assert activity().deadline == date(2026, 12, 15)
    accepted = accept(proposal, secretariat_bo)
    assert (activity().deadline, activity().first_deadline) == (date(2027, 3, 31), date(2026, 12, 15))
    assert (accepted.outcome, accepted.effective_on) == ("accepted", TODAY)
    assert activity().history.order_by("history_id").last().history_user == secretariat_bo


def test_the_first_deadline_stays_through_a_second_change(roadmap, secretariat_pe, secretariat_bo):
    for deadline in ("2027-03-31", "2027-06-30"):
        accept(propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": deadline}), secretariat_bo)
    assert activity().first_deadline == date(2026, 12, 15)


def test_nobody_accepts_for_the_side_that_proposed(roadmap, secretariat_pe, secretariat_pe_2):
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    with pytest.raises(PermissionDenied):
        accept(proposal, secretariat_pe_2)


@pytest.mark.parametrize("person", ["focal_pe", "ministry_pe", "reader", "consul", "outsider", "operator"])
def test_only_secretariats_of_the_parties_propose(roadmap, person, request):
    with pytest.raises((PermissionDenied, workflow.IllegalTransition)):
        propose(roadmap, request.getfixturevalue(person), "withdraw", "1.1")


@pytest.mark.parametrize("status", [Roadmap.Status.IN_PREPARATION, Roadmap.Status.FINISHED])
def test_only_a_roadmap_in_force_is_modified(roadmap, status, secretariat_pe):
    Roadmap.objects.update(status=status)
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_pe, "withdraw", "1.1")


def test_a_proposal_says_why(roadmap, secretariat_pe):
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "withdraw", "1.1", reason=" ")


def test_the_reason_of_a_refusal_stays(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    with pytest.raises(ValidationError):
        workflow.decline_amendment(proposal.pk, reason="", by=secretariat_bo, now=NOON)
    declined = workflow.decline_amendment(proposal.pk, reason="Se hará.", by=secretariat_bo, now=NOON)
    assert (declined.outcome, declined.answer_reason) == ("declined", "Se hará.")
    assert activity().withdrawn_on is None
    with pytest.raises(workflow.IllegalTransition):
        accept(proposal, secretariat_bo)


def test_who_proposed_may_take_it_back_and_then_nobody_accepts(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    with pytest.raises(PermissionDenied):
        workflow.withdraw_amendment(proposal.pk, by=secretariat_bo, now=NOON)
    workflow.withdraw_amendment(proposal.pk, by=secretariat_pe, now=NOON)
    with pytest.raises(workflow.IllegalTransition):
        accept(proposal, secretariat_bo)


def test_two_on_the_same_thing_do_not_wait_side_by_side(roadmap, secretariat_pe, secretariat_bo):
    propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    with pytest.raises(workflow.IllegalTransition):
        propose(roadmap, secretariat_bo, "withdraw", "1.1")
    other = propose(roadmap, secretariat_bo, "withdraw", "2.1")
    assert other.number == 2


def test_who_accepts_accepts_what_was_on_the_page(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    with pytest.raises(workflow.IllegalTransition):
        workflow.accept_amendment(proposal.pk, content_sha256="0" * 64, by=secretariat_bo, now=NOON)
    assert activity().withdrawn_on is None


def test_what_is_no_longer_as_it_was_proposed_is_void_and_both_are_told(
    roadmap, secretariat_pe, secretariat_bo
):
    proposal = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    Activity.objects.filter(number="1.1").update(deadline=date(2026, 11, 30))
    Letter.objects.all().delete()
    assert accept(proposal, secretariat_bo).outcome == "overtaken"
    assert activity().deadline == date(2026, 11, 30)
    assert [letter.person for letter in Letter.objects.all()] == [secretariat_pe]


def test_a_proposal_of_a_roadmap_that_ended_meanwhile_is_void(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    Roadmap.objects.update(status=Roadmap.Status.FINISHED)
    assert accept(proposal, secretariat_bo).outcome == "overtaken"


def test_each_proposal_and_answer_is_told_to_the_other_side(
    roadmap, secretariat_pe, secretariat_bo, focal_bo
):
    one = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    assert told() == [("amendment_proposed", secretariat_bo.email)]
    accept(one, secretariat_bo)
    assert told() == [("amendment_accepted", secretariat_pe.email)]
    two = propose(roadmap, secretariat_pe, "withdraw", "2.1")
    Letter.objects.all().delete()
    workflow.decline_amendment(two.pk, reason="Se hará.", by=secretariat_bo, now=NOON)
    assert told() == [("amendment_declined", secretariat_pe.email)]


def told() -> list[tuple[str, str]]:
    found = [(letter.template, letter.person.email) for letter in Letter.objects.order_by("id")]
    Letter.objects.all().delete()
    return found


# --- When it holds ----------------------------------------------------------------------------------------
def test_it_never_holds_from_a_day_that_is_past(roadmap, secretariat_pe, secretariat_bo):
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "withdraw", "1.1", wanted_on=TODAY - timedelta(days=1))
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1", wanted_on=TODAY + timedelta(days=5))
    late = accept(proposal, secretariat_bo, now=NOON + timedelta(days=20))
    assert late.effective_on == TODAY + timedelta(days=20)
    assert activity().withdrawn_on == late.effective_on


def test_a_later_agreement_on_the_same_thing_never_holds_before_an_earlier_one(
    roadmap, secretariat_pe, secretariat_bo
):
    later = TODAY + timedelta(days=90)
    first = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"}, wanted_on=later)
    accept(first, secretariat_bo)
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "withdraw", "1.1", wanted_on=TODAY)
    assert accept(propose(roadmap, secretariat_pe, "withdraw", "1.1"), secretariat_bo).effective_on == later


def test_a_mistyped_year_does_not_close_an_activity_for_good(roadmap, secretariat_pe, secretariat_bo):
    """No later agreement on the same thing could hold before it."""
    with pytest.raises(ValidationError) as refusal:
        propose(roadmap, secretariat_pe, "withdraw", "1.1", wanted_on=date(2062, 6, 5))
    assert "wanted_on" in refusal.value.message_dict
    longer = {"end": "2027-12-31"}
    assert propose(roadmap, secretariat_pe, "extend", given=longer, wanted_on=date(2027, 12, 31)).pk
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "withdraw", "1.1", wanted_on=date(2027, 12, 31))


@pytest.mark.parametrize("name", ["responsibles", "kind"])
def test_what_daily_work_reads_changes_on_the_day_of_acceptance(roadmap, secretariat_pe, name):
    own = [{"institution": make_institution("PE", "MIMP").pk, "acronym": "MIMP", "role": "lead"}]
    sides = {**workflow.content_in_force(roadmap, "1.1")["responsibles"], "PE": own}
    given = {"responsibles": sides} if name == "responsibles" else {"kind": "parallel"}
    with pytest.raises(ValidationError) as refusal:
        propose(roadmap, secretariat_pe, "change", "1.1", given, wanted_on=TODAY + timedelta(days=1))
    assert "wanted_on" in refusal.value.message_dict
    assert propose(roadmap, secretariat_pe, "change", "1.1", given, wanted_on=TODAY).outcome == "pending"


# --- What each kind does ----------------------------------------------------------------------------------
def row(roadmap: Roadmap, **changed: Any) -> dict[str, Any]:
    """Activity 1.1 as it is, but for what is said."""
    found = workflow.content_in_force(roadmap, "1.1")
    return {**found, **changed}


def test_an_activity_is_added_at_the_end_of_its_axis(roadmap, secretariat_pe, secretariat_bo):
    given = row(roadmap, number="1.2", title="Nueva")
    accepted = accept(propose(roadmap, secretariat_pe, "add", "1.2", given), secretariat_bo)
    numbers = list(roadmap.activities.in_plan_order().values_list("number", flat=True))
    assert numbers == ["1.1", "1.2", "2.1"]
    added = activity("1.2")
    assert (accepted.activity, added.effective_from) == (added, TODAY)
    assert workflow.content_in_force(roadmap, "1.2")["milestones"] == given["milestones"]


def test_an_added_activity_may_open_an_axis(roadmap, secretariat_pe, secretariat_bo):
    given = row(roadmap, number="3.1", axis="Eje nuevo")
    accept(propose(roadmap, secretariat_pe, "add", "3.1", given), secretariat_bo)
    assert activity("3.1").axis.number == 3


def test_a_number_is_given_once(roadmap, secretariat_pe):
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "add", "1.1", row(roadmap))


def test_everything_of_an_activity_may_change(roadmap, secretariat_pe, secretariat_bo):
    mimp = make_institution("PE", "MIMP")
    sides = row(roadmap)["responsibles"]
    given = row(
        roadmap,
        title="Otro título",
        weight="2.5",
        responsibles={**sides, "PE": [{"institution": mimp.pk, "acronym": "MIMP", "role": "lead"}]},
        milestones=[{"key": "h1", "title": "Otro hito", "due": "2026-10-31", "weight": "1"}],
    )
    proposal = propose(roadmap, secretariat_pe, "change", "1.1", given)
    assert set(proposal.changes) == {"title", "weight", "responsibles", "milestones"}
    accept(proposal, secretariat_bo)
    found = workflow.content_in_force(roadmap, "1.1")
    assert found == given
    assert activity().responsibilities.get(country="PE").institution == mimp


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("change", {"weight": "0"}, "weight"),
        ("change", {"title": ""}, "title"),
        ("change", {"kind": "national"}, "kind"),
        ("change", {"responsibles": {}}, "kind"),
        ("reprogram", {"deadline": "2025-01-01"}, "deadline"),
        (
            "change",
            {"milestones": [{"key": "a", "title": "A", "due": "", "weight": "1"}] * 2},
            "milestones",
        ),
    ],
)
def test_what_no_import_may_say_no_modification_may(roadmap, secretariat_pe, kind, given, field):
    with pytest.raises(ValidationError) as refusal:
        propose(roadmap, secretariat_pe, kind, "1.1", given)
    assert field in refusal.value.message_dict


def test_a_proposal_that_changes_nothing_is_refused(roadmap, secretariat_pe):
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "change", "1.1", row(roadmap))


def test_an_attested_milestone_goes_only_where_that_is_said(roadmap, secretariat_pe, secretariat_bo):
    make_report(activity(), "PE", milestones_met=["h2"])
    given = {"milestones": row(roadmap)["milestones"][:1]}
    with pytest.raises(ValidationError) as refusal:
        propose(roadmap, secretariat_pe, "change", "1.1", given)
    assert "h2" in str(refusal.value)
    accept(propose(roadmap, secretariat_pe, "change", "1.1", given, knowingly=True), secretariat_bo)
    assert list(activity().milestones.values_list("key", flat=True)) == ["h1"]


def test_an_extension_keeps_the_end_that_was_signed(roadmap, secretariat_pe, secretariat_bo):
    cutoffs = [*workflow.content_in_force(roadmap, "")["cutoffs"], "2027-06-30"]
    given = {"end": "2027-06-30", "cutoffs": cutoffs}
    accept(propose(roadmap, secretariat_pe, "extend", "", given), secretariat_bo)
    roadmap.refresh_from_db()
    assert (roadmap.end, roadmap.first_end) == (date(2027, 6, 30), date(2026, 12, 31))
    assert plan.current([roadmap])[roadmap.pk].cutoffs[-1] == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("extend", {"end": "2026-12-30"}, "end"),
        ("rules", {"cutoffs": ["2026-09-30", "2026-12-31"]}, "cutoffs"),
        ("rules", {"cutoffs": ["2025-12-31", "2026-04-30", "2030-01-01"]}, "cutoffs"),
        ("rules", {"answer_days": 0}, "answer_days"),
    ],
)
def test_what_is_past_or_makes_no_sense_is_refused(roadmap, secretariat_pe, kind, given, field):
    with pytest.raises(ValidationError) as refusal:
        propose(roadmap, secretariat_pe, kind, "", given)
    assert field in refusal.value.message_dict


def test_rules_change_by_agreement(roadmap, secretariat_pe, secretariat_bo):
    proposal = propose(roadmap, secretariat_pe, "rules", "", {"answer_days": 45, "evidence_required": False})
    accept(proposal, secretariat_bo)
    roadmap.refresh_from_db()
    assert (roadmap.answer_days, roadmap.evidence_required) == (45, False)


def test_both_documents_are_kept_and_shared(roadmap, secretariat_pe, secretariat_bo):
    accepted = accept(propose(roadmap, secretariat_pe, "withdraw", "1.1"), secretariat_bo, paper=paper())
    papers = [accepted.document, accepted.answer_document]
    assert [(one.country_id, one.is_shared) for one in papers] == [("PE", True), ("BO", True)]


def test_a_step_that_waits_is_void_once_the_plan_changed(roadmap, secretariat_pe, secretariat_bo):
    step = workflow.propose_step(roadmap.pk, to_status="finished", by=secretariat_bo, now=NOON)
    accept(propose(roadmap, secretariat_pe, "withdraw", "1.1"), secretariat_bo)
    done = workflow.accept_step(step.pk, content_sha256=step.content_sha256, by=secretariat_pe, now=NOON)
    assert done.outcome == "overtaken"


def test_near_midnight_the_later_of_both_days_counts(roadmap, secretariat_pe, secretariat_bo):
    """23:30 in Lima is 00:30 in La Paz: nobody's yesterday may move."""
    late = datetime(2026, 6, 2, 4, 30, tzinfo=UTC)
    proposal = propose(roadmap, secretariat_pe, "withdraw", "1.1", now=late)
    assert accept(proposal, secretariat_bo, now=late).effective_on == date(2026, 6, 2)


# --- Reports on days before and after ---------------------------------------------------------------------
def test_a_late_report_attests_the_milestones_of_its_own_day(roadmap, secretariat_pe, secretariat_bo):
    given = {"milestones": row(roadmap)["milestones"][:1]}
    accept(propose(roadmap, secretariat_pe, "change", "1.1", given), secretariat_bo)
    now = NOON + timedelta(days=1)
    before = workflow.start(activity(), as_of=date(2026, 4, 30), by=secretariat_pe, now=now)
    kept = workflow.save_draft(
        before.pk, fields={"milestones_met": ["h2"]}, version=1, by=secretariat_pe, now=now
    )
    assert kept.milestones_met == ["h2"]
    with pytest.raises(ValidationError):
        workflow.save_draft(before.pk, fields={"as_of": TODAY}, version=2, by=secretariat_pe, now=now)
    offered = [[one.key for one in plan.milestones_on(activity(), day)] for day in (before.as_of, TODAY)]
    assert offered == [["h1", "h2"], ["h1"]]


# --- The letters ------------------------------------------------------------------------------------------
def _letters(roadmap: Roadmap, one, other) -> None:
    """One of each."""
    accept(propose(roadmap, one, "reprogram", "1.1", {"deadline": "2027-03-31"}), other)
    declined, withdrawn, void = (propose(roadmap, one, kind, *what) for kind, *what in WAITING)
    workflow.decline_amendment(declined.pk, reason="Se hará.", by=other, now=NOON)
    workflow.withdraw_amendment(withdrawn.pk, by=one, now=NOON)
    Roadmap.objects.update(status=Roadmap.Status.FINISHED)
    accept(void, other)


WAITING = (("withdraw", "2.1"), ("extend", "", {"end": "2027-06-30"}), ("withdraw", "1.1"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_letter_says_what_happened_in_the_language_of_its_reader(
    roadmap, secretariat_pe, secretariat_bo, language
):
    User.objects.update(language=language)
    _letters(roadmap, secretariat_pe, secretariat_bo)
    read = {}
    for letter in Letter.objects.select_related("person"):
        message = mail.compose(letter.template, letter.person, post.context(letter))
        text = str(message.body)
        read[letter.template] = f"{message.subject}\n{text}"
        assert "2025–2026" in text
        assert "bo-pe-2025-2026" not in text
        assert letter.path in text
    assert len(read) == 5
    accepted = read["amendment_accepted"]
    assert str(secretariat_bo) in accepted
    assert "Falta el convenio." in accepted
    assert {"es": "01/06/2026", "en": "2026"}[language] in accepted.replace("2025–2026", "")
    assert {"es": "Rige desde", "en": "in effect"}[language] in accepted
    assert "Se hará." in read["amendment_declined"]


def test_who_signs_a_closing_changes_by_agreement_and_on_no_later_day(
    roadmap, secretariat_pe, secretariat_bo
):
    given = {"sign_days": 30, "closing_visto_bueno": True}
    with pytest.raises(ValidationError):
        propose(roadmap, secretariat_pe, "rules", "", given, wanted_on=date(2026, 8, 1))
    accept(propose(roadmap, secretariat_pe, "rules", "", given), secretariat_bo)
    found = Roadmap.objects.get()
    assert (found.sign_days, found.closing_visto_bueno) == (30, True)
