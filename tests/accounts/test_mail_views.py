"""Letters that did not arrive: who sees them, what they are told to do, and trying again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import letters, post
from accounts.models import Letter, User
from tests.build import NOON

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:mail-failed")


def lost(person: User, error: str = "550 no such mailbox") -> Letter:
    """Tried once in vain."""
    letter = letters.write("reminder", person, path="/inbox/", by=None, now=NOON, own_total=1)
    assert letter
    Letter.objects.filter(pk=letter.pk).update(tries=1, last_error=error)
    return letter


def shown(client, person: User) -> list[int]:
    client.force_login(person)
    return [row["letter"].pk for row in client.get(PAGE).context["rows"]]


def test_a_secretariat_sees_those_to_its_own_people_and_the_operator_all(
    client, focal_pe, focal_bo, secretariat_pe, secretariat_bo, operator
):
    pe, bo = lost(focal_pe), lost(focal_bo)
    assert shown(client, secretariat_pe) == [pe.pk]
    assert shown(client, secretariat_bo) == [bo.pk]
    assert shown(client, operator) == [bo.pk, pe.pk]


@pytest.mark.parametrize(("error", "refused"), [("550 no such mailbox", True), ("timed out", False)])
def test_what_to_do_depends_on_who_said_no(client, focal_pe, secretariat_pe, error, refused):
    lost(focal_pe, error)
    client.force_login(secretariat_pe)
    (row,) = client.get(PAGE).context["rows"]
    assert row["is_refused"] == refused


def test_trying_again_begins_with_the_next_delivery(client, focal_pe, secretariat_pe, mailbox):
    letter = lost(focal_pe)
    Letter.objects.update(given_up_at=NOON)
    assert post.deliver(NOON) == post.Delivered()
    client.force_login(secretariat_pe)
    client.post(reverse("accounts:mail-retry", args=[letter.pk]))
    letter.refresh_from_db()
    assert post.deliver(letter.next_try_at).sent == 1
    assert shown(client, secretariat_pe) == []


def test_nobody_tries_again_a_letter_of_the_other_country(client, focal_bo, secretariat_pe):
    letter = lost(focal_bo)
    client.force_login(secretariat_pe)
    assert client.post(reverse("accounts:mail-retry", args=[letter.pk])).status_code == 404


def test_the_inbox_of_the_secretariat_tells_of_them(client, focal_pe, secretariat_pe):
    lost(focal_pe)
    client.force_login(secretariat_pe)
    assert PAGE in client.get(reverse("roadmap:inbox")).content.decode()


def digest(person: User, by: User) -> Letter:
    """With two letters in it, tried once in vain."""
    made = lost(person)
    Letter.objects.filter(pk=made.pk).update(template="digest", told={})
    told = {"activity": "1.1 Protocolo", "as_of": "2026-04-30", "reason": "Falta una firma."}
    for _ in range(2):
        letters.write("report_observed", person, path="/", by=by, now=NOON, **told)
    Letter.objects.filter(template="report_observed", gathered_in=None).update(
        for_digest=True, gathered_in=made
    )
    return made


def test_a_digest_is_told_by_how_much_it_gathers(client, focal_pe, secretariat_pe, secretariat_bo):
    digest(focal_pe, secretariat_bo)
    client.force_login(secretariat_pe)
    (row,) = client.get(PAGE).context["rows"]
    assert row["subject"].startswith("2 mensajes")


def test_the_list_takes_the_same_queries_however_long(client, focal_pe, secretariat_pe, secretariat_bo):
    client.force_login(secretariat_pe)
    counts = []
    for many in (1, 10):
        for _ in range(many):
            digest(focal_pe, secretariat_bo)
            observed = lost(focal_pe)
            told = {"activity": "1.1", "as_of": "2026-04-30", "reason": "Falta.", "own_total": 1}
            Letter.objects.filter(pk=observed.pk).update(
                template="report_observed", told=told, caused_by=secretariat_bo
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
