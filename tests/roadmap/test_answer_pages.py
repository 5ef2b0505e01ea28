"""The pages on which the parties reply, explain a difference and talk: what they show to whom, what they do."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Letter, User
from roadmap import workflow
from roadmap.models import Activity, Comment, DifferenceNote, MaintainedPosition, ProgressReport
from tests.build import (
    NOON,
    make_activity,
    make_answer,
    make_comment,
    make_difference,
    make_maintained,
    make_report,
    make_roadmap,
)

SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
NOW = NOON + timedelta(days=40)
WHY = "El acta está en el anexo 2."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def activity() -> Activity:
    return make_activity(make_roadmap(status="in_force"), responsibles=SIDES)


@pytest.fixture
def report(activity, focal_pe) -> ProgressReport:
    return make_report(activity, percent=80, author=focal_pe)


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    client.post(reverse("accounts:language"), {"language": "en", "next": "/"})
    return client


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def talk(activity: Activity) -> str:
    return reverse("roadmap:activity-conversation", args=[activity.roadmap.code, activity.number])


def differing(activity: Activity) -> str:
    return reverse("roadmap:activity-difference", args=[activity.roadmap.code, activity.number])


# --- Silence ----------------------------------------------------------------------------------------------
def test_silence_is_shown_with_its_days_on_each_page(client, activity, report, secretariat_bo):
    client = signed_in(client, secretariat_bo)
    code = activity.roadmap.code
    for page in (activity.get_absolute_url(), report.get_absolute_url()):
        shown = client.get(page).content.decode()
        assert "Without pronouncement" in shown
        assert "10 days ago" in shown
    assert "10 days" in client.get(reverse("roadmap:activity-list", args=[code])).content.decode()
    dashboard = client.get(reverse("roadmap:dashboard", args=[code])).content.decode()
    assert "without pronouncement after the term" in dashboard


def test_the_list_is_filtered_by_silence(client, activity, report, secretariat_bo):
    make_activity(activity.roadmap, "1.2")
    address = reverse("roadmap:activity-list", args=[activity.roadmap.code])
    found = signed_in(client, secretariat_bo).get(address, {"state": "silent", "country": "PE"})
    assert [row.number for row, *_rest in found.context["rows"]] == ["1.1"]


# --- Maintaining ------------------------------------------------------------------------------------------
def test_the_reporting_secretariat_maintains_its_position_on_the_page(client, report, secretariat_pe):
    observation = make_answer(report)
    client = signed_in(client, secretariat_pe)
    page = reverse("roadmap:answer-maintain", args=[observation.pk])
    assert page in client.get(report.get_absolute_url()).content.decode()
    assert "Falta el acta." in client.get(page).content.decode()
    done = client.post(page, {"reason": WHY}, follow=True)
    assert MaintainedPosition.objects.get().reason == WHY
    assert "Observed, maintained" in done.content.decode()
    assert WHY in done.content.decode()


def test_without_a_reason_the_form_comes_back(client, report, secretariat_pe):
    page = reverse("roadmap:answer-maintain", args=[make_answer(report).pk])
    assert signed_in(client, secretariat_pe).post(page, {"reason": " "}).status_code == 422
    assert not MaintainedPosition.objects.exists()


def test_whoever_comes_late_is_told_what_happened(client, report, secretariat_pe, secretariat_pe_2):
    observation = make_answer(report)
    make_maintained(report, secretariat_pe_2, observation=observation)
    page = reverse("roadmap:answer-maintain", args=[observation.pk])
    client = signed_in(client, secretariat_pe)
    assert any(str(secretariat_pe_2) in text for text in told(client.get(page, follow=True)))
    answer = client.post(page, {"reason": WHY})
    assert str(secretariat_pe_2) in answer.context["problem"]
    assert (answer.status_code, [text for _label, text in answer.context["written"]]) == (409, [WHY])


def test_a_number_like_a_documents_is_asked_about_before_it_stays_for_ever(client, report, secretariat_pe):
    page = reverse("roadmap:answer-maintain", args=[make_answer(report).pk])
    client = signed_in(client, secretariat_pe)
    asked = client.post(page, {"reason": "Firmó el DNI 45678912."})
    assert asked.status_code == 422
    assert "45678912" in asked.content.decode()
    client.post(page, {"reason": "Firmó el DNI 45678912.", "no_persons": "on"})
    assert MaintainedPosition.objects.count() == 1


def test_agreeing_after_the_position_was_maintained_meanwhile_shows_it_first(
    client, report, secretariat_pe, secretariat_bo
):
    observation = make_answer(report)
    client = signed_in(client, secretariat_bo)
    page = reverse("roadmap:progress-agree", args=[report.pk])
    seen = client.get(page).context["form"]["seen"].value()
    workflow.maintain(observation.pk, reason=WHY, by=secretariat_pe, now=NOW)
    answer = client.post(page, {"reason": "Visto el anexo.", "seen": seen})
    assert any("maintained its position" in text for text in told(answer))
    assert report.conformities.count() == 1
    shown = answer.content.decode()
    assert shown.index(WHY) < shown.index("<textarea")
    assert answer.context["form"]["reason"].value() == "Visto el anexo."
    again = {"reason": "Visto el anexo.", "seen": answer.context["form"]["seen"].value()}
    assert client.post(page, again).url == report.get_absolute_url()


# --- Why the values differ --------------------------------------------------------------------------------
def test_each_secretariat_says_why_and_both_read_both(
    client, activity, report, secretariat_pe, secretariat_bo
):
    make_report(activity, "BO", percent=60)
    make_difference(activity, secretariat_bo, reason="Solo los presenciales.")
    client = signed_in(client, secretariat_pe)
    shown = client.get(activity.get_absolute_url()).content.decode()
    assert "Joint value: 60.0%" in shown
    assert differing(activity) in shown
    client.post(differing(activity), {"reason": "También los virtuales."})
    shown = client.get(activity.get_absolute_url()).content.decode()
    assert shown.index("También los virtuales.") < shown.index("Solo los presenciales.")
    theirs = signed_in(Client(), secretariat_bo).get(activity.get_absolute_url()).content.decode()
    assert theirs.index("Solo los presenciales.") < theirs.index("También los virtuales.")


def test_where_both_declare_the_same_there_is_nothing_to_explain(client, activity, report, secretariat_pe):
    make_report(activity, "BO", percent=80)
    client = signed_in(client, secretariat_pe)
    assert "The two values differ" not in client.get(activity.get_absolute_url()).content.decode()
    assert told(client.get(differing(activity), follow=True))
    answer = client.post(differing(activity), {"reason": "Nada."})
    assert (answer.status_code, [text for _label, text in answer.context["written"]]) == (409, ["Nada."])
    assert not DifferenceNote.objects.exists()


def test_the_history_tells_notes_and_positions(client, activity, report, secretariat_pe):
    position = make_maintained(report, secretariat_pe)
    make_difference(activity, secretariat_pe)
    shown = signed_in(client, secretariat_pe).get(activity.get_absolute_url()).content.decode()
    assert f"Peru maintains its position: {position.reason}" in shown
    assert "Peru on the difference of the values:" in shown


# --- The conversation -------------------------------------------------------------------------------------
def test_a_comment_says_who_reads_it_and_reaches_nobody_else(
    client, activity, focal_pe, secretariat_pe, secretariat_bo
):
    client = signed_in(client, focal_pe)
    said = {"text": "¿Hay fecha?", "audience": "own", "mentioned": [secretariat_pe.pk]}
    done = client.post(talk(activity), said, follow=True)
    assert "Only our side" in done.content.decode()
    assert Letter.objects.get().person == secretariat_pe
    theirs = signed_in(Client(), secretariat_bo).get(talk(activity)).content.decode()
    assert "¿Hay fecha?" not in theirs


def test_nothing_is_chosen_beforehand_and_nothing_is_said_without_choosing(client, activity, focal_pe):
    client = signed_in(client, focal_pe)
    assert "checked" not in client.get(talk(activity)).content.decode()
    assert client.post(talk(activity), {"text": "Hola"}).status_code == 422
    assert not Comment.objects.exists()


def test_on_a_report_that_is_not_validated_only_the_own_side_can_be_chosen(client, activity, focal_pe):
    draft = make_report(activity, status="draft", author=focal_pe)
    page = reverse("roadmap:progress-conversation", args=[draft.pk])
    client = signed_in(client, focal_pe)
    assert 'value="both"' not in client.get(page).content.decode()
    assert client.post(page, {"text": "Hola", "audience": "both"}).status_code == 422
    client.post(page, {"text": "Hola", "audience": "own"})
    assert Comment.objects.get().report == draft


def test_a_refused_mention_is_told_at_its_field(client, activity, focal_pe, secretariat_bo):
    said = {"text": "Hola", "audience": "own", "mentioned": [secretariat_bo.pk]}
    answer = signed_in(client, focal_pe).post(talk(activity), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["mentioned"]


@pytest.mark.parametrize(
    "refused",
    [{"mentioned": ["1000"]}, {"audience": "everybody"}, {"audience": ""}, {"text": "palabra " * 700}],
)
def test_a_comment_that_is_refused_keeps_its_text(client, activity, focal_pe, secretariat_pe, refused):
    said = {"text": "¿Hay fecha para el taller?", "audience": "own", **refused}
    answer = signed_in(client, focal_pe).post(talk(activity), said)
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == said["text"]
    assert said["text"].strip() in answer.content.decode()


def test_hostile_text_is_shown_as_text(client, activity, secretariat_bo, secretariat_pe):
    make_comment(activity, secretariat_bo, "<script>alert(1)</script>", is_shared=True)
    shown = signed_in(client, secretariat_pe).get(activity.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_readers_read_what_is_shared_and_say_nothing(client, activity, reader, secretariat_bo):
    make_comment(activity, secretariat_bo, "Para ambos", is_shared=True)
    make_comment(activity, secretariat_bo, "Solo Bolivia")
    client = signed_in(client, reader)
    shown = client.get(talk(activity))
    assert ("Para ambos" in shown.content.decode(), "Solo Bolivia" in shown.content.decode()) == (True, False)
    assert shown.context["form"] is None
    assert client.post(talk(activity), {"text": "Hola", "audience": "both"}).status_code == 403


def test_a_long_conversation_is_read_in_pages_and_with_the_same_queries(
    client, activity, secretariat_pe, secretariat_bo, django_assert_max_num_queries
):
    client = signed_in(client, secretariat_pe)
    counts = []
    for many in (1, 60):
        for number in range(many):
            said = make_comment(activity, secretariat_bo, f"Texto {number}", is_shared=True)
            said.mentioned.add(secretariat_pe)
        for page in (activity.get_absolute_url(), talk(activity)):
            with django_assert_max_num_queries(200) as captured:
                client.get(page)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
    assert client.get(talk(activity)).context["page"].paginator.num_pages == 4
