"""The pages of agreed modifications: the plan on a day, proposing in steps, answering."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap import inbox, summary, workflow
from roadmap.models import Amendment, Responsibility, Roadmap
from roadmap.reports import context, pdf
from tests.build import NOON, make_activity, make_institution, make_report, make_roadmap
from tests.roadmap.test_amendments import accept, activity, paper, propose

pytestmark = pytest.mark.django_db
CODE = "bo-pe-2025-2026"
PLAN = f"/roadmaps/{CODE}/plan/"
NEW = f"/roadmaps/{CODE}/amendments/new/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def roadmap(_today) -> Roadmap:
    roadmap = make_roadmap(CODE, status=Roadmap.Status.IN_FORCE)
    make_activity(roadmap, "1.1", milestones={"h1": 60, "h2": 40})
    make_activity(roadmap, "2.1")
    return Roadmap.objects.with_parties().get()


@pytest.fixture
def pe(client: Client, secretariat_pe) -> Client:
    client.force_login(secretariat_pe)
    return client


def sent(**fields: Any) -> dict[str, Any]:
    """A proposal as the preview sends it."""
    given = paper()
    return {
        "stage": "propose",
        "reason": "Falta el convenio.",
        **{f"paper-{name}": given[name] for name in ("kind", "number", "dated")},
        "paper-file": given["upload"],
        **fields,
    }


def test_the_plan_of_a_day_shows_what_was_agreed_for_it(roadmap, pe, secretariat_pe, secretariat_bo):
    later = NOON.date() + timedelta(days=30)
    moved = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"}, wanted_on=later)
    accept(moved, secretariat_bo)
    before, after = pe.get(PLAN), pe.get(PLAN, {"as_of": later.isoformat()})
    first = [page.context["rows"][0]["activity"].deadline for page in (before, after)]
    assert first == [date(2026, 12, 15), date(2027, 3, 31)]
    assert "2027" in after.content.decode()
    assert len(after.context["amendments"]) == 1


@pytest.mark.parametrize("day", ["mañana", "2026-02-31", "1999-01-01", "2099-01-01"])
def test_a_day_without_a_plan_is_said(roadmap, pe, day):
    page = pe.get(PLAN, {"as_of": day})
    assert page.context["on"] == NOON.date()
    [said] = page.context["messages"]
    assert "01/06/2026" in str(said)


def test_the_plan_says_who_answers_and_the_milestones_of_each_activity(roadmap, pe):
    Responsibility.objects.filter(activity__number="1.1").delete()
    first, second = pe.get(PLAN).context["rows"]
    assert (first["responsibles"], len(first["milestones"])) == ([], 2)
    assert (len(second["responsibles"]), second["milestones"]) == (2, [])


def test_choosing_leads_to_the_form_pre_filled_with_what_is_in_force(roadmap, pe):
    page = pe.get(NEW, {"kind": "reprogram", "activity": "1.1"}, follow=True)
    assert page.redirect_chain[0][0] == f"{NEW}reprogram/?activity=1.1"
    assert page.context["form"]["deadline"].value() == date(2026, 12, 15)


def test_before_and_after_stand_side_by_side_before_anything_is_proposed(roadmap, pe):
    fields = {"stage": "preview", "start": "2025-04-24", "deadline": "2027-03-31"}
    page = pe.post(f"{NEW}reprogram/?activity=1.1", fields)
    (line,) = page.context["changed"]
    assert (line.old, line.new) == (["15/12/2026"], ["31/03/2027"])
    assert ("deadline", "2027-03-31") in page.context["carried"]
    assert not Amendment.objects.exists()


def test_a_proposal_with_its_document_waits_for_the_other_party(roadmap, pe, secretariat_bo):
    fields = sent(start="2025-04-24", deadline="2027-03-31")
    page = pe.post(f"{NEW}reprogram/?activity=1.1", fields, follow=True)
    amendment = Amendment.objects.get()
    assert page.redirect_chain[-1][0] == amendment.get_absolute_url()
    assert amendment.document.is_shared
    board = inbox.board("BO", now=NOON)
    assert [item.kind for item in board.held_by(secretariat_bo) if item.kind == "amendment"] == ["amendment"]


@pytest.mark.parametrize("missing", ["reason", "paper-number", "paper-file"])
def test_what_is_missing_is_said_and_what_was_given_is_kept(roadmap, pe, missing):
    fields = sent(start="2025-04-24", deadline="2027-03-31")
    del fields[missing]
    page = pe.post(f"{NEW}reprogram/?activity=1.1", fields)
    assert page.status_code == 422
    assert ("deadline", "2027-03-31") in page.context["carried"]
    assert not Amendment.objects.exists()


def test_a_form_with_mistakes_comes_back(roadmap, pe):
    fields = {"stage": "preview", "start": "2025-04-24", "deadline": "2024-01-01"}
    page = pe.post(f"{NEW}reprogram/?activity=1.1", fields)
    assert page.status_code == 422
    assert "deadline" in page.context["form"].errors


def test_a_change_of_everything_goes_through_the_pages(roadmap, pe, secretariat_bo):
    mimp = make_institution("PE", "MIMP")
    form = pe.get(f"{NEW}change/?activity=1.1").context["form"]
    lead = {f"lead_{code}": form[f"lead_{code}"].value() for code in ("BO", "PE")}
    fields = {
        "title": "Otro título",
        "kind": "joint",
        "weight": "2,5",
        "start": "2025-04-24",
        "deadline": "2026-12-15",
        **lead,
        "co_PE": [mimp.pk],
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "0",
        "milestones-0-key": "h1",
        "milestones-0-title": "Hito h1",
        "milestones-0-weight": "60",
    }
    page = pe.post(f"{NEW}change/?activity=1.1", {**fields, "stage": "preview"})
    assert page.status_code == 200, page.context["form"].errors
    assert [line.new[0] for line in page.context["changed"]][:2] == ["Otro título", "2.5"]
    assert len(page.context["changed"]) == 4
    assert pe.post(f"{NEW}change/?activity=1.1", sent(**fields)).status_code == 302
    accept(Amendment.objects.get(), secretariat_bo)
    assert (activity().title, activity().responsibilities.count()) == ("Otro título", 3)


def test_an_activity_is_added_through_the_pages(roadmap, pe):
    leads = {code: make_institution(code, f"ST-{code}").pk for code in ("BO", "PE")}
    fields = {
        "number": "1.2/b",
        "axis": "Eje 1",
        "title": "Nueva",
        "kind": "parallel",
        "weight": "1",
        "start": "2026-06-01",
        "deadline": "2026-12-31",
        "lead_BO": leads["BO"],
        "lead_PE": leads["PE"],
        "milestones-TOTAL_FORMS": "0",
        "milestones-INITIAL_FORMS": "0",
    }
    assert pe.post(f"{NEW}add/", sent(**fields)).status_code == 302
    assert Amendment.objects.get().subject == "activity:1.2/b"


def test_extension_and_rules_go_through_the_pages(roadmap, pe, secretariat_bo):
    days = "31/12/2025\n30/04/2026\n30/09/2026\n31/12/2026\n30/06/2027"
    assert pe.post(f"{NEW}extend/", sent(end="2027-06-30", cutoffs=days)).status_code == 302
    accept(Amendment.objects.get(), secretariat_bo)
    roadmap.refresh_from_db()
    assert roadmap.end == date(2027, 6, 30)
    form = pe.get(f"{NEW}rules/").context["form"]
    data = {field.name: field.value() for field in form if field.name != "tacit_conformity"}
    data["answer_days"] = 45
    page = pe.post(f"{NEW}rules/", {**data, "stage": "preview"})
    assert [line.new for line in page.context["changed"]] == [["45"]], page.context["form"].errors


def test_attested_milestones_ask_for_a_word_in_the_preview(roadmap, pe):
    make_report(activity(), "PE", milestones_met=["h2"])
    form = pe.get(f"{NEW}change/?activity=1.1").context["form"]
    fields = {
        "title": "Actividad 1.1",
        "kind": "joint",
        "weight": "1",
        "start": "2025-04-24",
        "deadline": "2026-12-15",
        **{f"lead_{code}": form[f"lead_{code}"].value() for code in ("BO", "PE")},
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "0",
        "milestones-0-key": "h1",
        "milestones-0-title": "Hito h1",
        "milestones-0-weight": "60",
    }
    page = pe.post(f"{NEW}change/?activity=1.1", {**fields, "stage": "preview"})
    assert page.context["attested"] == ["h2"]
    assert pe.post(f"{NEW}change/?activity=1.1", sent(**fields)).status_code == 422
    assert pe.post(f"{NEW}change/?activity=1.1", sent(**fields, knowingly="on")).status_code == 302


@pytest.mark.parametrize(
    "address",
    [f"{NEW}change/", f"{NEW}change/?activity=9.9", f"{NEW}nonsense/", f"{NEW}reprogram/?activity="],
)
def test_what_there_is_not_is_not_found(roadmap, pe, address):
    assert pe.get(address).status_code == 404


def test_the_counterpart_accepts_on_the_page_with_its_own_document(
    roadmap, client, secretariat_pe, secretariat_bo
):
    amendment = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    client.force_login(secretariat_bo)
    assert client.get(amendment.get_absolute_url()).context["can_answer"]
    given = {name: value for name, value in sent().items() if name.startswith("paper-")}
    address = reverse("roadmap:amendment-accept", args=[amendment.pk])
    client.post(address, {"content_sha256": amendment.content_sha256, **given})
    amendment.refresh_from_db()
    assert (amendment.outcome, amendment.answer_document.country_id) == ("accepted", "BO")


def test_the_counterpart_declines_with_a_reason_or_not_at_all(
    roadmap, client, secretariat_pe, secretariat_bo
):
    amendment = propose(roadmap, secretariat_pe, "withdraw", "1.1")
    client.force_login(secretariat_bo)
    address = reverse("roadmap:amendment-decline", args=[amendment.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Se hará."}).status_code == 302
    assert client.post(address, {"reason": "Otra vez."}).status_code == 409
    amendment.refresh_from_db()
    assert (amendment.outcome, amendment.answer_reason) == ("declined", "Se hará.")


def test_readers_see_what_was_agreed_and_not_what_is_negotiated(
    roadmap, client, reader, secretariat_pe, secretariat_bo
):
    agreed = accept(propose(roadmap, secretariat_pe, "withdraw", "1.1"), secretariat_bo)
    waiting = propose(roadmap, secretariat_pe, "withdraw", "2.1")
    client.force_login(reader)
    assert client.get(agreed.get_absolute_url()).status_code == 200
    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert [row["amendment"].pk for row in client.get(PLAN).context["amendments"]] == [agreed.pk]


def test_both_dates_stay_in_sight(roadmap, pe, secretariat_pe, secretariat_bo):
    moved = {"deadline": "2027-03-31"}
    accept(propose(roadmap, secretariat_pe, "reprogram", "1.1", moved), secretariat_bo)
    end = {"end": "2027-06-30"}
    accept(propose(roadmap, secretariat_pe, "extend", "", end), secretariat_bo)
    for page in ("activities/", "activities/1.1/", "plan/"):
        assert "15/12/2026" in pe.get(f"/roadmaps/{CODE}/{page}").content.decode(), page
    assert "31/12/2026" in pe.get(f"/roadmaps/{CODE}/").content.decode()


def test_the_history_of_an_activity_names_the_modification(roadmap, pe, secretariat_pe, secretariat_bo):
    moved = propose(roadmap, secretariat_pe, "reprogram", "1.1", {"deadline": "2027-03-31"})
    accept(moved, secretariat_bo, now=NOON + timedelta(hours=1))
    entry = next(
        entry
        for entry in pe.get(f"/roadmaps/{CODE}/activities/1.1/").context["history"]
        if entry.who == secretariat_bo.get_full_name()
    )
    told = [one.new for line in entry.lines for one in line.differences]
    assert "1" in entry.lines[0].subject
    assert {"Falta el convenio.", "31/03/2027"} <= set(told)


def test_after_the_original_end_its_figure_stands_beside_the_current_one(
    roadmap, pe, secretariat_pe, secretariat_bo
):
    accept(propose(roadmap, secretariat_pe, "extend", "", {"end": "2027-12-31"}), secretariat_bo)
    shown = pe.get(f"/roadmaps/{CODE}/")
    assert shown.context["summary"].original is None
    with time_machine.travel(datetime(2027, 3, 1, 15, tzinfo=UTC), tick=False):
        for code in ("BO", "PE"):
            make_report(activity("2.1"), code, percent=80, as_of=date(2027, 2, 1))
        pe.force_login(secretariat_pe)
        page = pe.get(f"/roadmaps/{CODE}/")
        whole = Roadmap.objects.with_parties().get()
        found = summary.live(whole, as_of=date(2027, 3, 1), now=timezone.now(), detail=True)
    assert page.context["summary"].original.day == date(2026, 12, 31)
    assert "?as_of=2026-12-31" in page.content.decode()
    report = context.build(found, copy="PE", language="es", issued_at=NOON)
    assert [figure.key for figure in report.original_figures] == ["fulfilment", "due", "average"]
    assert report.original_figures[2].percent != report.figures[2].percent
    assert report.original_end_text in pdf.page(report)


def test_what_is_agreed_for_later_stands_in_the_plan_of_its_day(roadmap, pe, secretariat_pe, secretariat_bo):
    later = NOON.date() + timedelta(days=30)
    row = {**workflow.content_in_force(roadmap, "1.1"), "number": "1.2", "title": "Nueva"}
    accept(propose(roadmap, secretariat_pe, "add", "1.2", row, wanted_on=later), secretariat_bo)
    assert [one["activity"].number for one in pe.get(PLAN).context["rows"]] == ["1.1", "2.1"]
    page = pe.get(PLAN, {"as_of": later.isoformat()})
    assert [one["has_page"] for one in page.context["rows"]] == [True, False, True]
    assert pe.get(f"/roadmaps/{CODE}/activities/1.2/").status_code == 404
