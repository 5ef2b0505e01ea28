"""Who reads can change nothing: no page offers it, and asking for it directly is refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.pages import DASHBOARD, ROADMAP, es

READERS = ["lector.bo@demo.example", "consul.pe@demo.example"]


@pytest.mark.parametrize("person", READERS)
def test_a_reader_and_a_consul_see_the_dashboard(visit: Visit, person: str) -> None:
    page = visit(person)
    page.goto("/")
    page.get_by_role("link", name="2025–2026").first.click()
    figures = page.get_by_role("region", name=es("The three figures"))
    expect(figures).to_contain_text("2 de 11")
    parties = page.get_by_role("table").filter(has_text=es("Agreed by the counterpart"))
    expect(parties.get_by_role("columnheader").filter(has_text="Perú")).to_be_visible()
    expect(parties.get_by_role("columnheader").filter(has_text="Bolivia")).to_be_visible()


@pytest.mark.parametrize("person", READERS)
def test_a_reader_and_a_consul_are_offered_no_change(visit: Visit, person: str) -> None:
    page = visit(person)
    for address in (
        "/",
        DASHBOARD,
        f"{ROADMAP}activities/",
        f"{ROADMAP}activities/2.1/",
        f"{ROADMAP}status/",
    ):
        page.goto(address)
        assert _forms_that_write(page) == {"/accounts/language/", "/accounts/sign-out/"}, address
    page.goto(f"{ROADMAP}activities/2.1/")
    expect(page.get_by_role("link", name=es("Report progress"))).to_have_count(0)
    expect(page.get_by_role("link", name=es("Read and answer"))).to_have_count(0)


@pytest.mark.parametrize("person", READERS)
def test_a_reader_and_a_consul_who_ask_for_it_are_refused(visit: Visit, person: str) -> None:
    page = visit(person)
    for address in (f"{ROADMAP}activities/2.1/report/", "/import/", "/accounts/people/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 403, address


def _forms_that_write(page: Page) -> set[str]:
    script = "forms => forms.map(form => new URL(form.action).pathname)"
    addresses: list[str] = page.locator("form[method=post]").evaluate_all(script)
    return set(addresses)
