"""Comments: to the own side or to both, once and for ever; who can be called, and who reads what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Letter, Role, User
from roadmap import permissions, workflow
from roadmap.models import Activity, Comment
from tests.build import NOON, make_activity, make_comment, make_report, make_roadmap, make_user

SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


def say(activity, by, text="Falta una firma.", *, now=NOON, shared=False, **more) -> Comment:
    return workflow.comment(activity.pk, text=text, shared=shared, by=by, now=now, **more)


# --- Saying it --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["secretariat_pe", "focal_pe", "authority_pe", "ministry_pe", "focal_bo"])
@pytest.mark.parametrize("shared", [True, False])
def test_those_who_work_on_it_talk(activity, who, shared, request):
    by = request.getfixturevalue(who)
    said = say(activity, by, shared=shared)
    assert (said.country_id, said.is_shared, said.written_by, said.written_at) == (
        by.country_id,
        shared,
        by,
        NOON,
    )


@pytest.mark.parametrize("who", ["reader", "consul", "observer", "operator", "outsider"])
def test_those_who_only_read_do_not(activity, who, request):
    with pytest.raises(PermissionDenied):
        say(activity, request.getfixturevalue(who), shared=True)


def test_a_focal_point_of_an_institution_that_does_not_answer_for_it_does_not(activity):
    with pytest.raises(PermissionDenied):
        say(activity, make_user("otro.pe@example.org", Role.FOCAL_POINT, "PE", "PNP"))


def test_the_same_text_twice_within_a_minute_is_one_comment_and_one_letter(
    activity, secretariat_pe, focal_pe
):
    first = say(activity, secretariat_pe, mentioned=[focal_pe.pk])
    again = say(activity, secretariat_pe, now=NOON + timedelta(seconds=59), mentioned=[focal_pe.pk])
    assert (again, Comment.objects.count(), Letter.objects.count()) == (first, 1, 1)
    assert say(activity, secretariat_pe, shared=True) != first
    assert say(activity, secretariat_pe, now=NOON + timedelta(minutes=2)) != first


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 5_001])
def test_a_comment_has_a_text_of_a_bearable_length(activity, secretariat_pe, text):
    with pytest.raises(ValidationError) as refusal:
        say(activity, secretariat_pe, text)
    assert list(refusal.value.message_dict) == ["text"]


def test_a_report_that_the_counterpart_does_not_see_is_talked_about_within_the_own_side(
    activity, secretariat_pe, focal_pe
):
    draft = make_report(activity, status="draft", author=focal_pe)
    with pytest.raises(ValidationError) as refusal:
        say(activity, secretariat_pe, shared=True, report_id=draft.pk)
    assert list(refusal.value.message_dict) == ["audience"]
    assert say(activity, secretariat_pe, report_id=draft.pk).report == draft


def test_nobody_talks_about_a_report_that_they_do_not_see(activity, focal_pe, focal_bo, ministry_pe):
    draft = make_report(activity, status="draft", author=focal_pe)
    for by in (focal_bo, ministry_pe):
        with pytest.raises(PermissionDenied):
            say(activity, by, report_id=draft.pk)


def test_a_report_of_another_activity_is_not_talked_about_here(activity, secretariat_pe):
    other = make_report(make_activity(activity.roadmap, "1.2"), percent=1)
    with pytest.raises(PermissionDenied):
        say(activity, secretariat_pe, report_id=other.pk)


def test_what_was_said_about_a_draft_stays_when_the_draft_is_thrown_away(activity, focal_pe):
    draft = make_report(activity, status="draft", author=focal_pe)
    said = say(activity, focal_pe, report_id=draft.pk)
    workflow.discard(draft.pk, by=focal_pe, now=NOON)
    said.refresh_from_db()
    assert (said.report, said.text) == (None, "Falta una firma.")


# --- Mentioning -------------------------------------------------------------------------------------------
def test_whoever_is_mentioned_gets_a_letter(activity, secretariat_pe, secretariat_bo):
    said = say(activity, secretariat_pe, shared=True, mentioned=[secretariat_bo.pk])
    assert list(said.mentioned.all()) == [secretariat_bo]
    letter = Letter.objects.get()
    assert (letter.person, letter.template, letter.path) == (
        secretariat_bo,
        "comment_mention",
        said.get_absolute_url(),
    )
    assert "firma" not in str(letter.told)


def test_the_own_side_and_the_counterparts_working_people_can_be_mentioned(
    activity,
    secretariat_pe,
    focal_pe,
    authority_pe,
    ministry_pe,
    consul,
    secretariat_bo,
    focal_bo,
    reader,
    outsider,
):
    make_user("otro.pe@example.org", Role.FOCAL_POINT, "PE", "PNP")
    make_user("cancilleria.bo@example.org", Role.FOREIGN_MINISTRY, "BO", "MRE")
    people = permissions.mentionable(secretariat_pe, activity, None, now=NOON)
    assert set(people) == {focal_pe, authority_pe, ministry_pe, secretariat_bo, focal_bo}


def test_on_a_draft_only_those_who_see_it_can_be_mentioned(
    activity, secretariat_pe, focal_pe, ministry_pe, secretariat_bo
):
    draft = make_report(activity, status="draft", author=focal_pe)
    assert permissions.mentionable(secretariat_pe, activity, draft, now=NOON) == [focal_pe]


def test_a_comment_for_the_own_side_mentions_nobody_of_the_other(activity, secretariat_pe, secretariat_bo):
    with pytest.raises(ValidationError) as refusal:
        say(activity, secretariat_pe, mentioned=[secretariat_bo.pk])
    assert list(refusal.value.message_dict) == ["mentioned"]
    assert not Comment.objects.exists()


def test_who_is_not_in_the_list_cannot_be_mentioned(activity, secretariat_pe, consul):
    with pytest.raises(ValidationError):
        say(activity, secretariat_pe, shared=True, mentioned=[consul.pk])


# --- Reading ----------------------------------------------------------------------------------------------
def read_by(user: User) -> set[str]:
    return set(permissions.visible(user, Comment.objects.all()).values_list("text", flat=True))


def test_who_reads_what_is_said(
    activity,
    secretariat_pe,
    focal_pe,
    authority_pe,
    ministry_pe,
    consul,
    secretariat_bo,
    focal_bo,
    reader,
    observer,
    operator,
    outsider,
):
    make_comment(activity, secretariat_pe, "Perú solo")
    make_comment(activity, secretariat_bo, "Bolivia sola")
    make_comment(activity, secretariat_bo, "Ambos", is_shared=True)
    other = make_user("otro.pe@example.org", Role.FOCAL_POINT, "PE", "PNP")
    for user in (secretariat_pe, focal_pe, authority_pe, ministry_pe):
        assert read_by(user) == {"Perú solo", "Ambos"}
    for user in (secretariat_bo, focal_bo):
        assert read_by(user) == {"Bolivia sola", "Ambos"}
    for user in (other, consul, reader):
        assert read_by(user) == {"Ambos"}
    for user in (observer, operator, outsider):
        assert read_by(user) == set()


def test_what_is_said_on_a_report_is_read_by_those_who_see_the_report(
    activity, secretariat_pe, focal_pe, ministry_pe
):
    draft = make_report(activity, status="draft", author=focal_pe)
    make_comment(activity, focal_pe, "Borrador", report=draft)
    assert read_by(secretariat_pe) == read_by(focal_pe) == {"Borrador"}
    assert read_by(ministry_pe) == set()
