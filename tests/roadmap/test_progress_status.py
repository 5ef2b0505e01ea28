"""The page of a roadmap's status, and the list of what waits for a person."""

import pytest
from django.urls import reverse

from roadmap import workflow
from roadmap.models import Roadmap, RoadmapStep
from tests.build import NOON, make_activity, make_roadmap

SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
INBOX = reverse("roadmap:inbox")
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def roadmap() -> Roadmap:
    roadmap = make_roadmap()
    make_activity(roadmap, responsibles=SIDES)
    return roadmap


@pytest.fixture
def step(roadmap, secretariat_bo) -> RoadmapStep:
    return workflow.propose_step(roadmap.pk, to_status="in_force", by=secretariat_bo, now=NOON)


def status(roadmap: Roadmap) -> str:
    return reverse("roadmap:roadmap-status", args=[roadmap.code])


def verb(name: str, step: RoadmapStep) -> str:
    return reverse(f"roadmap:step-{name}", args=[step.pk])


def told(response) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


# --- The status -------------------------------------------------------------------------------------------
def test_one_party_proposes_and_the_other_accepts(client, roadmap, secretariat_bo, secretariat_pe):
    client.force_login(secretariat_bo)
    assert client.get(status(roadmap)).context["can_propose"]
    client.post(status(roadmap), {"to_status": "in_force"})
    step = RoadmapStep.objects.get()
    client.force_login(secretariat_pe)
    shown = client.get(status(roadmap))
    assert shown.context["can_answer"]
    assert step.content_sha256 in shown.content.decode()
    answer = client.post(verb("accept", step), {"content_sha256": step.content_sha256}, follow=True)
    roadmap.refresh_from_db()
    assert (roadmap.status, told(answer)) == ("in_force", ["success"])


def test_a_void_step_is_told_to_both(client, step, roadmap, secretariat_bo, secretariat_pe):
    roadmap.activities.update(title="Otra cosa")
    client.force_login(secretariat_pe)
    shown = client.get(status(roadmap)).context
    assert (shown["changed"], shown["can_answer"]) == (True, False)
    answer = client.post(verb("accept", step), {"content_sha256": step.content_sha256}, follow=True)
    assert told(answer) == ["warning"]
    for person in (secretariat_bo, secretariat_pe):
        client.force_login(person)
        assert client.get(status(roadmap)).context["overtaken"]
    client.force_login(secretariat_bo)
    assert [row["item"].kind for row in client.get(INBOX).context["rows"]] == ["void_step"]


def test_a_content_that_was_not_seen_is_not_accepted(client, step, roadmap, secretariat_pe):
    client.force_login(secretariat_pe)
    assert told(client.post(verb("accept", step), follow=True)) == ["warning"]
    roadmap.refresh_from_db()
    assert roadmap.status == "in_preparation"


def test_declining_needs_a_reason(client, step, secretariat_pe):
    client.force_login(secretariat_pe)
    refused = client.post(verb("decline", step), {"reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    shown = client.post(verb("decline", step), {"reason": "Falta un hito."}, follow=True)
    assert "Falta un hito." in shown.content.decode()


@pytest.mark.parametrize("reason", ["No\0", "x" * 20_001])
def test_a_reason_that_cannot_be_kept_is_told_so(client, step, secretariat_pe, reason):
    client.force_login(secretariat_pe)
    refused = client.post(verb("decline", step), {"reason": reason})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    step.refresh_from_db()
    assert step.outcome == "pending"


def test_the_proposer_withdraws(client, step, secretariat_bo):
    client.force_login(secretariat_bo)
    assert told(client.post(verb("withdraw", step), follow=True)) == ["success"]
    assert told(client.post(verb("withdraw", step), follow=True)) == ["warning"]


def test_a_step_that_does_not_follow_is_refused(client, roadmap, secretariat_bo):
    client.force_login(secretariat_bo)
    assert told(client.post(status(roadmap), {"to_status": "finished"}, follow=True)) == ["warning"]


def test_the_fictional_example_takes_no_steps_from_others(client, outsider, roadmap):
    Roadmap.objects.update(is_example=True)
    client.force_login(outsider)
    assert client.get(status(roadmap)).status_code == 200
    assert client.post(status(roadmap), {"to_status": "in_force"}).status_code == 403
