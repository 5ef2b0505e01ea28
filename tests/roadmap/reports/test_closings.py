"""The document of a closing: what both parties signed, the same bytes for ever."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from openpyxl import load_workbook

from accounts.models import Country, Institution, User
from roadmap import closing as closings
from roadmap import summary
from roadmap.models import Activity, Evidence, PeriodClosing, Roadmap
from roadmap.reports import making
from tests.roadmap.closing.verbs import propose, sign

from .conftest import CODE, CUTOFF, NOW, load_sample, pages_of

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def closing(secretariat_pe, secretariat_bo) -> PeriodClosing:
    """Of the sample; Bolivia signed with a salvedad on 1.1."""
    roadmap = load_sample()
    Roadmap.objects.update(status=Roadmap.Status.IN_FORCE)
    made = propose(roadmap, secretariat_pe, cutoff=CUTOFF, now=NOW)
    sign(made, secretariat_pe, now=NOW + timedelta(hours=1))
    remark = closings.Remark("1.1", "salvedad", "Faltan las actas del segundo semestre.")
    sign(made, secretariat_bo, now=NOW + timedelta(hours=2), remarks=[remark])
    return PeriodClosing.objects.select_related("seal").get()


def report(form, **asked):
    roadmap = Roadmap.objects.with_parties().get(code=CODE)
    usual = {"cutoff": CUTOFF, "copy": "PE", "language": "es", "now": LATER}
    return making.make(roadmap, form, **{**usual, **asked})


def test_the_report_of_a_closed_day_is_its_closing(closing):
    assert report("pdf").content == making.make_closing(closing, "pdf", copy="PE", language="es").content
    assert report("json").content != report("json", live=True).content


def test_it_tells_seal_signers_and_salvedades(closing):
    made = json.loads(report("json").content)
    assert (made["standing"], made["closing"]["joint"]) == ("closed", True)
    told = made["closing"]
    assert (told["number"], told["seal"]) == (1, closing.seal.sha256)
    assert told["content"] == closing.content_sha256
    assert [one["country"] for one in told["signatures"]] == ["PE", "BO"]
    assert [(one["activity"], one["kind"], one["text"]) for one in told["remarks"]] == [
        ("1.1", "salvedad", "Faltan las actas del segundo semestre.")
    ]
    assert made["issued_at"] == "2026-11-20T12:00:00-05:00"  # the last signature, in Peru's time


def test_the_copy_decides_whose_signatures_stand_first(closing):
    made = json.loads(report("json", copy="BO").content)
    assert [one["country"] for one in made["closing"]["signatures"]] == ["BO", "PE"]


def test_the_pdf_prints_its_seal_on_every_page_and_all_that_was_signed(closing):
    pages = pages_of(report("pdf").content)
    assert all(closing.seal.sha256 in page for page in pages)
    last = "".join(pages)
    for told in (closing.content_sha256, "Faltan las actas del segundo semestre.", "Secretaria Bo"):
        assert told in last
    assert "preliminar" not in last.lower()


def test_the_pdf_is_made_for_screen_readers(closing):
    with pikepdf.open(BytesIO(report("pdf").content)) as document:
        assert document.Root.MarkInfo.Marked
        assert "pdfuaid" in document.Root.Metadata.read_bytes().decode()


def test_whatever_changes_afterwards_no_document_does(closing):
    forms = [("pdf", "PE", "es"), ("xlsx", "BO", "es"), ("json", None, "en"), ("json", "PE", "es")]
    before = [report(form, copy=copy, language=language).content for form, copy, language in forms]
    Institution.objects.update(name="Otro nombre")
    Activity.objects.update(weight=7, title="Otra")
    Country.objects.update(name="País", name_en="Land", official_name="X", time_zone="Asia/Tokyo")
    User.objects.update(full_name="Nadie")
    Roadmap.objects.update(title="Otra", status="finished")
    Evidence.objects.all().delete()
    after = [report(form, copy=copy, language=language).content for form, copy, language in forms]
    assert after == before


def test_the_excel_has_a_sheet_of_signatures(closing):
    book = load_workbook(BytesIO(report("xlsx").content))
    told = {str(cell.value) for row in book.worksheets[-1] for cell in row}
    assert {closing.seal.sha256, "Secretaria Pe", "Secretaria Bo"} <= told


def test_its_name_says_that_it_is_a_closing(closing):
    assert report("pdf").name.startswith("cierre-1-bo-pe-2025-2026_corte-2026-09-30")


@pytest.fixture
def alone(secretariat_pe, db):
    """Peru signed, Bolivia did not within the term."""
    roadmap = load_sample()
    Roadmap.objects.update(status=Roadmap.Status.IN_FORCE)
    made = propose(roadmap, secretariat_pe, cutoff=CUTOFF, now=NOW)
    sign(made, secretariat_pe, now=NOW + timedelta(hours=1))
    return closings.declare_unilateral(
        made.pk,
        content_sha256=made.content_sha256,
        reason="La otra parte no se pronunció.",
        by=secretariat_pe,
        now=NOW + timedelta(days=90),
        second_factor="totp",
    )


def test_what_one_party_puts_on_record_is_marked_on_every_page(alone):
    pages = pages_of(making.make_record(alone, "pdf", copy="PE", language="es").content)
    assert all("no conjunta" in page.lower() for page in pages)
    assert "La otra parte no se pronunció." in "".join(pages)


def test_it_is_no_closing(alone):
    found = summary.on(alone.roadmap, as_of=CUTOFF, now=LATER)
    assert (found.closing, found.alone) == (None, None)
    made = json.loads(making.make_record(alone, "json", copy=None, language="en").content)
    assert (made["standing"], made["closing"]["joint"], made["closing"]["not_signed_by"]) == (
        "unilateral",
        False,
        "BO",
    )


# What a process of its own makes of a closing: content, texts and seal come in, the hash of the PDF goes out.
MAKE = """
import hashlib, json, sys
import django
django.setup()
from roadmap import summary
from roadmap.models import ClosingSeal, PeriodClosing
from roadmap.reports import context, pdf
from roadmap.summary import closings
from roadmap.summary.frozen import FrozenText
from roadmap.summary.frozen.texts import Texts
from dataclasses import replace
from datetime import datetime, timezone
held = json.load(sys.stdin)
texts = [FrozenText(salt, text) for salt, text in held["texts"]]
found = summary.thaw(held["content"], texts)
seal = closings.from_seal(held["seal"], pk=1, texts=Texts(texts), known_at=found.known_at, replaced_by=None)
found = replace(found, closing=seal)
made = context.build(found, copy="PE", language="es", issued_at=datetime.now(timezone.utc))
print(hashlib.sha256(pdf.render(made)).hexdigest())
"""


@pytest.mark.at_leisure
def test_two_fresh_processes_make_the_same_bytes(closing):
    """And without a database: all that is printed is in what was signed."""
    held = json.dumps(
        {
            "content": closing.content,
            "seal": closing.seal.seal,
            "texts": [[row.salt, row.text] for row in closing.texts.all()],
        }
    )
    own = hashlib.sha256(report("pdf").content).hexdigest()
    made = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", MAKE],
            input=held,
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        made.add(done.stdout.strip())
    assert made == {own}
