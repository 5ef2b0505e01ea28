"""What is no longer there, or no longer this person's to do: what was being written is shown, to copy it."""

import pytest
from django.test import Client
from django.urls import reverse

from roadmap import workflow
from roadmap.models import ProgressReport
from tests.build import NOON, make_activity, make_report, make_roadmap, signed_in

TEXT = "Dos talleres en Desaguadero.\nFalta el acta."
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    return make_report(make_activity(make_roadmap(), responsibles=SIDES), status="draft", author=focal_pe)


def test_a_text_for_a_report_that_somebody_discarded_is_shown_to_be_copied(client, draft, focal_pe):
    address = reverse("roadmap:progress-edit", args=[draft.pk])
    workflow.discard(draft.pk, by=focal_pe, now=NOON)
    answer = signed_in(client, focal_pe).post(address, {"description": TEXT, "version": "1"})
    assert (answer.status_code, answer.context["written"]) == (404, [TEXT])
    assert "Desaguadero.<br>Falta" in answer.content.decode()


def test_a_comment_on_what_is_no_longer_the_persons_is_shown_to_be_copied(client, draft, focal_pe):
    draft.activity.responsibilities.filter(institution=focal_pe.institution).delete()
    address = reverse(
        "roadmap:activity-conversation", args=[draft.activity.roadmap.code, draft.activity.number]
    )
    answer = signed_in(client, focal_pe).post(address, {"text": TEXT, "audience": "own"})
    assert (answer.status_code, answer.context["written"]) == (403, [TEXT])


def test_nothing_that_no_page_of_ours_sent_is_shown(client, focal_pe):
    answer = signed_in(client, focal_pe).post("/no/such/page/", {"text": TEXT})
    assert (answer.status_code, answer.context["written"]) == (404, [])
    strict = signed_in(Client(), focal_pe)
    strict.handler.enforce_csrf_checks = True
    foreign = strict.post(reverse("roadmap:progress-edit", args=[999]), {"text": TEXT})
    assert foreign.status_code == 403
    assert "Desaguadero" not in foreign.content.decode()


def test_what_only_a_button_does_says_so_where_it_is_opened_as_a_page(client, secretariat_pe):
    answer = signed_in(client, secretariat_pe).get(reverse("accounts:sessions-end"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "No se hizo nada" in answer.content.decode()


def test_a_form_in_an_encoding_that_nobody_reads_is_refused(client):
    kind = "application/x-www-form-urlencoded; charset=utf-16"
    assert client.generic("POST", reverse("account_login"), b"x=1", content_type=kind).status_code == 400


def test_a_broken_form_for_what_is_not_there_is_no_failure_of_ours(client, focal_pe):
    kind = "multipart/form-data"
    answer = signed_in(client, focal_pe).generic("POST", "/progress/987654/edit/", b"x", content_type=kind)
    assert answer.status_code in (400, 404)
