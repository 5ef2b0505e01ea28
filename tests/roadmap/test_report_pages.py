"""The page of the reports: choose, download; what is wrong is told on the page."""

from datetime import UTC, datetime
from email.message import EmailMessage as Message
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import Roadmap
from tests.build import make_activity, make_roadmap

pytestmark = pytest.mark.any_database

CODE = "bo-pe-2025-2026"
CHOOSE = f"/roadmaps/{CODE}/report/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def roadmap(db):
    roadmap = make_roadmap(CODE)
    make_activity(roadmap)
    return roadmap


def test_a_reader_chooses_with_the_own_copy_and_today_first(client, reader, roadmap):
    client.force_login(reader)
    response = client.get(CHOOSE)
    form = response.context["form"]
    assert response.status_code == 200
    assert [value for value, _label in form.fields["copy"].choices] == ["BO", "PE", "none"]
    assert form["copy"].value() == "BO"
    assert 'value="2026-11-20"' in response.content.decode()


@pytest.mark.parametrize(
    ("form", "kind", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_choice_leads_to_the_file(client, consul, roadmap, form, kind, start):
    client.force_login(consul)
    choice = {"format": form, "cutoff": "2026-09-30", "copy": "PE", "lang": "es"}
    response = client.get(CHOOSE, choice, follow=True)
    assert response.headers["Content-Type"] == kind
    name = f"informe-{CODE}_corte-2026-09-30_copia-PE.{form}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(start)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cutoff": "2026-02-30"},
        {"cutoff": "2027-01-01"},
        {"cutoff": "2020-01-01"},
        {"copy": "CL"},
        {"lang": "qu"},
        {"format": "doc"},
    ],
)
def test_a_wrong_choice_is_told_on_the_page(client, reader, roadmap, wrong):
    client.force_login(reader)
    choice = {"format": "json", "cutoff": "2026-09-30", "copy": "PE", "lang": "es", **wrong}
    response = client.get(CHOOSE, choice)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)


def test_a_wrong_address_of_a_file_leads_back_to_the_choice(client, reader, roadmap):
    client.force_login(reader)
    address = reverse("roadmap:report-download", args=[CODE, "report.pdf"])
    response = client.get(address, {"cutoff": "2027-01-01", "lang": "es"})
    assert response.status_code == 302
    assert response.url.startswith(f"{CHOOSE}?")
    assert client.get(response.url).status_code == 422


@pytest.mark.parametrize("name", ["report.doc", "pdf", "other.pdf", "report."])
def test_there_is_no_other_file(client, reader, roadmap, name):
    client.force_login(reader)
    assert client.get(f"{CHOOSE}{name}").status_code == 404


def test_whoever_sees_no_figures_sees_no_report(client, roadmap, observer, operator, outsider):
    for person in (observer, operator, outsider):
        client.force_login(person)
        assert client.get(CHOOSE).status_code == 404
        assert client.get(f"{CHOOSE}report.json?cutoff=2026-09-30&lang=es").status_code == 404


def test_without_a_copy_the_file_says_none(client, reader, roadmap):
    client.force_login(reader)
    response = client.get(f"{CHOOSE}report.json?cutoff=2026-09-30&lang=en")
    assert response.json()["copy"] is None
    assert response.headers["Content-Disposition"].endswith(f'"report-{CODE}_cutoff-2026-09-30.json"')


def test_a_report_is_only_read(client, reader, roadmap):
    client.force_login(reader)
    assert client.post(CHOOSE).status_code == 405
    assert client.post(f"{CHOOSE}report.pdf").status_code == 405


@pytest.mark.parametrize("code", ['a"b; x', "ñandú→"])
@pytest.mark.parametrize("name", ["report/report.json?cutoff=2026-10-01", "matrix.xlsx"])
def test_whatever_a_roadmap_is_called_its_files_are_saved_under_its_name(client, reader, roadmap, code, name):
    Roadmap.objects.update(code=code)
    client.force_login(reader)
    response = client.get(f"/roadmaps/{quote(code)}/{name}")
    assert response["Content-Disposition"].startswith("attachment; ")
    message = Message()
    message["Content-Disposition"] = response["Content-Disposition"]
    assert message.get_content_disposition() == "attachment"
    assert code in str(message.get_filename())
