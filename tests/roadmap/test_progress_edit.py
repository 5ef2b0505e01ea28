"""Beginning and writing a report on the page: what is understood, refused, kept, and put together."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Activity, Evidence, ProgressReport
from tests.build import NOON, make_activity, make_report, make_roadmap, signed_in
from tests.roadmap.test_workflow_evidence import PDF

CUTOFF = date(2026, 4, 30)
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def activity() -> Activity:
    return make_activity(
        make_roadmap(), responsibles=SIDES, indicator="Talleres", unit="talleres", target="12"
    )


@pytest.fixture
def draft(activity, focal_pe) -> ProgressReport:
    return workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)


def edit(report: ProgressReport) -> str:
    return reverse("roadmap:progress-edit", args=[report.pk])


def posted(report: ProgressReport, **fields: object) -> dict[str, object]:
    return {"as_of": report.as_of.isoformat(), "version": report.version, "save": "1", **fields}


# --- Beginning --------------------------------------------------------------------------------------------
def start(activity: Activity) -> str:
    return reverse("roadmap:progress-start", args=[activity.roadmap.code, activity.number])


def test_the_cutoff_dates_that_have_come_and_another_day_can_be_chosen(client, activity, focal_pe):
    page = signed_in(client, focal_pe).get(start(activity))
    choices = [value for value, _label in page.context["form"].fields["as_of"].choices]
    assert choices == ["2025-12-31", "2026-04-30", "other"]
    assert page.context["form"].initial["as_of"] == "2026-04-30"
    assert not ProgressReport.objects.exists()


def test_a_report_begins_for_a_cutoff_date_or_for_another_day(client, activity, focal_pe, focal_bo):
    page = signed_in(client, focal_pe).post(start(activity), {"as_of": "2026-04-30"})
    report = ProgressReport.objects.get()
    assert (page.status_code, page.headers["Location"]) == (302, edit(report))
    assert report.as_of == CUTOFF
    signed_in(client, focal_bo).post(start(activity), {"as_of": "other", "other_day": "2026-05-15"})
    assert ProgressReport.objects.get(country="BO").as_of == date(2026, 5, 15)


@pytest.mark.parametrize("day", ["2026-06-02", "2025-04-23", "", "31/02/2026", "ayer"])
def test_a_day_before_the_roadmap_to_come_or_that_is_none_is_refused(client, activity, focal_pe, day):
    page = signed_in(client, focal_pe).post(start(activity), {"as_of": "other", "other_day": day})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() & {"as_of", "other_day"}
    assert not ProgressReport.objects.exists()


def test_today_is_the_reporting_countrys(client, activity, focal_pe):
    """04:30 UTC on 2 June is still 1 June in Lima."""
    with time_machine.travel(datetime(2026, 6, 2, 4, 30, tzinfo=UTC), tick=False):
        page = signed_in(client, focal_pe).post(
            start(activity), {"as_of": "other", "other_day": "2026-06-02"}
        )
        assert page.status_code == 422
        assert "01/06/2026" in page.content.decode()


def test_a_secretariat_chooses_the_institution_that_reports(client, activity, secretariat_pe, focal_pe):
    signed_in(client, secretariat_pe).post(
        start(activity), {"as_of": "2026-04-30", "institution": focal_pe.institution_id}
    )
    assert ProgressReport.objects.get().institution == focal_pe.institution


def test_an_open_report_is_gone_on_with(client, draft, activity, secretariat_pe):
    client = signed_in(client, secretariat_pe)
    assert client.get(start(activity)).url == edit(draft)
    assert client.post(start(activity), {"as_of": "2026-04-30"}).url == edit(draft)
    assert ProgressReport.objects.count() == 1


# --- Writing ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "understood"),
    [("75,5", "75.5"), ("75.5", "75.5"), (" 75,5 % ", "75.5"), ("0", "0"), ("100", "100"), ("100,0", "100")],
)
@pytest.mark.parametrize("person", ["focal_pe", "focal_bo"])
def test_a_percentage_is_understood_as_either_country_writes_it(
    client, activity, request, person, written, understood
):
    by = request.getfixturevalue(person)
    report = workflow.start(activity, as_of=CUTOFF, by=by, now=NOON)
    signed_in(client, by).post(edit(report), posted(report, percent=written))
    report.refresh_from_db()
    assert report.percent == Decimal(understood)


def test_a_percentage_is_shown_as_the_readers_country_writes_it(client, activity, focal_pe, focal_bo):
    for by, shown in ((focal_pe, "75.5"), (focal_bo, "75,5")):
        report = workflow.start(activity, as_of=CUTOFF, by=by, now=NOON)
        ProgressReport.objects.filter(pk=report.pk).update(percent="75.5")
        page = signed_in(client, by).get(edit(report))
        assert page.context["form"]["percent"].value() == shown


@pytest.mark.parametrize(
    "written", ["100.5", "100,5", "-1", "1.234,5", "1e2", "mucho", "75 5", "NaN", "٧٥", "1000"]
)
def test_anything_else_is_refused_with_all_that_was_written(client, draft, focal_pe, written):
    page = signed_in(client, focal_pe).post(
        edit(draft), posted(draft, percent=written, description="Dos talleres.")
    )
    assert page.status_code == 422
    assert "percent" in page.context["form"].errors
    assert "Dos talleres." in page.content.decode()
    draft.refresh_from_db()
    assert (draft.percent, draft.description) == (None, "")


def test_texts_are_saved_as_a_draft(client, draft, focal_pe):
    texts = {"description": "Dos.", "difficulties": "Lluvia.", "next_steps": "Tres.", "value_reached": "2"}
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, **texts))
    assert page.headers["Location"] == edit(draft)
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in texts} == texts
    assert draft.status == "draft"


def test_milestones_are_ticked_where_there_are_some(client, focal_pe):
    activity = make_activity(make_roadmap(), responsibles=SIDES, milestones={"H1": 1, "H2": 1})
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    client = signed_in(client, focal_pe)
    assert "percent" not in client.get(edit(report)).context["form"].fields
    client.post(edit(report), posted(report, milestones_met=["H2"]))
    report.refresh_from_db()
    assert report.milestones_met == ["H2"]
    assert client.post(edit(report), posted(report, milestones_met=["H9"])).status_code == 422


def test_the_form_opens_with_what_was_last_validated_and_shows_it_beside(client, activity, focal_pe):
    make_report(activity, "PE", percent=40, as_of=date(2025, 12, 31), description="El primer taller.")
    report = workflow.start(activity, as_of=CUTOFF, by=focal_pe, now=NOON)
    page = signed_in(client, focal_pe).get(edit(report))
    assert page.context["form"]["percent"].value() == "40"
    assert "El primer taller." in page.content.decode()


def test_the_indicator_with_unit_and_target_stands_by(client, draft, focal_pe):
    page = signed_in(client, focal_pe).get(edit(draft)).content.decode()
    assert "Talleres (talleres)" in page
    assert "12" in page


def test_going_on_to_submit_saves_and_asks_for_what_is_missing(client, draft, focal_pe):
    client = signed_in(client, focal_pe)
    data = posted(draft, submit="1", difficulties="Lluvia.")
    del data["save"]
    page = client.post(edit(draft), data)
    assert set(page.context["form"].errors) == {"percent", "description"}
    page = client.post(edit(draft), {**data, "percent": "10", "description": "Un taller."})
    assert page.url == reverse("roadmap:progress-submit", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.description == "Un taller."


@pytest.mark.parametrize(
    "text", ["DNI 45678912", "C.I. 4567891 LP", "la señora 45678912 declaró", "pasaporte N° 116.254-789"]
)
def test_what_looks_like_an_identity_number_is_pointed_out(client, draft, focal_pe, text):
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, description=text), follow=True)
    assert any(message.level_tag == "warning" for message in page.context["messages"])
    draft.refresh_from_db()
    assert draft.description == text


@pytest.mark.parametrize(
    "text",
    [
        "Ley 28950 de 2007",
        "S/ 1,234,567.50",
        "1.234.567 bolivianos",
        "12/05/2026",
        "25 talleres, 1200 personas",
    ],
)
def test_other_numbers_are_not(client, draft, focal_pe, text):
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, description=text), follow=True)
    assert not any(message.level_tag == "warning" for message in page.context["messages"])


def test_the_form_says_that_victims_data_has_no_place(client, draft, focal_pe, settings):
    page = signed_in(client, focal_pe).get(edit(draft)).content.decode()
    assert "datos de víctimas" in page.lower()


# --- Evidence in the same form ----------------------------------------------------------------------------
def test_several_files_and_a_link_come_with_the_text_in_one_post(client, draft, focal_pe):
    uploads = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.txt", b"hola")]
    data = posted(
        draft, description="Dos.", uploads=uploads, url="https://example.org/acta", url_title="Acta"
    )
    page = signed_in(client, focal_pe).post(edit(draft), data)
    assert page.status_code == 302
    assert list(draft.evidence.values_list("title", flat=True)) == ["a", "b", "Acta"]
    draft.refresh_from_db()
    assert draft.description == "Dos."


def test_a_refused_file_takes_neither_the_text_nor_the_others_along(client, draft, focal_pe):
    uploads = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", b"<html>")]
    client = signed_in(client, focal_pe)
    page = client.post(edit(draft), posted(draft, description="Dos.", uploads=uploads, url="ftp://x"))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"uploads", "url"}
    assert "b.pdf" in page.content.decode()
    assert draft.evidence.get().file_name == "a.pdf"
    draft.refresh_from_db()
    assert draft.description == "Dos."
    assert page.context["form"]["version"].value() == str(draft.version)


def test_a_mistake_in_the_text_does_not_cost_the_upload(client, draft, focal_pe):
    data = posted(
        draft, percent="150", uploads=[SimpleUploadedFile("a.pdf", PDF)], url="https://example.org/"
    )
    page = signed_in(client, focal_pe).post(edit(draft), data)
    assert page.status_code == 422
    assert draft.evidence.count() == 2
    assert page.context["form"]["url"].value() == ""


def test_more_than_ten_files_at_once_are_refused(client, draft, focal_pe):
    uploads = [SimpleUploadedFile(f"{n}.txt", f"hola {n}".encode()) for n in range(11)]
    page = signed_in(client, focal_pe).post(edit(draft), posted(draft, uploads=uploads))
    assert page.status_code == 422
    assert not Evidence.objects.exists()


def test_the_same_post_twice_is_saved_once(client, draft, focal_pe):
    client = signed_in(client, focal_pe)
    data = posted(draft, description="Dos.", url="https://example.org/acta")
    client.post(edit(draft), data)
    client.post(edit(draft), data)
    draft.refresh_from_db()
    assert (draft.description, draft.version, draft.evidence.count()) == ("Dos.", 2, 1)
