"""One activity: both sides with their reports, what is being written on the own side alone, what changed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Activity, Conformity, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

pytestmark = pytest.mark.any_database

TODAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def activity(db):
    return make_activity(make_roadmap(), milestones={"a": 60, "b": 40}, indicator="Actas", unit="acta")


def page(client, user, query: str = "", number: str = "1.1"):
    client.force_login(user)
    return client.get(reverse("roadmap:activity-detail", args=["bo-pe-2025-2026", number]) + query)


def test_it_shows_everything_of_both_sides(client, secretariat_pe, secretariat_bo, focal_pe, activity):
    report = make_report(
        activity,
        "PE",
        milestones_met=["a"],
        author=focal_pe,
        validated_by=secretariat_pe,
        description="Se firmó el acta",
        difficulties="Faltó sede",
        next_steps="Convocar",
        value_reached="2 actas",
    )
    make_evidence(
        report, "Acta 1", kind="file", file="x/acta.pdf", file_name="acta.pdf", sha256="ab" * 32, size=2048,
        content_type="application/pdf",
    )  # fmt: skip
    Conformity.objects.create(
        report=report,
        country_id="BO",
        decision="observed",
        reason="Falta la firma",
        decided_at=NOON,
        decided_by=secretariat_bo,
    )
    text = page(client, secretariat_bo).content.decode()
    for said in (
        *("Se firmó el acta", "Faltó sede", "Convocar", "2 actas", "Focal Pe", "Secretaria Pe"),
        *(
            "acta.pdf",
            "ab" * 32,
            "Falta la firma",
            "Secretaria Bo",
            "ST-CMNP",
            "ST-CPCTTP",
            "Hito a",
            "Actas",
        ),
    ):
        assert said in text, said


def test_the_own_country_stands_first(client, secretariat_pe, secretariat_bo, activity):
    for user, order in ((secretariat_pe, ["PE", "BO"]), (secretariat_bo, ["BO", "PE"])):
        assert [part["country"].code for part in page(client, user).context["sides"]] == order


def test_drafts_are_seen_by_the_side_that_writes_them(
    client, secretariat_pe, secretariat_bo, reader, activity
):
    make_report(activity, "PE", milestones_met=["a"], status="draft", description="Solo Perú")
    seen = {
        user: page(client, user).context["open_reports"] for user in (secretariat_pe, secretariat_bo, reader)
    }
    assert [len(reports) for reports in seen.values()] == [1, 0, 0]


def test_earlier_reports_stand_below_the_current_one(client, reader, activity):
    old = make_report(activity, "PE", milestones_met=[], as_of=date(2025, 12, 31))
    new = make_report(activity, "PE", milestones_met=["a"])
    side = page(client, reader).context["sides"][1]
    assert side["side"].report.id == new.pk
    assert [report.id for report in side["earlier"]] == [old.pk]


def test_an_earlier_percentage_stands_as_it_was_reported(client, reader, activity):
    measured = make_activity(activity.roadmap, "1.2")
    make_report(measured, "PE", percent="41.25", as_of=date(2025, 12, 31))
    make_report(measured, "PE", percent=60)
    client.force_login(reader)
    response = client.get(measured.get_absolute_url())
    assert response.status_code == 200
    assert "41,25\N{NO-BREAK SPACE}%" in response.content.decode()


def test_only_who_may_report_and_answer_is_offered_it(
    client, secretariat_pe, secretariat_bo, reader, activity
):
    make_report(activity, "PE", milestones_met=["a"])
    offers = {}
    for user in (secretariat_pe, secretariat_bo, reader):
        context = page(client, user).context
        offers[user] = (context["can_report"], [part["can_answer"] for part in context["sides"]])
    assert list(offers.values()) == [
        (True, [False, False]),
        (True, [False, True]),
        (False, [False, False]),
    ]


def test_changes_of_the_plan_are_readable_differences(client, reader, secretariat_pe, activity):
    with time_machine.travel(TODAY + timedelta(minutes=5), tick=False):
        activity.deadline = date(2026, 12, 20)
        activity._history_user = secretariat_pe
        activity.save()
        entry = page(client, reader).context["history"][0]
    assert entry.who == "Secretaria Pe"
    (difference,) = entry.lines[0].differences
    assert (difference.label, difference.old, difference.new) == ("Plazo", "15/12/2026", "20/12/2026")


def test_a_milestone_that_goes_is_told(client, reader, activity):
    with time_machine.travel(TODAY + timedelta(minutes=5), tick=False):
        activity.milestones.get(key="b").delete()
        lines = page(client, reader).context["history"][0].lines
    assert [(line.kind, line.subject) for line in lines] == [("removed", "Hito b: Hito b")]


def history_of(client, user) -> str:
    return str(page(client, user).context["history"])


def test_the_counterpart_sees_no_working_step_in_the_history(
    client, focal_pe, secretariat_pe, secretariat_bo, authority_pe
):
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    report = workflow.start(activity, as_of=date(2026, 9, 30), by=focal_pe, now=TODAY)
    fields = {
        "as_of": report.as_of,
        "percent": Decimal(40),
        "milestones_met": [],
        "description": "Primer borrador",
    }
    fields |= {"difficulties": "", "next_steps": "", "value_reached": ""}
    for text in ("Primer borrador", "Texto final"):
        report = ProgressReport.objects.get()
        workflow.save_draft(
            report.pk, fields={**fields, "description": text}, version=report.version, by=focal_pe, now=TODAY
        )
    workflow.submit(report.pk, by=focal_pe, now=TODAY)
    assert "Reporte al 30/09/2026 · Perú" not in history_of(client, secretariat_bo)
    workflow.approve(report.pk, by=authority_pe, now=TODAY)
    workflow.validate(report.pk, by=secretariat_pe, now=TODAY)
    for user in (secretariat_pe, authority_pe, focal_pe):
        assert "Primer borrador" in history_of(client, user)
    assert "Primer borrador" not in history_of(client, secretariat_bo)
    assert "Reporte al 30/09/2026 · Perú" in history_of(client, secretariat_bo)


def test_as_of_shows_the_report_of_then(client, reader, activity):
    make_report(activity, "PE", milestones_met=["a"])
    text = page(client, reader, "?as_of=2026-01-01")
    assert text.context["sides"][1]["side"].report is None


def test_an_activity_that_does_not_exist_is_not_found(client, reader, outsider, activity):
    assert page(client, reader, number="9.9").status_code == 404
    assert page(client, outsider).status_code == 404


def test_few_and_many_reports_take_the_same_queries(client, reader, activity, django_assert_num_queries):
    address = reverse("roadmap:activity-detail", args=["bo-pe-2025-2026", "1.1"])
    make_evidence(make_report(activity, "PE", milestones_met=["a"]))
    make_report(activity, "BO", milestones_met=["a"])
    client.force_login(reader)
    with django_assert_num_queries(24):
        client.get(address)
    for month in range(1, 12):
        make_evidence(make_report(activity, "PE", milestones_met=["a"], as_of=date(2026, month, 1)))
        make_activity(activity.roadmap, f"2.{month}")
    with django_assert_num_queries(24):
        client.get(address)


# --- The link to an earlier roadmap -----------------------------------------------------------------------
@pytest.fixture
def earlier(activity):
    return make_activity(
        make_roadmap("bo-pe-2021-2022", start=date(2021, 1, 1), end=date(2022, 12, 31)),
        "3.1",
        title="La de antes",
    )


def link(client, user, to):
    client.force_login(user)
    address = reverse("roadmap:activity-continuation", args=["bo-pe-2025-2026", "1.1"])
    return client.post(address, {"continues": to})


def test_a_secretariat_links_the_activity_that_this_one_continues(client, secretariat_bo, earlier):
    assert link(client, secretariat_bo, earlier.pk).status_code == 302
    assert Activity.objects.get(continues=earlier).history.first().history_user == secretariat_bo
    assert "La de antes" in page(client, secretariat_bo).content.decode()
    link(client, secretariat_bo, "")
    assert not Activity.objects.filter(continues=earlier).exists()


def test_only_an_earlier_roadmap_of_the_same_parties_can_be_continued(client, secretariat_bo, earlier):
    later = make_activity(make_roadmap("bo-pe-2027", start=date(2027, 1, 1), end=date(2028, 1, 1)))
    others = make_activity(make_roadmap("bo-cl", ("BO", "CL"), start=date(2020, 1, 1)))
    for wrong in (later, others):
        response = link(client, secretariat_bo, wrong.pk)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert not Activity.objects.filter(continues__isnull=False).exists()


def test_who_is_no_secretariat_of_a_party_links_nothing(client, reader, focal_pe, outsider, earlier):
    for user, status in ((reader, 403), (focal_pe, 403), (outsider, 404)):
        assert link(client, user, earlier.pk).status_code == status


def test_the_form_offers_the_earlier_activities(client, secretariat_bo, earlier):
    client.force_login(secretariat_bo)
    address = reverse("roadmap:activity-continuation", args=["bo-pe-2025-2026", "1.1"])
    assert "bo-pe-2021-2022 · 3.1 La de antes" in client.get(address).content.decode()
