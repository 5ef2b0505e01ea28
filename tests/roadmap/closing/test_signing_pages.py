"""Signing on the page: the second factor is asked at that moment, and what was written survives the way there."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import PeriodClosing, UnilateralRecord
from tests.accounts.factors import code_of, confirm, set_up_app
from tests.build import NOON, make_closing, make_report, signed_in

TEXT = "El protocolo no fue consultado."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON + timedelta(days=1), tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(roadmap, secretariat_pe) -> PeriodClosing:
    return make_closing(roadmap, secretariat_pe, secretariat_pe, now=NOON)


def address(found) -> str:
    return reverse("roadmap:closing-sign", args=[found.pk])


def given(found, **more):
    row = {"remark-0-activity": "1.1", "remark-0-kind": "salvedad", "remark-0-text": TEXT}
    return {"seen": found.content_sha256, "rows": "3", **row, **more}


@pytest.fixture
def secret(client, secretariat_bo, clock) -> str:
    """Signed in, with an app; its codes of a minute ago are spent."""
    secret = set_up_app(signed_in(client, secretariat_bo))
    clock.shift(timedelta(minutes=10))
    return secret


def test_the_second_factor_is_asked_and_what_was_written_is_there_again(client, waiting, secret):
    asked = client.post(address(waiting), given(waiting))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not waiting.signatures.filter(country="BO").exists()
    to_code = client.get(asked["Location"])["Location"]
    back = client.post(to_code, {"code": code_of(secret)})
    assert back["Location"] == address(waiting)
    page = client.get(back["Location"])
    assert page.context["confirmed"] == "totp"
    assert page.context["remark_rows"].forms[0].initial["text"] == TEXT
    signed = client.post(address(waiting), given(waiting), follow=True)
    assert signed.context["state"] == "closed"
    assert TEXT in signed.content.decode()


def test_a_confirmation_is_good_for_five_minutes(client, waiting, secret, clock):
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    clock.shift(timedelta(minutes=5))
    assert client.post(address(waiting), given(waiting)).status_code == 302
    assert not waiting.signatures.filter(country="BO").exists()


def test_a_confirmation_serves_once(client, roadmap, waiting, secretariat_pe, secret):
    other = make_closing(roadmap, secretariat_pe, cutoff=date(2025, 12, 31), now=NOON)
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    client.post(address(waiting), given(waiting))
    assert waiting.signatures.filter(country="BO").exists()
    client.post(address(other), {"seen": other.content_sha256, "rows": "0"})
    assert not other.signatures.exists()


def test_who_has_no_second_factor_is_told_to_set_one_up(client, waiting, secretariat_bo):
    signed_in(client, secretariat_bo)
    confirm(client)
    response = client.post(address(waiting), given(waiting))
    assert response.status_code == 409
    assert reverse("mfa_index") in response.content.decode()
    assert client.get(address(waiting)).context["remark_rows"].forms[0].initial["text"] == TEXT


def test_a_demonstration_account_confirms_by_its_password_and_the_seal_says_so(
    client, waiting, secretariat_bo, settings
):
    settings.DEMO = True
    secretariat_bo.is_demonstration = True
    secretariat_bo.save()
    signed_in(client, secretariat_bo)
    assert client.post(address(waiting), given(waiting)).status_code == 302
    confirm(client)
    client.post(address(waiting), given(waiting))
    assert '"second_factor":"password"' in PeriodClosing.objects.get().seal.seal


def test_more_rows_come_without_losing_what_was_written(client, waiting, secret):
    page = client.post(address(waiting), given(waiting, more="1"))
    rows = page.context["remark_rows"]
    assert (page.status_code, rows.count, rows.forms[0].initial["text"]) == (200, 4, TEXT)


@pytest.mark.parametrize("missing", ["activity", "kind", "text"])
def test_half_a_row_is_refused_at_its_field(client, waiting, secret, missing):
    page = client.post(address(waiting), given(waiting, **{f"remark-0-{missing}": ""}))
    assert page.status_code == 422
    assert missing in page.context["remark_rows"].forms[0].errors


def test_what_looks_like_a_persons_document_is_asked_about(client, waiting, secret):
    data = given(waiting, **{"remark-0-text": "Consta en el DNI 45678912 de la usuaria."})
    page = client.post(address(waiting), data)
    assert page.status_code == 422
    assert page.context["form"].numbers


def test_figures_that_changed_are_signed_by_nobody_and_nothing_written_is_lost(
    client, roadmap, waiting, secret
):
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=10, validated_at=NOON)
    page = client.post(address(waiting), given(waiting))
    assert page.status_code == 409
    assert TEXT in page.content.decode()
    assert PeriodClosing.objects.get().end.kind == "void"


def test_an_office_that_signed_is_sent_back(client, waiting, secretariat_pe):
    response = signed_in(client, secretariat_pe).get(address(waiting))
    assert response["Location"] == waiting.get_absolute_url()


def test_a_unilateral_record_is_issued_and_answered(client, waiting, secretariat_pe, secretariat_bo, clock):
    clock.shift(timedelta(days=20))
    secret = set_up_app(signed_in(client, secretariat_pe))
    clock.shift(timedelta(minutes=10))
    issue = reverse("roadmap:unilateral-issue", args=[waiting.pk])
    data = {"reason": "No hubo respuesta.", "seen": waiting.content_sha256}
    assert client.post(issue, data)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret)})
    assert client.get(issue).context["form"].initial["reason"] == "No hubo respuesta."
    client.post(issue, data)
    record = UnilateralRecord.objects.get()
    page = signed_in(client, secretariat_bo).get(record.get_absolute_url())
    assert "No hubo respuesta." in page.content.decode()
    answer = reverse("roadmap:unilateral-answer", args=[record.pk])
    page = client.post(answer, {"text": "Se respondió por nota."}, follow=True)
    assert "Se respondió por nota." in page.content.decode()


def test_within_the_term_nothing_can_be_put_on_record(client, waiting, secretariat_pe):
    page = signed_in(client, secretariat_pe).get(reverse("roadmap:unilateral-issue", args=[waiting.pk]))
    assert page.context["can_declare"] is False
