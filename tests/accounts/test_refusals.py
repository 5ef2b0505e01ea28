"""Every refusal to a signed-in person leaves one line: who, what, from where."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.refusals import LONGEST_PATH

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """What the log of refusals was told."""
    caplog.set_level(logging.WARNING, "alternat.refusals")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "alternat.refusals"]


def test_a_page_that_is_not_theirs_is_logged_with_who_and_what(client, focal_pe, lines):
    client.force_login(focal_pe)
    assert client.get(reverse("accounts:security"), REMOTE_ADDR="192.0.2.4").status_code == 403
    assert lines() == [
        f"status=403 method=GET path=/accounts/security/ person={focal_pe.pk} role=focal_point"
        " country=PE address=192.0.2.4"
    ]


def test_so_is_what_does_not_exist_for_them_and_a_verb_that_is_not_theirs(
    client, operator, secretariat_pe, lines
):
    client.force_login(operator)
    client.get("/r/bo-pe-2025-2026/")
    client.post(reverse("accounts:session-end", args=[1]), {"secreto": "no-se-escribe"})
    client.force_login(secretariat_pe)
    client.post(reverse("accounts:security-unlock"), {"email": "no-se-escribe@example.org"})
    told = lines()
    assert [line.split(" ")[0] for line in told] == ["status=404", "status=404", "status=403"]
    assert "country=-" in told[0]
    assert "no-se-escribe" not in "".join(told)


def test_so_are_methods_that_do_not_belong_and_forms_without_a_token(focal_pe, lines):
    client = Client(enforce_csrf_checks=True)
    client.force_login(focal_pe)
    client.put(reverse("accounts:sessions"))
    client.post(reverse("accounts:sessions-end"))
    client.get(reverse("accounts:sessions-end"))
    assert [line.split(" ")[:2] for line in lines()] == [
        ["status=403", "method=PUT"],
        ["status=403", "method=POST"],
        ["status=405", "method=GET"],
    ]


@pytest.mark.parametrize(
    "path", ["/a%0Astatus=200 person=1", "/a%0D%0Ax", "/a%E2%80%A8b", "/a%00b", "/a\x1b[31m"]
)
def test_an_address_cannot_write_a_line_of_its_own(client, focal_pe, lines, path):
    client.force_login(focal_pe)
    client.get(path)
    (line,) = lines()
    assert line.isascii()
    assert line.isprintable()
    assert len(line.split(" ")) == 7


def test_a_long_address_is_cut_and_what_is_asked_for_is_left_out(client, focal_pe, lines):
    client.force_login(focal_pe)
    client.get(f"/{'x' * 5000}?nombre=victima")
    (line,) = lines()
    assert len(line) < LONGEST_PATH + 120
    assert "victima" not in line


def test_what_browsers_ask_for_by_themselves_is_no_refusal(client, focal_pe, lines):
    client.force_login(focal_pe)
    for path in ("/favicon.ico", "/static/no-hay.css", "/robots.txt", "/.well-known/change-password"):
        assert client.get(path).status_code == 404
    assert lines() == []


def test_a_stranger_and_a_page_that_is_shown_leave_no_line(client, focal_pe, lines):
    client.get("/no-hay/")
    client.force_login(focal_pe)
    assert client.get(reverse("accounts:sessions")).status_code == 200
    assert lines() == []
