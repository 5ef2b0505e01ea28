"""The pages of a report inside its own country: the list before it is submitted, the approval, the paper."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Document
from roadmap import workflow
from roadmap.models import Activity, InstitutionalApproval, ProgressReport
from tests.build import NOON, make_activity, make_report, make_roadmap, signed_in

CUTOFF = date(2026, 4, 30)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def activity() -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


@pytest.fixture
def draft(activity, focal_pe) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=NOON)


@pytest.fixture
def submitted(draft, focal_pe, authority_pe) -> ProgressReport:
    return workflow.submit(draft.pk, by=focal_pe, now=NOON)


def page(name: str, report: ProgressReport) -> str:
    return reverse(f"roadmap:progress-{name}", args=[report.pk])


def paper(prefix: str, **fields: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("oficio.txt", b"Visto bueno", "text/plain")
    given = {"kind": "oficio", "number": "88-2026", "dated": "2026-04-30", "file": upload, **fields}
    return {f"{prefix}-{name}": value for name, value in given.items()}


def tags(response: Any) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


# --- Before it is submitted -------------------------------------------------------------------------------
def test_the_list_leads_to_the_field_of_what_is_missing(client, draft, focal_pe):
    told = signed_in(client, focal_pe).get(page("submit", draft)).content.decode()
    assert f'href="{page("edit", draft)}#id_uploads"' in told
    assert 'name="seen"' in told


def test_what_blocks_takes_the_button_away(client, activity, draft, focal_pe):
    make_report(activity, "PE", percent=80, as_of=date(2025, 12, 31))
    client = signed_in(client, focal_pe)
    shown = client.get(page("submit", draft))
    assert shown.context["blocked"]
    assert f'href="{page("edit", draft)}#id_explanation"' in shown.content.decode()
    assert 'name="seen"' not in shown.content.decode()
    assert client.post(page("submit", draft), {"seen": draft.version}).status_code == 422
    assert ProgressReport.objects.get(pk=draft.pk).status == "draft"


def edited(report: ProgressReport, **fields: Any) -> dict[str, Any]:
    content = {"as_of": "2026-04-30", "percent": "75", "description": "Dos talleres en Desaguadero."}
    return {**content, "version": report.version, "submit": "1", **fields}


def test_the_explanation_is_asked_for_only_where_the_progress_is_lower(client, activity, draft, focal_pe):
    client = signed_in(client, focal_pe)
    assert 'name="explanation"' not in client.get(page("edit", draft)).content.decode()
    make_report(activity, "PE", percent=80, as_of=date(2025, 12, 31))
    assert 'name="explanation"' in client.get(page("edit", draft)).content.decode()
    answer = client.post(page("edit", draft), edited(draft))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"explanation"})
    answer = client.post(page("edit", draft), edited(draft, explanation="El convenio venció."))
    assert answer.url == page("submit", draft)
    assert ProgressReport.objects.get(pk=draft.pk).explanation == "El convenio venció."


def test_a_draft_is_saved_without_the_explanation(client, activity, draft, focal_pe):
    make_report(activity, "PE", percent=80, as_of=date(2025, 12, 31))
    fields = edited(draft, percent="70")
    del fields["submit"]
    assert signed_in(client, focal_pe).post(page("edit", draft), fields).status_code == 302
    assert ProgressReport.objects.get(pk=draft.pk).percent == 70


def test_an_oficio_attached_when_submitting_is_the_approval(client, draft, focal_pe, authority_pe):
    client = signed_in(client, focal_pe)
    answer = client.post(page("submit", draft), {"seen": draft.version, **paper("approval")}, follow=True)
    assert tags(answer) == ["success"]
    assert InstitutionalApproval.objects.get().document == Document.objects.get(number="88-2026")


@pytest.mark.parametrize(("name", "value"), [("number", ""), ("dated", "2026-06-02"), ("file", "")])
def test_half_an_oficio_is_refused_at_its_field_and_nothing_is_submitted(
    client, draft, focal_pe, name, value
):
    given = {"seen": draft.version, **paper("approval", **{name: value})}
    answer = signed_in(client, focal_pe).post(page("submit", draft), given)
    assert (answer.status_code, set(answer.context["document"].errors)) == (422, {name})
    assert ProgressReport.objects.get().status == "draft"
    assert not Document.objects.exists()


# --- The authority ----------------------------------------------------------------------------------------
def test_the_authority_gives_the_approval_with_one_button(client, submitted, authority_pe):
    client = signed_in(client, authority_pe)
    shown = client.get(page("approve", submitted))
    assert page("withhold", submitted) in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    assert tags(client.post(page("approve", submitted), {"seen": seen}, follow=True)) == ["success"]
    assert InstitutionalApproval.objects.get().decided_by == authority_pe


def test_the_authority_returns_it_with_a_reason(client, submitted, authority_pe):
    client = signed_in(client, authority_pe)
    seen = {"seen": submitted.version}
    assert client.post(page("withhold", submitted), seen).status_code == 422
    answer = client.post(page("withhold", submitted), seen | {"reason": "Falta Puno."}, follow=True)
    assert tags(answer) == ["success"]
    assert ProgressReport.objects.get().return_reason == "Falta Puno."


def test_the_report_offers_the_authority_its_buttons_and_nobody_else(
    client, submitted, authority_pe, focal_pe, secretariat_pe
):
    for person, offered in ((authority_pe, True), (focal_pe, False), (secretariat_pe, False)):
        shown = signed_in(client, person).get(submitted.get_absolute_url())
        assert (page("approve", submitted) in shown.content.decode()) is offered


def test_until_the_approval_the_secretariat_reads_why_it_waits(client, submitted, secretariat_pe):
    client = signed_in(client, secretariat_pe)
    shown = client.get(page("validate", submitted))
    assert shown.context["blocked"]
    assert 'name="seen"' not in shown.content.decode()
    answer = client.post(page("validate", submitted), {"seen": submitted.version}, follow=True)
    assert tags(answer) == ["warning"]
    assert ProgressReport.objects.get().status == "submitted"


def test_who_comes_too_late_reads_who_did_what_and_when(client, submitted, secretariat_pe, authority_pe):
    seen = {"seen": submitted.version}
    workflow.withhold(submitted.pk, reason="Falta Puno.", by=authority_pe, now=NOON)
    answer = signed_in(client, secretariat_pe).post(page("validate", submitted), seen, follow=True)
    (message,) = answer.context["messages"]
    assert "Autoridad Pe" in str(message)
    assert "01/06/2026" in str(message)


# --- On paper ---------------------------------------------------------------------------------------------
def test_the_paper_is_kept_with_its_signer(client, draft, secretariat_pe):
    client = signed_in(client, secretariat_pe)
    given = {"seen": draft.version, "signed_by": "Ana Ríos, directora", **paper("paper")}
    assert client.post(page("paper", draft), given).url == page("edit", draft)
    report = ProgressReport.objects.get()
    assert (report.on_paper, report.paper_signed_by) == (True, "Ana Ríos, directora")
    assert 'name="paper_approves"' in client.get(page("submit", draft)).content.decode()


@pytest.mark.parametrize(("name", "value"), [("signed_by", ""), ("paper-file", ""), ("paper-number", "")])
def test_a_paper_without_a_part_of_it_is_refused(client, draft, secretariat_pe, name, value):
    given = {"seen": draft.version, "signed_by": "Ana Ríos", **paper("paper"), name: value}
    assert signed_in(client, secretariat_pe).post(page("paper", draft), given).status_code == 422
    assert not ProgressReport.objects.get().on_paper


def test_who_saw_an_older_version_attaches_no_paper_to_it(client, draft, secretariat_pe):
    given = {"seen": draft.version - 1, "signed_by": "Ana Ríos", **paper("paper")}
    answer = signed_in(client, secretariat_pe).post(page("paper", draft), given)
    assert (answer.status_code, tags(answer)) == (409, ["warning"])
    assert not Document.objects.exists()
    form, document = answer.context["form"], answer.context["document"]
    assert (form["seen"].value(), form["signed_by"].value()) == (str(draft.version), "Ana Ríos")
    assert (document["number"].value(), document.file_again) == ("88-2026", True)
    assert client.post(page("paper", draft), given | {"seen": form["seen"].value()} | paper("paper")).url


def test_a_paper_for_what_was_handed_in_meanwhile_is_shown_to_be_copied(client, submitted, secretariat_pe):
    given = {"seen": submitted.version, "signed_by": "Ana Ríos", **paper("paper")}
    answer = signed_in(client, secretariat_pe).post(page("paper", submitted), given)
    told = [text for _label, text in answer.context["written"]]
    assert (answer.status_code, told) == (409, ["Ana Ríos", "Oficio", "88-2026", "30/04/2026", "oficio.txt"])


def test_what_was_typed_to_submit_a_report_that_changed_is_still_there(
    client, draft, focal_pe, secretariat_pe
):
    client = signed_in(client, secretariat_pe)
    client.post(page("paper", draft), {"seen": draft.version, "signed_by": "Ana Ríos", **paper("paper")})
    draft.refresh_from_db()
    given = {"seen": draft.version, "paper_approves": "1", **paper("approval", number="91-2026")}
    fields = {"description": "Otro texto, bastante más largo que el anterior."}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=secretariat_pe, now=NOON)
    answer = signed_in(client, focal_pe).post(page("submit", draft), given)
    assert (answer.status_code, answer.context["document"]["number"].value()) == (409, "91-2026")
    assert 'name="paper_approves" value="1" checked' in answer.content.decode()
    assert Document.objects.count() == 1


def test_an_oficio_typed_for_a_report_that_lacks_something_is_shown_to_be_copied(
    client, draft, focal_pe, secretariat_pe
):
    given = {"seen": draft.version, **paper("approval")}
    fields = {"description": ""}
    workflow.save_draft(draft.pk, fields=fields, version=draft.version, by=secretariat_pe, now=NOON)
    answer = signed_in(client, focal_pe).post(page("submit", draft), given)
    assert answer.context["blocked"]
    assert "88-2026" in [text for _label, text in answer.context["written"]]
