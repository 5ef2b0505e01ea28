"""/verificar: whoever holds a full number or the very file learns which closing it is of; nobody else anything."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Document
from roadmap import verification
from roadmap.models import ClosingOriginal, ClosingPaper, ClosingSeal, PeriodClosing
from roadmap.proof.passing import Passing
from roadmap.reports import making
from roadmap.verification import looking
from tests.build import (
    NOON,
    make_activity,
    make_answer,
    make_closing,
    make_document,
    make_evidence,
    make_report,
    make_roadmap,
)
from tests.world import rows_of_every_table

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7 an agreed record"
KEPT: dict[str, Any] = {
    "file": "a.pdf",
    "file_name": "a.pdf",
    "size": len(SCAN),
    "content_type": "application/pdf",
}
KEPT |= {"sha256": hashlib.sha256(SCAN).hexdigest()}


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def roadmap():
    return make_roadmap(status="in_force")


@pytest.fixture
def closing(roadmap, secretariat_pe, secretariat_bo) -> PeriodClosing:
    activity = make_activity(roadmap, "1.1", responsibles={"BO": ["MRE"], "PE": ["MIMP"]})
    report = make_report(activity, "PE", percent=100)
    make_answer(report)
    make_evidence(report, kind="file", accepted=True, **KEPT)
    return make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)


def get(number: str):
    return Client().get("/verificar/", {"sha256": number})


def post(data: bytes, name: str = "a.pdf"):
    return Client().post("/verificar/", {"file": SimpleUploadedFile(name, data)})


def words(response) -> str:
    return " ".join(response.content.decode().split())


def of_file(data: bytes):
    file = Passing()
    file.update(data)
    return verification.of_file(file)


# --- By number --------------------------------------------------------------------------------------------
def test_the_full_number_tells_who_signed_and_that_it_is_in_force(closing):
    page = words(get(closing.seal.sha256))
    assert "Válido: cierre N.º 1" in page or "Valid: closing No. 1" in page
    for row in closing.signatures.all():
        assert row.by.full_name in page
    assert closing.seal.sha256 in page
    assert page.index("Estado Plurinacional de Bolivia") < page.index("República del Perú")


def test_it_is_found_as_people_copy_it(closing):
    number = closing.seal.sha256
    spaced = " ".join(number[i : i + 8] for i in range(0, 64, 8)).upper()
    assert verification.of_hash(number) is not None
    assert get(spaced).context["found"].number == 1


def test_any_digit_changed_is_unknown(closing):
    for place in (0, 31, 63):
        digits = list(closing.seal.sha256)
        digits[place] = "0" if digits[place] != "0" else "1"
        assert get("".join(digits)).context["found"] is None


def test_less_than_the_whole_number_is_a_mistake_and_finds_nothing(closing):
    for asked in ("", "1", closing.seal.sha256[:63], "x" * 64, closing.seal.sha256 + "0"):
        response = get(asked)
        assert response.status_code == 422
        assert "found" not in response.context


def test_a_closing_that_not_all_have_signed_is_unknown(roadmap, secretariat_pe):
    waiting = make_closing(roadmap, secretariat_pe, secretariat_pe)
    assert get(waiting.content_sha256).context["found"] is None
    assert of_file(waiting.content.encode()) is None


def test_what_replaced_it_is_told(closing, secretariat_pe, secretariat_bo):
    later = NOON + timedelta(days=1)
    signers = (secretariat_pe, secretariat_bo)
    make_closing(closing.roadmap, secretariat_pe, *signers, replaces=closing, now=later)
    found = verification.of_hash(closing.seal.sha256)
    assert found.replaced_by.number == 2
    assert found.is_valid


def test_what_is_no_longer_as_it_was_signed_is_not_valid(closing):
    seal = json.loads(closing.seal.seal)
    assert looking.is_intact(closing, seal)
    closing.content = closing.content.replace("100", "99")
    assert not looking.is_intact(closing, seal)


# --- By file ----------------------------------------------------------------------------------------------
def test_seal_and_figures_are_known_by_their_bytes(closing):
    seal = ClosingSeal.objects.get().seal.encode()
    assert post(seal, "seal.json").context["found"].kind == "seal"
    assert post(closing.content.encode(), "content.json").context["found"].kind == "content"
    assert post(seal + b" ", "seal.json").context["found"] is None


@pytest.mark.at_leisure
def test_each_original_of_its_pdf_is_valid_and_one_changed_byte_is_not(closing):
    for copy, language in (("PE", "es"), ("BO", "en")):
        made = making.make_closing(closing, "pdf", copy=copy, language=language).content
        assert of_file(made).kind == "document"
        assert of_file(made + b"appended").kind == "begins"
        assert of_file(made.replace(b"%PDF-1.7", b"%PDF-1.6")).kind == "names"


def test_the_original_for_the_states_is_known_and_what_was_added_is_not_judged(closing, secretariat_pe):
    data = b"%PDF-1.7 original\n%%EOF\n"
    ClosingOriginal.objects.create(
        closing=closing,
        country_id="PE",
        file="closings/a.pdf",
        file_name="a.pdf",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        made_by=secretariat_pe,
        made_at=NOON,
    )
    assert of_file(data).kind == "original"
    assert of_file(data + b"signature\n%%EOF\n").kind == "begins"
    assert of_file(b" " + data) is None


def test_the_document_signed_by_hand_is_known(closing, secretariat_pe):
    document = make_document(secretariat_pe, kind=Document.Kind.MINUTES)
    bound = {"kind": "ink", "by": secretariat_pe, "at": NOON}
    ClosingPaper.objects.create(closing=closing, country_id="PE", document=document, **bound)
    assert verification.of_hash(document.sha256).kind == "ink"


def test_evidence_of_a_closing_is_known_and_of_what(closing):
    found = of_file(SCAN)
    assert (found.kind, found.evidence_of) == ("evidence", (("1.1", "PE"),))


def test_evidence_that_is_in_no_closing_is_unknown(roadmap):
    report = make_report(make_activity(roadmap, "1.1"), "PE", percent=100)
    make_evidence(report, kind="file", accepted=True, **KEPT)
    assert of_file(SCAN) is None


# --- The page ---------------------------------------------------------------------------------------------
def test_it_needs_no_cookie_and_no_token_and_keeps_nothing(closing):
    before = rows_of_every_table()
    client = Client(enforce_csrf_checks=True)
    assert client.get("/verificar/").status_code == 200
    client.cookies.clear()
    assert client.post("/verificar/", {"file": SimpleUploadedFile("a.pdf", SCAN)}).status_code == 200
    assert rows_of_every_table() == before


def test_what_is_too_large_or_empty_or_missing_is_said():
    assert post(b"").status_code == 422
    assert Client().post("/verificar/").status_code == 422
    large = Client().post("/verificar/", {"file": SimpleUploadedFile("a.bin", bytes(51 * 1024 * 1024))})
    assert large.status_code == 413


def test_too_many_questions_are_refused_for_a_while(settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS,
        "verify": "3/m/ip",
        "verify_file": "2/m/ip",
    }
    assert [get("0" * 64).status_code for _turn in range(4)] == [200, 200, 200, 429]
    assert [post(b"x").status_code for _turn in range(3)] == [200, 200, 429]
    assert Client().get("/verificar/").status_code == 200


def test_unknown_takes_the_same_page_whatever_is_there(closing):
    """No answer tells that there is a closing at all."""
    there = words(get("0" * 64))
    rows = [closing.roadmap.code, str(closing.roadmap), closing.seal.sha256, closing.content_sha256]
    assert not [told for told in rows if told in there]


def test_whoever_may_not_act_any_more_may_verify_like_anybody(closing, secretariat_pe, client):
    secretariat_pe.appointments.update(ends_on="2026-01-31")
    client.force_login(secretariat_pe)
    assert client.get("/verificar/", {"sha256": closing.seal.sha256}).context["found"].number == 1
