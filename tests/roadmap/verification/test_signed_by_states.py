"""A closing's PDF with the signatures of states: known by its own bytes, revision by revision."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap import closing, verification
from roadmap.closing import state_signatures
from roadmap.models import PeriodClosing
from roadmap.proof.passing import Passing
from tests.build import make_activity, make_closing, make_report, make_roadmap
from tests.roadmap.proof import signing
from tests.roadmap.proof.signing import SIGNED, minister, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = SIGNED + timedelta(hours=3)
ORIGINAL = signing.original("Original de Bolivia")
OTHER = signing.original("Original del Perú")


def signed_by(code: str, content: bytes, field: str) -> bytes:
    with time_machine.travel(SIGNED, tick=False):
        return sign(content, minister(code), field)


ONE = signed_by("BO", ORIGINAL, "Firma1")
BOTH = signed_by("PE", ONE, "Firma2")


@pytest.fixture
def closed(settings, tmp_path, secretariat_pe, secretariat_bo) -> PeriodClosing:
    """Its original went out and came back with the signature of Bolivia alone."""
    for code in ("BO", "PE"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "raiz.pem").write_bytes(signing.root(code).pem)
    settings.TRUST_ROOTS = [tmp_path]
    roadmap = make_roadmap(status="in_force")
    make_report(make_activity(roadmap), percent=50)
    found = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    given = {"BO": ("cierre-BO.pdf", ORIGINAL), "PE": ("cierre-PE.pdf", OTHER)}
    closing.keep_originals(found.pk, contents=given, by=secretariat_pe, now=NOW)
    file = SimpleUploadedFile("firmado.pdf", ONE, "application/pdf")
    upload = closing.upload_signed(found.pk, upload=file, by=secretariat_bo, now=NOW)
    state_signatures.check(upload.pk, by=secretariat_bo, now=NOW)
    return found


def of(data: bytes, piece: int = 1000):
    file = Passing()
    for start in range(0, len(data), piece):
        file.update(data[start : start + piece])
    return verification.of_file(file)


def test_the_original_before_any_signature_is_the_closings_document(closed):
    assert (of(ORIGINAL).kind, of(ORIGINAL).state_signatures) == ("original", ())


def test_what_came_back_signed_is_valid_and_its_signature_named(closed):
    found = of(ONE)
    assert (found.kind, found.is_valid, found.number) == ("original", True, 1)
    assert [one.country_id for one in found.state_signatures] == ["BO"]


def test_a_signature_that_was_not_brought_back_is_not_judged(closed):
    found = of(BOTH)
    assert found.kind == "begins"
    assert [one.country_id for one in found.state_signatures] == ["BO"]


def test_a_changed_byte_within_what_was_signed_makes_it_unknown(closed):
    place = ORIGINAL.index(b"%PDF") + 5
    changed = bytes([*ONE[:place], ONE[place] ^ 1, *ONE[place + 1 :]])
    assert of(changed) is None
