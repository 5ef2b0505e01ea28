"""Each party in turn brings back an original signed; what holds is bound to the closing, what does not says why."""

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accounts.models import Document, Letter
from roadmap import closing, permissions, workflow
from roadmap.closing import state_signatures
from roadmap.models import ClosingOriginal, ClosingPaper, SignatureCheck, SignedUpload, StateSignature
from tests.build import make_closing
from tests.roadmap.proof import signing
from tests.roadmap.proof.signing import SIGNED, minister, sign

pytestmark = pytest.mark.usefixtures("media", "roots")
NOW = SIGNED + timedelta(hours=3)
ORIGINALS = {code: (f"cierre-{code}.pdf", signing.original(f"Original de {code}")) for code in ("BO", "PE")}


@pytest.fixture
def roots(settings, tmp_path):
    """The folders of the operator: the invented root of each state."""
    for code in ("BO", "PE"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "raiz.pem").write_bytes(signing.root(code).pem)
    settings.TRUST_ROOTS = [tmp_path]
    return tmp_path


@pytest.fixture
def sealed(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    closing.keep_originals(found.pk, contents=ORIGINALS, by=secretariat_pe, now=NOW)
    return found


def upload(found, content: bytes, by, *, now=NOW, name="firmado.pdf") -> SignedUpload:
    file = SimpleUploadedFile(name, content, "application/pdf")
    return closing.upload_signed(found.pk, upload=file, by=by, now=now)


def brought(found, content: bytes, by, *, now=NOW) -> SignatureCheck:
    return state_signatures.check(upload(found, content, by, now=now).pk, by=by, now=now)


def signed_by(code: str, content: bytes, field: str = "Firma1") -> bytes:
    with time_machine.travel(SIGNED, tick=False):
        return sign(content, minister(code), field)


BO_FIRST = signed_by("BO", ORIGINALS["BO"][1])
BOTH = signed_by("PE", BO_FIRST, "Firma2")


def problems(check: SignatureCheck) -> list[str]:
    return json.loads(check.content)["problems"]


# --- The originals ----------------------------------------------------------------------------------------
def test_the_originals_are_kept_byte_by_byte_and_made_once(sealed, secretariat_bo):
    other = {"BO": ("otro.pdf", b"%PDF otro")}
    again = closing.keep_originals(sealed.pk, contents=other, by=secretariat_bo, now=NOW)
    assert [(row.country_id, row.file_name) for row in again] == [
        ("BO", "cierre-BO.pdf"),
        ("PE", "cierre-PE.pdf"),
    ]
    for row in again:
        content = default_storage.open(str(row.file.name)).read()
        assert content == ORIGINALS[row.country_id][1]
        assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_what_waits_for_a_signature_here_is_not_given_out(roadmap, secretariat_pe):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe)
    with pytest.raises(workflow.IllegalTransition):
        closing.keep_originals(found.pk, contents=ORIGINALS, by=secretariat_pe, now=NOW)
    assert not ClosingOriginal.objects.exists()


def test_without_originals_there_is_nothing_to_bring_back(roadmap, secretariat_pe, secretariat_bo):
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    with pytest.raises(workflow.IllegalTransition):
        upload(found, BO_FIRST, secretariat_bo)


# --- In turn ----------------------------------------------------------------------------------------------
def test_both_sign_one_file_in_turn(sealed, secretariat_bo, secretariat_pe):
    first = brought(sealed, BO_FIRST, secretariat_bo)
    second = brought(sealed, BOTH, secretariat_pe, now=NOW + timedelta(hours=1))
    assert (first.verdict, second.verdict) == ("accepted", "accepted")
    rows = StateSignature.objects.all()
    assert [(row.position, row.country_id, row.signer) for row in rows] == [
        (1, "BO", "Ana Firma BO"),
        (2, "PE", "Ana Firma PE"),
    ]
    assert [row.revision_sha256 for row in rows] == [
        hashlib.sha256(one).hexdigest() for one in (BO_FIRST, BOTH)
    ]
    assert {row.original.country_id for row in rows} == {"BO"}


def test_what_is_accepted_is_bound_to_the_closing_and_both_read_it(sealed, secretariat_bo, secretariat_pe):
    found = brought(sealed, BO_FIRST, secretariat_bo)
    paper = ClosingPaper.objects.get()
    assert (paper.kind, paper.country_id, paper.document) == ("pades", "BO", found.upload.document)
    assert Document.objects.get().is_shared
    assert permissions.visible(secretariat_pe, SignedUpload.objects.all()).exists()
    letter = Letter.objects.get(template="state_signed")
    assert letter.person == secretariat_pe


def test_what_is_refused_stays_with_whoever_brought_it(sealed, secretariat_bo, secretariat_pe):
    found = brought(sealed, ORIGINALS["BO"][1], secretariat_bo)
    assert (found.verdict, problems(found)) == ("refused", ["unsigned"])
    assert not ClosingPaper.objects.exists()
    assert not StateSignature.objects.exists()
    assert not Document.objects.get().is_shared
    assert not permissions.visible(secretariat_pe, SignedUpload.objects.all()).exists()
    assert permissions.visible(secretariat_bo, SignedUpload.objects.all()).exists()


def test_who_signed_the_bare_original_after_the_other_is_told(sealed, secretariat_bo, secretariat_pe):
    brought(sealed, BO_FIRST, secretariat_bo)
    found = brought(sealed, signed_by("PE", ORIGINALS["BO"][1]), secretariat_pe)
    assert (found.verdict, problems(found)) == ("refused", ["separate"])


