"""Passkeys in a real browser with an authenticator of its own: added, used as a second factor, and alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages import OPERATOR, es
from tests.e2e.site import PASSWORD

INDEX = "/accounts/second-factor/"


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """At an address with a name: no browser gives a passkey to a number."""
    context = browser.new_context(locale="es-BO", base_url=site.url.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(30_000)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    device: dict[str, Any] = {"protocol": "ctap2", "transport": "internal", "isUserVerified": True}
    has = {"hasResidentKey": True, "hasUserVerification": True, "automaticPresenceSimulation": True}
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {**device, **has}})
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto("/accounts/sign-in/")
    page.get_by_label(es("E-mail")).fill(OPERATOR)
    page.get_by_label(es("Password")).fill(PASSWORD)
    page.get_by_role("button", name=es("Sign in"), exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/sign-out/")
    page.get_by_role("main").get_by_role("button", name=es("Sign out")).click()


def add_passkey(page: Page) -> None:
    page.goto(f"{INDEX}passkeys/add/")
    page.get_by_label(es("Current password")).fill(PASSWORD)
    page.get_by_role("button", name=es("Confirm")).click()
    page.get_by_label(es("Name of the passkey")).fill("equipo de la oficina")
    page.get_by_role("button", name=es("Add a passkey")).click()
    expect(page.get_by_role("heading", name=es("Recovery codes"), level=1)).to_be_visible()


def test_a_passkey_is_added_and_then_signs_in_with_the_password_or_alone(page):
    sign_in(page)
    add_passkey(page)
    sign_out(page)
    sign_in(page)
    expect(page.get_by_text(es("One more step: show that it is you."))).to_be_visible()
    page.get_by_role("button", name=es("Use a passkey")).click()
    expect(page.get_by_role("link", name=es("People"))).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name=es("Sign in with a passkey")).click()
    expect(page.get_by_role("link", name=es("People"))).to_be_visible()


def test_where_there_is_none_it_says_so(page):
    page.goto("/accounts/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name=es("Sign in with a passkey")).click()
    expect(page.locator("#passkey-failed")).to_be_visible()
    expect(page.locator("#passkey-failed")).to_be_focused()


def test_a_number_for_an_address_and_a_browser_without_javascript_offer_none(visit, site):
    stranger = visit()
    stranger.goto("/accounts/sign-in/")
    expect(stranger.locator("#passkey-sign-in")).to_be_hidden()
    plain = visit(java_script_enabled=False)
    plain.goto("/accounts/sign-in/")
    expect(plain.locator("#passkey-sign-in")).to_be_hidden()
    plain.get_by_label(es("E-mail")).fill(OPERATOR)
    plain.get_by_label(es("Password")).fill(PASSWORD)
    plain.get_by_role("button", name=es("Sign in"), exact=True).click()
    expect(plain.get_by_role("link", name=es("People"))).to_be_visible()
