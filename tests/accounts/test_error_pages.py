"""403, 404, 500 and the rest in the same house, in plain words; the last also when the database is gone."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from tests.accounts.test_sign_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def text(response) -> str:
    page = response.content.decode()
    assert "css/alternat.css" in page
    assert "Alternat</a>" in page
    return page


def test_an_address_that_does_not_exist(client, focal_pe):
    assert client.get("/no-hay/").status_code == 404
    sign_in(client, focal_pe.email)
    page = client.get("/no-hay/")
    assert page.status_code == 404
    assert "No existe esa página" in text(page)
    assert focal_pe.full_name in text(page)


def test_a_page_that_the_role_may_not_open(client, focal_pe):
    sign_in(client, focal_pe.email)
    page = client.get(reverse("accounts:people"))
    assert page.status_code == 403
    assert "No puede abrir esta página" in text(page)


def test_a_form_without_its_token():
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x", "password": "x"})
    assert page.status_code == 403
    assert "La página estuvo abierta demasiado tiempo" in text(page)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (OperationalError("the server closed the connection"), 503),
        (ZeroDivisionError("a mistake of ours"), 500),
    ],
)
def test_a_failure_is_told_without_asking_the_database(client, focal_pe, failure, status):
    sign_in(client, focal_pe.email)
    client.raise_request_exception = False

    def fail(*args: object) -> None:
        raise failure

    with connection.execute_wrapper(fail):
        page = client.get(reverse("accounts:profile"))
    assert page.status_code == status
    assert ("Algo falló de nuestro lado" in text(page)) == (status == 500)


def test_no_page_needs_inline_style_or_script(client, operator):
    sign_in(client, operator.email)
    for path in (
        reverse("accounts:people"),
        reverse("accounts:person-add"),
        reverse("accounts:profile"),
        "/no-hay/",
    ):
        page = text(client.get(path))
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert page.count("<script") == page.count("<script src=")
