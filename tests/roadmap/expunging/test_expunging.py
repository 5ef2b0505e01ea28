"""Expungements: two people of the owner's side; gone everywhere; chains, figures and closings still verify."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import acts, verifying
from accounts.models import LedgerEntry, LedgerThing, Letter, User
from roadmap import expunging, inbox, summary, workflow
from roadmap.models import (
    Activity,
    ClosingText,
    Conformity,
    Evidence,
    Expungement,
    ProgressReport,
    Roadmap,
)
from tests.build import NOON, make_activity, make_closing, make_roadmap, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
DATUM = "Juana Quispe, DNI 40718293"


@pytest.fixture
def report(
    media: Path, focal_pe: User, secretariat_pe: User, secretariat_pe_2: User, secretariat_bo: User
) -> ProgressReport:
    """Validated, with the datum in an early version, in its text and in the title of a file; observed by Bolivia."""
    with acts.opened("made", by=None, now=NOON):
        roadmap = make_roadmap()
        activity = make_activity(roadmap, responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    begun = _written(activity, focal_pe)
    upload = SimpleUploadedFile("lista.txt", f"Asistieron: {DATUM}".encode(), "text/plain")
    workflow.add_file(begun.pk, upload=upload, title=f"Lista: {DATUM}", by=focal_pe, now=NOON)
    begun.refresh_from_db()
    with acts.opened("progress.submit", by=focal_pe, now=NOON):
        workflow.moves.move(
            begun, "submitted", by=focal_pe, now=NOON, submitted_at=NOON, submitted_by=focal_pe
        )
    workflow.validate(begun.pk, by=secretariat_pe, now=NOON)
    workflow.observe(begun.pk, reason=f"Sobra el nombre: {DATUM}", by=secretariat_bo, now=NOON)
    begun.refresh_from_db()
    return begun


def _written(activity: Activity, focal: User) -> ProgressReport:
    report = workflow.start(activity, as_of=date(2026, 4, 30), by=focal, now=NOON)
    for text in (f"Se atendió a {DATUM}.", f"Se atendió a una persona: {DATUM}."):
        fields = {"percent": Decimal(40), "description": text}
        report = workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal, now=NOON)
    return report


def keys(report: ProgressReport, country: str = "PE") -> list[str]:
    return [item.key for thing in expunging.things_of(report, country) for item in thing.items]


def ordered(report: ProgressReport, by: User) -> Expungement:
    return expunging.order_expungement(report.pk, items=keys(report), why="victim", by=by, now=NOW)


def everything() -> str:
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        held = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held.append(str(cursor.fetchall()))
    return "\n".join(held)


def test_nothing_is_taken_away_before_a_second_person_confirms(report, secretariat_pe) -> None:
    ordered(report, secretariat_pe)
    assert DATUM in everything()
    assert expunging.tombstones(report.activity.roadmap) == []


def test_nobody_confirms_their_own_order(report, secretariat_pe) -> None:
    order = ordered(report, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        expunging.confirm_expungement(order.pk, by=secretariat_pe, now=NOW)


def test_the_other_side_neither_orders_nor_confirms(report, secretariat_pe, secretariat_bo) -> None:
    with pytest.raises(ValidationError):
        expunging.order_expungement(report.pk, items=keys(report), why="victim", by=secretariat_bo, now=NOW)
    order = ordered(report, secretariat_pe)
    for verb in (expunging.confirm_expungement, expunging.decline_expungement):
        with pytest.raises(PermissionDenied):
            verb(order.pk, by=secretariat_bo, now=NOW)


def test_it_goes_from_rows_versions_record_letters_and_storage(
    report, media, secretariat_pe, secretariat_pe_2, secretariat_bo
) -> None:
    assert everything().count(DATUM) > 5
    order = ordered(report, secretariat_pe)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    assert everything().count(DATUM) == everything().count(f"Sobra el nombre: {DATUM}")
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_the_counterpart_takes_its_own_words_away(report, secretariat_bo, secretariat_bo_2) -> None:
    order = expunging.order_expungement(
        report.pk, items=keys(report, "BO"), why="person", by=secretariat_bo, now=NOW
    )
    expunging.confirm_expungement(order.pk, by=secretariat_bo_2, now=NOW)
    assert Conformity.objects.get(report=report).reason == "—"
    assert "Sobra el nombre" not in everything()


def test_when_both_sides_have_done_it_nothing_is_left_anywhere(
    report, secretariat_pe, secretariat_pe_2, secretariat_bo, secretariat_bo_2
) -> None:
    for country, one, other in (
        ("PE", secretariat_pe, secretariat_pe_2),
        ("BO", secretariat_bo, secretariat_bo_2),
    ):
        order = expunging.order_expungement(
            report.pk, items=keys(report, country), why="victim", by=one, now=NOW
        )
        expunging.confirm_expungement(order.pk, by=other, now=NOW)
    assert [line[:80] for line in everything().splitlines() if DATUM in line] == []
    report.refresh_from_db()
    assert keys(report) == keys(report, "BO") == []


def test_the_chains_still_verify_and_the_hashes_stay(report, secretariat_pe, secretariat_pe_2) -> None:
    before = set(LedgerThing.objects.values_list("ref", "sha256"))
    order = ordered(report, secretariat_pe)
    assert verifying.walk().findings == []
    decision = expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    assert verifying.walk().findings == []
    assert before <= set(LedgerThing.objects.values_list("ref", "sha256"))
    removed = json.loads(LedgerEntry.objects.latest("id").body)["facts"]["removed"]
    assert {sha256 for _ref, sha256 in decision.taken} == set(removed)
    assert f"report/{report.pk}" in {ref for ref, _sha256 in decision.taken}


def test_a_state_that_was_emptied_without_an_order_is_named(report) -> None:
    LedgerThing.objects.filter(ref=f"report/{report.pk}").update(payload="")
    assert verifying.walk().findings


def test_figures_stay_live_and_closed(report, secretariat_pe, secretariat_pe_2, secretariat_bo) -> None:
    roadmap = Roadmap.objects.with_parties().get()
    closing = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo, now=NOON)
    live = summary.live(roadmap, as_of=closing.cutoff, now=NOW).as_dict()
    assert ClosingText.objects.filter(text__contains=DATUM).exists()
    order = ordered(report, secretariat_pe)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    assert summary.live(roadmap, as_of=closing.cutoff, now=NOW).as_dict() == live
    closed = summary.of_closing(type(closing).objects.get(pk=closing.pk))
    assert closed.as_dict()["activities"] == live["activities"]
    texts = ClosingText.objects.filter(closing=closing).values_list("text", flat=True)
    assert not [text for text in texts if DATUM in text and "Sobra" not in text]


def test_a_piece_of_evidence_stays_as_a_reference_that_was_accepted(
    report, secretariat_pe, secretariat_pe_2
) -> None:
    order = ordered(report, secretariat_pe)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    piece = Evidence.objects.get(report=report)
    assert (piece.kind, piece.title, bool(piece.file), piece.sha256) == ("reference", "—", False, "")
    assert piece.accepted_at is not None


def test_the_counterpart_is_told_to_do_the_same_with_its_copies(
    report, secretariat_pe, secretariat_pe_2, secretariat_bo
) -> None:
    order = ordered(report, secretariat_pe)
    told = Letter.objects.filter(person=secretariat_bo, template="expungement_told")
    assert not told.exists()
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    assert told.count() == 1


def test_the_tombstone_says_who_when_and_why(report, secretariat_pe, secretariat_pe_2) -> None:
    order = ordered(report, secretariat_pe)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    (stone,) = expunging.tombstones(report.activity.roadmap)
    assert stone["ordered_by"] == f"person/{secretariat_pe.pk}"
    assert stone["confirmed_by"] == f"person/{secretariat_pe_2.pk}"
    assert (stone["at"], stone["why"], stone["country"]) == ("2026-06-02T15:00:00Z", "victim", "PE")


def test_what_was_declined_stays(report, secretariat_pe, secretariat_pe_2) -> None:
    order = ordered(report, secretariat_pe)
    expunging.decline_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    assert DATUM in ProgressReport.objects.get(pk=report.pk).description
    with pytest.raises(workflow.IllegalTransition):
        expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)


def test_an_order_waits_in_the_inbox_of_its_own_side_alone(report, secretariat_pe) -> None:
    order = ordered(report, secretariat_pe)
    waits = {country: [item.key for item in inbox.pending(country, now=NOW)] for country in ("PE", "BO")}
    assert f"expungement:{order.pk}" in waits["PE"]
    assert f"expungement:{order.pk}" not in waits["BO"]


def test_the_page_asks_confirms_and_tells(report, secretariat_pe, secretariat_pe_2, secretariat_bo) -> None:
    one, other, counterpart = (
        signed_in(Client(), who) for who in (secretariat_pe, secretariat_pe_2, secretariat_bo)
    )
    page = reverse("roadmap:expungement-order", args=[report.pk])
    assert one.post(page, {"why": "victim"}).status_code == 422
    answer = one.post(page, {"why": "victim", "items": [f"report/{report.pk}:description"]})
    page_of_it = answer.headers["Location"]
    assert counterpart.get(page_of_it).status_code == 404
    assert one.post(page_of_it, {"decision": "confirm"}, follow=True).status_code == 200
    assert DATUM in ProgressReport.objects.get(pk=report.pk).description
    assert other.post(page_of_it, {"decision": "confirm"}, follow=True).status_code == 200
    assert ProgressReport.objects.get(pk=report.pk).description == ""
    told = counterpart.get(page_of_it)
    assert DATUM not in told.content.decode()
    assert Expungement.objects.get().decision.taken[0][1] in told.content.decode()


def test_a_draft_of_which_something_was_ordered_away_is_not_discarded(report, focal_pe) -> None:
    draft = workflow.start(report.activity, as_of=date(2026, 5, 30), by=focal_pe, now=NOW)
    fields = {"description": DATUM}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=focal_pe, now=NOW)
    draft.refresh_from_db()
    expunging.order_expungement(draft.pk, items=keys(draft), why="victim", by=focal_pe, now=NOW)
    with pytest.raises(workflow.IllegalTransition):
        workflow.discard(draft.pk, by=focal_pe, now=NOW)


def test_the_same_words_of_the_counterpart_stay_in_the_closing(
    report, secretariat_pe, secretariat_pe_2, secretariat_bo
) -> None:
    """Chosen by what they stand for, never by the words: no country takes away what the other said."""
    same = report.description
    Conformity.objects.filter(report=report).update(reason=same)
    roadmap = Roadmap.objects.with_parties().get()
    closing = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo, now=NOW)
    texts = ClosingText.objects.filter(closing=closing, text=same)
    assert texts.count() == 2
    order = expunging.order_expungement(
        report.pk, items=[f"report/{report.pk}:description"], why="victim", by=secretariat_pe, now=NOW
    )
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    held = json.loads(closing.content)
    assert [text.sha256 for text in texts] == [held["answers"][0]["reason"]["text"]]


def test_letters_about_something_else_stay_as_they_are(report, secretariat_pe, secretariat_pe_2) -> None:
    other = Letter.objects.create(
        person=secretariat_pe,
        template="report_returned",
        told={"reason": f"De otro reporte: {DATUM}"},
        path="/progress/999999/edit/",
        written_at=NOW,
        next_try_at=NOW,
    )
    order = ordered(report, secretariat_pe)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOW)
    other.refresh_from_db()
    assert DATUM in other.told["reason"]
