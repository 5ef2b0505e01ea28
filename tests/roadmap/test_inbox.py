"""The inbox: what waits for whom, the same on the page as in the header, however much there is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Appointment, User
from roadmap import inbox, workflow
from roadmap.inbox import answers
from roadmap.inbox.words import WORDS, WORDS_OF_WHOEVER_WAITS, words_for_others
from roadmap.models import Activity, Roadmap, RoadmapStep
from tests.build import NOON, make_activity, make_amendment, make_answer, make_report, make_roadmap

SIDES = {"BO": ["FGE", "ST-CPCTTP"], "PE": ["MIMP", "ST-CMNP"]}
INBOX = reverse("roadmap:inbox")
# 15 days before the cutoff of 30 September: in Peru at five o'clock UTC.
BEGINS = datetime(2026, 9, 15, 5, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@pytest.fixture
def activity(focal_pe, focal_bo) -> Activity:
    return make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)


@pytest.fixture
def step(activity, secretariat_bo) -> RoadmapStep:
    return RoadmapStep.objects.create(
        roadmap=activity.roadmap,
        to_status="finished",
        content_sha256="0123456789abcdef" * 4,
        country_id="BO",
        proposed_by=secretariat_bo,
        proposed_at=NOON,
    )


def kinds(person: User, now: datetime) -> list[str]:
    assert person.country_id
    return [item.kind for item in inbox.board(person.country_id, now=now).held_by(person)]


def due(person: User, now: datetime) -> list[date | None]:
    assert person.country_id
    return [item.due for item in inbox.board(person.country_id, now=now).held_by(person)]


# --- Reports that a cutoff date asks for ------------------------------------------------------------------
def test_a_report_waits_from_15_days_before_the_cutoff_by_the_countrys_own_clock(
    activity, focal_pe, focal_bo
):
    instant = datetime(2026, 9, 15, 4, 30, tzinfo=UTC)  # half past midnight in Bolivia, not yet in Peru
    assert due(focal_bo, instant) == [date(2026, 9, 30)]
    assert due(focal_pe, instant) == [date(2026, 4, 30)]
    (item,) = inbox.board("PE", now=BEGINS).held_by(focal_pe)
    assert (item.kind, item.due, item.since) == ("report", date(2026, 9, 30), BEGINS)
    assert item.path == reverse("roadmap:progress-start", args=[activity.roadmap.code, "1.1"])


@pytest.mark.parametrize(
    ("status", "day", "waits"),
    [
        ("submitted", date(2026, 9, 30), []),
        ("validated", date(2026, 9, 30), []),
        ("validated", date(2026, 10, 3), []),
        ("validated", date(2026, 4, 30), ["report"]),
    ],
)
def test_a_report_for_the_day_answers_the_cutoff(activity, focal_pe, status, day, waits):
    make_report(activity, "PE", percent=5, status=status, as_of=day)
    assert [kind for kind in kinds(focal_pe, BEGINS) if kind == "report"] == waits


def test_an_open_draft_is_not_asked_for_twice(activity, focal_pe):
    make_report(activity, "PE", percent=5, status="draft", as_of=date(2026, 4, 30), author=focal_pe)
    assert "report" not in kinds(focal_pe, BEGINS)


def test_only_the_leading_institution_is_asked(activity, secretariat_pe, authority_pe, focal_bo):
    assert kinds(secretariat_pe, BEGINS) == kinds(authority_pe, BEGINS) == []
    assert kinds(focal_bo, BEGINS) == ["report"]


@pytest.mark.parametrize(
    "change",
    [
        {"start": date(2026, 10, 1)},
        {"effective_from": date(2026, 10, 1)},
        {"withdrawn_on": date(2026, 9, 30)},
    ],
)
def test_what_is_not_in_the_plan_on_the_day_is_not_asked_for(activity, focal_pe, change):
    Activity.objects.update(**change)
    assert kinds(focal_pe, BEGINS) == []


@pytest.mark.parametrize("status", ["in_preparation", "finished"])
def test_only_a_roadmap_in_force_asks(activity, focal_pe, status):
    Roadmap.objects.update(status=status)
    assert kinds(focal_pe, BEGINS) == []


def test_where_nobody_is_appointed_the_secretariat_holds_it(activity, focal_pe, secretariat_pe):
    Appointment.objects.filter(person=focal_pe).update(ends_on=date(2026, 9, 14))
    assert kinds(secretariat_pe, BEGINS) == ["report"]


# --- Steps ------------------------------------------------------------------------------------------------
def test_a_step_waits_for_the_other_party(step, secretariat_pe, secretariat_bo):
    assert kinds(secretariat_pe, NOON)[-1:] == ["step"]
    assert "step" not in kinds(secretariat_bo, NOON)
    waited_for = {office.key: office for office in inbox.board("BO", now=NOON).awaited_by(secretariat_bo)}
    assert [item.kind for item in waited_for["PE.secretariat"].items] == ["step"]


def test_a_void_step_waits_for_who_proposed_it_until_it_is_proposed_again(step, secretariat_bo):
    RoadmapStep.objects.update(outcome="overtaken", answered_at=NOON)
    assert kinds(secretariat_bo, NOON)[-1:] == ["void_step"]
    RoadmapStep.objects.create(
        roadmap=step.roadmap,
        to_status="finished",
        content_sha256=step.content_sha256,
        country_id="BO",
        proposed_by=secretariat_bo,
        proposed_at=BEGINS,
    )
    assert kinds(secretariat_bo, BEGINS)[-1:] == []


# --- The page ---------------------------------------------------------------------------------------------
@pytest.fixture
def _september():
    with time_machine.travel(BEGINS, tick=False):
        yield


@pytest.mark.usefixtures("_september")
def test_the_header_counts_what_the_page_shows(client, activity, step, focal_pe, secretariat_pe):
    for person, waiting in ((focal_pe, 1), (secretariat_pe, 1)):
        client.force_login(person)
        page = client.get(INBOX)
        assert page.context["page"].paginator.count == waiting
        assert page.context["nav"]["waiting"]() == waiting
        assert f'{waiting}<span class="sr">' in client.get(reverse("roadmap:help-index")).content.decode()


@pytest.mark.usefixtures("_september")
def test_each_line_leads_to_a_form_that_opens(client, activity, step, focal_pe, secretariat_pe):
    for person in (focal_pe, secretariat_pe):
        client.force_login(person)
        rows = client.get(INBOX).context["rows"]
        assert rows
        assert {client.get(row["item"].path).status_code for row in rows} == {200}


@pytest.mark.usefixtures("_september")
def test_a_secretariat_sees_whom_it_waits_for_and_for_how_long(client, activity, step, secretariat_bo):
    client.force_login(secretariat_bo)
    offices = client.get(INBOX).context["offices"]
    assert [(office["key"], office["count"], office["days"]) for office in offices] == [
        ("PE.secretariat", 1, 106),
        (f"BO.focal_point.{activity.responsibilities.get(institution__acronym='FGE').institution_id}", 1, 0),
    ]
    for office in offices:
        lines = client.get(reverse("roadmap:inbox-awaited", args=[office["key"]]))
        assert len(lines.context["rows"]) == office["count"]
    assert client.get(reverse("roadmap:inbox-awaited", args=["PE.focal_point.1"])).status_code == 404


@pytest.mark.usefixtures("_september")
def test_what_others_have_to_do_leads_to_a_page_that_opens_for_whoever_waits(
    client, activity, secretariat_bo
):
    make_answer(make_report(activity, percent=50))
    client.force_login(secretariat_bo)
    rows = client.get(reverse("roadmap:inbox-awaited", args=["PE.secretariat"])).context["rows"]
    assert [row["item"].kind for row in rows] == ["reply"]
    assert client.get(rows[0]["item"].path).status_code == 403
    assert client.get(rows[0]["path"]).status_code == 200


@pytest.mark.usefixtures("_september")
def test_who_waits_reads_of_the_own_report_and_the_own_proposal(
    client, activity, secretariat_bo, secretariat_pe
):
    make_report(activity, "BO", percent=50)
    make_amendment(activity.roadmap, secretariat_bo)
    client.force_login(secretariat_bo)
    rows = client.get(reverse("roadmap:inbox-awaited", args=["PE.secretariat"])).context["rows"]
    waited_for = {row["item"].kind: str(row["words"]) for row in rows}
    client.force_login(secretariat_pe)
    held = {row["item"].kind: str(row["words"]) for row in client.get(INBOX).context["rows"]}
    for kind in ("answer", "amendment"):
        assert held[kind] == WORDS[kind]
        assert waited_for[kind] == WORDS_OF_WHOEVER_WAITS[kind]


@pytest.mark.parametrize(("kind", "is_ours"), [("answer", False), ("reply", True), ("step", True)])
def test_all_else_is_said_alike_to_whoever_waits(kind, is_ours):
    assert words_for_others(kind, is_ours=is_ours) == WORDS[kind]


@pytest.mark.usefixtures("_september")
def test_what_waits_since_today_is_no_number_of_days(client, activity, secretariat_pe):
    make_answer(make_report(activity, percent=50), decided_at=timezone.now())
    client.force_login(secretariat_pe)
    rows = client.get(INBOX).context["rows"]
    with translation.override(secretariat_pe.language):
        today = translation.gettext("today")
    assert [row["days"] for row in rows if row["item"].kind == "reply"] == [today]


@pytest.mark.usefixtures("_september")
def test_others_do_not_see_whom_the_secretariat_waits_for(client, activity, focal_pe, authority_pe):
    for person in (focal_pe, authority_pe):
        client.force_login(person)
        assert "offices" not in client.get(INBOX).context
        assert client.get(reverse("roadmap:inbox-awaited", args=["PE.secretariat"])).status_code == 403


@pytest.mark.parametrize("language", ["es", "en"])
def test_everything_that_waits_is_said_in_words(language):
    with translation.override(language):
        assert all(str(text) for text in (*WORDS.values(), *WORDS_OF_WHOEVER_WAITS.values()))


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_database_is_asked_one_question(focal_pe):
    make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    inbox.board("PE", now=BEGINS)
    with CaptureQueriesContext(connection) as queries:
        assert inbox.board("PE", now=BEGINS).count(focal_pe) == 1
    assert len(queries) == 1
    make_report(Activity.objects.get(), "PE", percent=5, status="submitted", as_of=timezone.localdate(BEGINS))
    make_report(Activity.objects.get(), "PE", percent=5, status="submitted", as_of=date(2026, 9, 30))
    assert "report" not in kinds(focal_pe, BEGINS)


@pytest.mark.django_db(transaction=True)
def test_the_header_is_fresh_for_whoever_acted_and_cheap_for_everybody_else(focal_pe, client):
    activity = make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    inbox.board("PE", now=BEGINS)
    make_report(activity, "PE", percent=5, status="submitted", as_of=date(2026, 9, 30))
    with CaptureQueriesContext(connection) as queries:
        assert inbox.recent_board("PE", now=BEGINS).count(focal_pe) == 1
    assert len(queries) == 0
    client.force_login(focal_pe)
    with time_machine.travel(BEGINS, tick=False):
        own = {"full_name": "Ana", "language": "es", "mail_rhythm": "daily"}
        told = client.post(reverse("accounts:profile"), own, follow=True)
    assert [str(message) for message in told.context["messages"]]
    assert inbox.recent_board("PE", now=BEGINS).count(focal_pe) == 0


# --- Everything together ----------------------------------------------------------------------------------
def test_a_focal_point_finds_drafts_and_what_came_back_with_its_reason(client, activity, focal_pe):
    mine: dict[str, Any] = {"author": focal_pe, "institution": focal_pe.institution}
    draft = make_report(activity, "PE", percent=5, status="draft", **mine)
    client.force_login(focal_pe)
    paths = [row["item"].path for row in client.get(INBOX).context["rows"]]
    assert reverse("roadmap:progress-edit", args=[draft.pk]) in paths
    fields: dict[str, Any] = {**mine, "returned_at": NOON, "return_reason": "Falta el acta."}
    make_report(activity, "PE", percent=5, status="returned", **fields)
    assert "Falta el acta." in client.get(INBOX).content.decode()


def test_a_secretariat_finds_what_to_validate_and_what_to_answer(activity, focal_pe, secretariat_pe):
    make_report(activity, "PE", percent=5, status="submitted", author=focal_pe, submitted_at=NOON)
    make_report(activity, "BO", percent=80)
    assert sorted(kinds(secretariat_pe, NOON)) == ["answer", "validate"]


def test_what_one_country_does_alone_waits_for_no_answer(activity, secretariat_pe):
    national = make_activity(activity.roadmap, "1.2", kind="national", responsibles={"BO": ["FGE"]})
    make_report(national, "BO", percent=80)
    assert "answer" not in kinds(secretariat_pe, NOON)


def _answers(kind: str) -> int:
    return [item.kind for item in answers.pending("PE", now=NOON)].count(kind)


@pytest.mark.django_db(transaction=True)
def test_whatever_is_said_in_a_roadmap_is_seen_at_once(secretariat_pe, secretariat_bo):
    activity = make_activity(make_roadmap(status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    other = make_activity(make_roadmap("otra", status=Roadmap.Status.IN_FORCE), responsibles=SIDES)
    assert _answers("answer") == 0
    report = make_report(activity, "BO", percent=80)
    make_report(other, "BO", percent=80)
    assert _answers("answer") == 2
    workflow.agree(report.pk, by=secretariat_pe, now=NOON)
    assert _answers("answer") == 1
    later = make_report(activity, "BO", percent=90, as_of=date(2026, 5, 31))
    workflow.observe(later.pk, reason="Falta el acta.", by=secretariat_pe, now=NOON)
    assert (_answers("answer"), _answers("reply")) == (1, 1)
    observation = later.conformities.get()
    workflow.maintain(observation.pk, reason="El acta está en el anexo.", by=secretariat_bo, now=NOON)
    assert _answers("reply") == 0
    other.kind = "national"
    other.save()
    assert _answers("answer") == 0
