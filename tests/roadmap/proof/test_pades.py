"""Signatures of state on a PDF: who, when, under which root; and the file begins with the original, byte by byte."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import crl
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import Reference, StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from roadmap.proof.revisions import Reader
from tests.roadmap.proof import signing
from tests.roadmap.proof.looking import RECEIVED, known, look, refused
from tests.roadmap.proof.signing import SIGNED, YEAR, issue, minister, root, sign

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("on_that_day")]


# --- What is found ----------------------------------------------------------------------------------------
def test_both_signatures_are_found_in_their_order_each_under_its_own_root(both):
    found = look(both)
    assert (found.original, found.problems, found.sha256) == ("BO", (), hashlib.sha256(both).hexdigest())
    told = [(one.position, one.signer, one.country, one.intact, one.problems) for one in found.signatures]
    assert told == [(1, "Ana Firma BO", "BO", True, ()), (2, "Ana Firma PE", "PE", True, ())]


def test_it_tells_the_certificate_and_not_the_number_of_an_identity_document(first):
    one = look(first).signatures[0]
    assert (one.organisation, one.issuer) == ("Ministerio ficticio", "Raíz ficticia BO, Ministerio ficticio")
    assert one.serial == f"{minister('BO').cert.serial_number:X}"
    assert one.strength == "EC 256, SHA-256"
    assert (one.valid_from, one.valid_until) == (SIGNED - YEAR, SIGNED + 2 * YEAR)
    assert "12345678" not in repr(one)


def test_each_signed_revision_has_its_hash(first, both):
    hashes = [one.revision_sha256 for one in look(both).signatures]
    assert hashes == [hashlib.sha256(first).hexdigest(), hashlib.sha256(both).hexdigest()]


def test_without_timestamp_the_time_is_claimed_and_the_certificate_judged_for_when_the_file_came(first):
    one = look(first).signatures[0]
    assert (one.claimed_at, one.trusted_at, one.valid_at) == (SIGNED, None, RECEIVED)


def test_a_timestamp_proves_the_time():
    stamp = signing.stamper(signing.clock("BO"), SIGNED + timedelta(minutes=1))
    one = look(sign(signing.original(), minister("BO"), stamper=stamp)).signatures[0]
    assert one.trusted_at == one.valid_at == SIGNED + timedelta(minutes=1)


def test_a_timestamp_of_an_unknown_authority_proves_nothing():
    stamp = signing.stamper(issue("Reloj", **signing.STAMPS), SIGNED)
    one = look(sign(signing.original(), minister("BO"), stamper=stamp)).signatures[0]
    assert (one.trusted_at, one.problems) == (None, ())


# --- Whose it is ------------------------------------------------------------------------------------------
def test_it_counts_for_the_country_under_whose_root_it_stands(first):
    assert look(first).verdict("BO") == "accepted"
    assert look(first).verdict("PE") == "refused"


def test_under_an_unknown_root_it_is_intact_and_counts_for_nobody(first):
    found = look(first, roots=known("PE"))
    one = found.signatures[0]
    assert (one.intact, one.country, one.problems) == (True, None, ("unknown_root",))
    assert found.verdict("BO") == "unknown"


def test_a_root_in_the_folders_of_both_countries_counts_for_neither(first):
    same = known("BO")["BO"]
    one = look(first, roots={"BO": same, "PE": same}).signatures[0]
    assert (one.country, one.problems) == (None, ("unknown_root",))


def test_a_chain_over_an_authority_between_is_followed():
    between = issue("Autoridad intermedia", root("BO"), authority=True)
    found = look(sign(signing.original(), issue("Ana", between)))
    assert [(one.country, one.problems) for one in found.signatures] == [("BO", ())]


def test_without_the_authority_between_the_chain_leads_nowhere():
    between = issue("Autoridad intermedia", root("BO"), authority=True)
    alone = signing.Held((held := issue("Ana", between)).key, held.cert)
    assert look(sign(signing.original(), alone)).signatures[0].problems == ("unknown_root",)


def test_one_who_made_their_own_certificate_is_nobody():
    assert refused(sign(signing.original(), issue("Yo mismo"))) == ("self_signed",)


# --- The certificate --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"start": SIGNED - 3 * YEAR, "end": SIGNED - YEAR}, "expired"),
        ({"start": SIGNED - YEAR, "end": SIGNED + timedelta(hours=1)}, "expired"),  # before it reached us
        ({"start": SIGNED + timedelta(days=1)}, "not_yet_valid"),
        ({"signs": False}, "not_for_signing"),
    ],
)
def test_a_certificate_that_does_not_do_is_named(given, problem):
    assert refused(sign(signing.original(), issue("Ana", root("BO"), **given))) == (problem,)


def test_what_expired_after_a_proven_time_is_valid():
    held = issue("Ana", root("BO"), end=SIGNED + timedelta(hours=1))
    stamp = signing.stamper(signing.clock("BO"), SIGNED + timedelta(minutes=1))
    found = look(sign(signing.original(), held, stamper=stamp), at=SIGNED + timedelta(days=30))
    assert (found.signatures[0].problems, found.verdict("BO")) == ((), "accepted")


def test_what_was_accepted_before_its_certificate_expired_leaves_room_for_the_other():
    held = issue("Ana", root("BO"), end=SIGNED + timedelta(days=10))
    first = sign(signing.original(), held)
    both, later = sign(first, minister("PE"), "Firma2"), SIGNED + timedelta(days=60)
    assert refused(both, at=later) == ("expired",)
    found = look(both, at=later, accepted=[(first, RECEIVED)])
    assert found.verdict("PE") == "accepted"
    assert [one.valid_at for one in found.signatures] == [RECEIVED, later]


def test_a_key_too_short_is_weak():
    assert refused(sign(signing.original(), signing.weak("BO"))) == ("weak",)


def test_a_hash_too_weak_is_weak():
    assert refused(sign(signing.original(), minister("BO"), hashed="sha1")) == ("weak",)


def test_a_signature_from_the_future_is_none(first):
    assert refused(first, at=SIGNED - timedelta(days=1)) == ("from_the_future",)


def test_where_the_file_says_nothing_of_revocation_that_is_said(first):
    assert look(first).signatures[0].revocation == "unchecked"


# --- What is added for later ------------------------------------------------------------------------------
def store(content: bytes, *crls: bytes) -> bytes:
    """With lists of revoked certificates, as programs add them for long-term validity."""
    out = BytesIO(content)
    lists = [crl.CertificateList.load(one) for one in crls]
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[], crls=lists)
    return out.getvalue()


def test_data_to_verify_it_may_follow_and_is_used(first):
    one = look(store(first, signing.revoked(root("BO")))).signatures[0]
    assert (one.revocation, one.problems, one.country) == ("good", (), "BO")


def test_a_revoked_certificate_is_told(first):
    listed = signing.revoked(root("BO"), minister("BO"))
    assert refused(store(first, listed)) == ("revoked",)
    assert look(store(first, listed)).signatures[0].revocation == "revoked"


def test_of_an_authority_between_the_file_may_say_nothing():
    between = issue("Autoridad intermedia", root("BO"), authority=True)
    made = store(sign(signing.original(), issue("Ana", between)), signing.revoked(between))
    one = look(made).signatures[0]
    assert (one.revocation, one.country) == ("partly", "BO")


def test_a_timestamp_over_the_document_proves_the_signatures_before_it(both):
    made = signing.stamped(both, signing.stamper(signing.clock("PE"), SIGNED + timedelta(minutes=5)))
    found = look(made)
    assert [(one.country, one.is_sound) for one in found.signatures] == [("BO", True), ("PE", True)]
    assert {one.trusted_at for one in found.signatures} == {SIGNED + timedelta(minutes=5)}


def test_data_between_the_two_signatures_do_not_disturb(first):
    made = sign(store(first, signing.revoked(root("BO"))), minister("PE"), "Firma2")
    assert [(one.country, one.is_sound) for one in look(made).signatures] == [("BO", True), ("PE", True)]


# --- Reading quickly --------------------------------------------------------------------------------------
def test_each_object_is_read_as_pyhanko_reads_it():
    content = signing.original()
    ours, theirs = Reader(content), PdfFileReader(BytesIO(content))
    refs = theirs.xrefs.explicit_refs_in_revision(0)
    assert len(refs) > 100
    for ref in refs:
        assert repr(ours.get_object(Reference(ref.idnum, 0, ours))) == repr(theirs.get_object(ref))


def test_an_object_stream_is_unpacked_once_by_each_reader(both, monkeypatch):
    """For each object in it anew, a report of 12 pages took 80 seconds."""
    unpacked = []
    read = StreamObject.read_data

    def counted(stream, purpose=DecodePurpose.GENERIC, **given):
        unpacked.extend([purpose] if purpose == DecodePurpose.OBJECT_STREAM else [])
        return read(stream, purpose, **given)

    monkeypatch.setattr(StreamObject, "read_data", counted)
    assert look(both).problems == ()
    assert 0 < len(unpacked) < 8
