"""Signed out in another window: what was being written is shown, to copy it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.build import signed_in

TEXT = "Dos talleres en Desaguadero."
pytestmark = pytest.mark.django_db


def test_a_text_sent_after_signing_out_is_shown_with_the_way_back(client, focal_pe):
    address = reverse("roadmap:progress-edit", args=[1])
    signed_in(client, focal_pe).logout()
    answer = client.post(address, {"description": TEXT, "version": "1"})
    assert (answer.status_code, answer.context["written"]) == (403, [TEXT])
    assert f"{reverse('account_login')}?next={address}" in answer.content.decode()


def test_who_sends_no_text_is_asked_to_sign_in(client):
    address = reverse("roadmap:progress-edit", args=[1])
    for answer in (client.get(address), client.post(address, {"version": "1"})):
        assert answer.url == f"{reverse('account_login')}?next={address}"


def test_nothing_that_another_site_sent_is_shown():
    answer = Client(enforce_csrf_checks=True).post(reverse("roadmap:progress-edit", args=[1]), {"text": TEXT})
    assert (answer.status_code, TEXT in answer.content.decode()) == (403, False)
