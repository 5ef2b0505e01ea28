"""Two people at one report: both texts are shown and put together, and whoever comes too late loses none."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from roadmap import workflow
from roadmap.models import ProgressReport
from tests.build import NOON, make_activity, make_roadmap, signed_in
from tests.roadmap.test_progress_edit import CUTOFF, SIDES, edit, posted
from tests.roadmap.test_workflow_evidence import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.on_both]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(make_roadmap(), responsibles=SIDES)
    return workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)


def test_a_second_persons_edit_is_noticed_and_both_texts_are_shown(client, draft, focal_pe, secretariat_pe):
    seen = posted(draft, description="Lo que escribió el punto focal.")
    fields = {"description": "Lo que escribió la secretaría."}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=secretariat_pe, now=NOON)
    client = signed_in(client, focal_pe)
    page = client.post(edit(draft), seen)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Lo que escribió la secretaría." in text
    assert secretariat_pe.full_name in text
    draft.refresh_from_db()
    assert draft.description == "Lo que escribió la secretaría."
    again = page.context["form"]
    assert again["description"].value() == "Lo que escribió el punto focal."
    page = client.post(edit(draft), {**seen, "version": again["version"].value()})
    draft.refresh_from_db()
    assert (page.status_code, draft.description) == (302, "Lo que escribió el punto focal.")


def test_what_only_the_other_one_changed_is_not_undone(client, draft, focal_pe, secretariat_pe):
    seen = posted(draft, description="Dos talleres.", percent="")
    fields = {"difficulties": "Lluvias.", "percent": Decimal("50")}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=secretariat_pe, now=NOON)
    form = signed_in(client, focal_pe).post(edit(draft), seen).context["form"]
    held = {name: form[name].value() for name in ("description", "difficulties", "percent")}
    assert held == {"description": "Dos talleres.", "difficulties": "Lluvias.", "percent": "50"}


def test_evidence_sent_with_an_overtaken_text_is_kept(client, draft, focal_pe, secretariat_pe):
    seen = posted(draft, description="Uno.", uploads=[SimpleUploadedFile("a.pdf", PDF)])
    workflow.save_draft(draft.pk, fields={"description": "Dos."}, version=1, by=secretariat_pe, now=NOON)
    assert signed_in(client, focal_pe).post(edit(draft), seen).status_code == 409
    assert draft.evidence.count() == 1


def test_evidence_refused_with_an_overtaken_text_is_told_and_its_address_is_kept(
    client, draft, focal_pe, secretariat_pe
):
    link = {"url": "javascript:alert(1)", "url_title": "Acta"}
    seen = posted(draft, description="Uno.", uploads=[SimpleUploadedFile("a.exe", b"MZ")], **link)
    workflow.save_draft(draft.pk, fields={"description": "Dos."}, version=1, by=secretariat_pe, now=NOON)
    answer = signed_in(client, focal_pe).post(edit(draft), seen)
    again = answer.context["form"]
    assert (answer.status_code, set(again.errors)) == (409, {"uploads", "url"})
    assert {name: again[name].value() for name in link} == link


@pytest.mark.parametrize("version", ["", "x", "-1", "999", "1.5"])
def test_a_form_without_its_version_saves_nothing(client, draft, focal_pe, version):
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, description="Uno.", version=version))
    assert page.status_code in (409, 422)
    draft.refresh_from_db()
    assert draft.description == ""


def test_writing_in_what_was_handed_in_meanwhile_is_told_and_the_text_is_not_lost(
    client, draft, focal_pe, secretariat_pe
):
    workflow.save_draft(
        draft.pk, fields={"percent": Decimal(5), "description": "Dos."}, version=1, by=focal_pe, now=NOON
    )
    workflow.submit(draft.pk, by=secretariat_pe, now=NOON)
    mine: dict[str, Any] = {"as_of": "2025-12-31", "percent": "75,5", "description": "Mi párrafo."}
    mine |= {
        "uploads": [SimpleUploadedFile("a.pdf", PDF)],
        "url": "https://example.org/a",
        "url_title": "Acta",
    }
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, **mine))
    assert page.status_code == 409
    assert "Secretaria Pe" in page.context["problem"]
    texts = ["31/12/2025", "75,5", "Mi párrafo.", "a.pdf", "https://example.org/a", "Acta"]
    assert [text for _label, text in page.context["written"]] == texts
    assert draft.get_absolute_url() in page.content.decode()
    assert ProgressReport.objects.get().description == "Dos."


def test_where_two_differ_both_are_told_in_words(client, focal_pe, secretariat_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"h1": 60, "h2": 40})
    draft = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    seen = posted(draft, as_of="2025-12-31", milestones_met=["h1", "h2"], description="")
    fields = {"milestones_met": ["h2"], "description": "Dos."}
    workflow.save_draft(draft.pk, fields=fields, version=1, by=secretariat_pe, now=NOON)
    rows = signed_in(client, focal_pe).post(edit(draft), seen).context["conflict"]["rows"]
    told = {row["name"]: (row["theirs"], row["mine"]) for row in rows}
    titles = dict(activity.milestones.values_list("key", "title"))
    assert told == {
        "as_of": ("30/04/2026", "31/12/2025"),
        "milestones_met": (titles["h2"], f"{titles['h1']}; {titles['h2']}"),
        "description": ("Dos.", ""),
    }