def test_the_other_original_goes_its_own_way(sealed, secretariat_bo, secretariat_pe):
    brought(sealed, BO_FIRST, secretariat_bo)
    found = brought(sealed, signed_by("PE", ORIGINALS["PE"][1]), secretariat_pe)
    assert (found.verdict, found.original.country_id) == ("accepted", "PE")


def test_a_file_that_only_the_other_party_signed_counts_for_nobody(sealed, secretariat_pe):
    found = brought(sealed, BO_FIRST, secretariat_pe)
    assert (found.verdict, problems(found)) == ("refused", ["not_yours"])


def test_nobody_brings_the_signature_of_the_other_state(sealed, secretariat_pe):
    """Both are sound; Bolivia's counts when Bolivia brings it."""
    found = brought(sealed, BOTH, secretariat_pe)
    assert (found.verdict, problems(found)) == ("refused", ["of_the_other"])
    assert not StateSignature.objects.exists()


def test_two_files_at_the_same_time_one_is_checked_against_the_other(sealed, secretariat_bo, secretariat_pe):
    slow = upload(sealed, signed_by("PE", ORIGINALS["BO"][1]), secretariat_pe)
    seen = closing.heads_of(sealed)
    looked_at = state_signatures.examined(slow, seen)
    brought(sealed, BO_FIRST, secretariat_bo)
    with pytest.raises(state_signatures.Overtaken):
        state_signatures.record_check(slow.pk, found=looked_at, heads=seen, by=secretariat_pe, now=NOW)
    assert problems(state_signatures.check(slow.pk, by=secretariat_pe, now=NOW)) == ["separate"]


# --- Roots ------------------------------------------------------------------------------------------------
def test_once_the_root_is_known_it_is_checked_again(sealed, secretariat_bo, roots):
    (roots / "BO" / "raiz.pem").rename(roots / "BO" / "raiz.txt")
    sent = upload(sealed, BO_FIRST, secretariat_bo)
    assert state_signatures.check(sent.pk, by=secretariat_bo, now=NOW).verdict == "unknown"
    (roots / "BO" / "raiz.txt").rename(roots / "BO" / "raiz.pem")
    later = NOW + timedelta(days=90)
    assert state_signatures.check(sent.pk, by=secretariat_bo, now=later).verdict == "accepted"
    assert [row.verdict for row in sent.checks.all()] == ["unknown", "accepted"]


def test_it_is_judged_for_the_day_on_which_it_came(sealed, secretariat_bo):
    sent = upload(sealed, BO_FIRST, secretariat_bo)
    with time_machine.travel(later := NOW + timedelta(days=3650), tick=False):
        found = state_signatures.check(sent.pk, by=secretariat_bo, now=later)
    assert found.verdict == "accepted"


def test_the_root_of_the_other_party_does_not_do(sealed, secretariat_bo, roots):
    (roots / "BO" / "raiz.pem").write_bytes(signing.root("PE").pem)
    assert brought(sealed, BO_FIRST, secretariat_bo).verdict == "unknown"


def test_a_file_among_the_roots_that_is_none_is_passed_over(sealed, secretariat_bo, roots):
    (roots / "BO" / "aaa.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")
    assert brought(sealed, BO_FIRST, secretariat_bo).verdict == "accepted"


# --- What is refused at the door --------------------------------------------------------------------------
def test_an_accepted_file_is_not_checked_again(sealed, secretariat_bo):
    found = brought(sealed, BO_FIRST, secretariat_bo)
    with pytest.raises(workflow.IllegalTransition):
        state_signatures.check(found.upload_id, by=secretariat_bo, now=NOW)


def test_the_same_file_is_taken_once_and_leaves_nothing_behind(sealed, secretariat_bo):
    upload(sealed, BO_FIRST, secretariat_bo)
    with pytest.raises(ValidationError):
        upload(sealed, BO_FIRST, secretariat_bo)
    assert Document.objects.count() == SignedUpload.objects.count() == 1


@pytest.mark.parametrize("name", ["firmado.p7m", "firmado.docx", "firmado"])
def test_only_a_pdf_is_taken(sealed, secretariat_bo, name):
    with pytest.raises(ValidationError):
        upload(sealed, BO_FIRST, secretariat_bo, name=name)


def test_a_file_that_is_too_large_is_not_taken(sealed, secretariat_bo, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(ValidationError):
        upload(sealed, BO_FIRST, secretariat_bo)
    assert not SignedUpload.objects.exists()


def test_others_bring_nothing(sealed, focal_pe, reader):
    for person in (focal_pe, reader):
        with pytest.raises(PermissionDenied):
            upload(sealed, BO_FIRST, person)


def test_the_other_party_does_not_have_it_checked(sealed, secretariat_bo, secretariat_pe):
    sent = upload(sealed, BO_FIRST, secretariat_bo)
    with pytest.raises(PermissionDenied):
        state_signatures.check(sent.pk, by=secretariat_pe, now=NOW)


# --- On record --------------------------------------------------------------------------------------------
def test_what_was_found_holds_no_number_of_an_identity_document(sealed, secretariat_bo):
    content = brought(sealed, BO_FIRST, secretariat_bo).content
    assert "12345678" not in content
    assert json.loads(content)["signatures"][0]["revision_sha256"] == hashlib.sha256(BO_FIRST).hexdigest()


@pytest.mark.parametrize("model", [ClosingOriginal, SignedUpload, SignatureCheck, StateSignature])
def test_nothing_of_it_is_ever_changed(sealed, secretariat_bo, model):
    brought(sealed, BO_FIRST, secretariat_bo)
    row = model.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()
