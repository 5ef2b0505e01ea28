"""From a draft to a figure: what the product exists for, through the pages, with JavaScript and without."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.pages import DASHBOARD, ROADMAP, es
from tests.e2e.site import PASSWORD
from tests.e2e.steps import (
    CAMPAIGN,
    PROOF,
    confirm,
    decide,
    open_the_campaign,
    see_figures,
    submit,
    write_a_report,
)

FOCAL = "focal.pe@demo.example"
APPROVES = "autoridad.pe@demo.example"
VALIDATES = "secretaria1.pe@demo.example"
ANSWERS = "secretaria1.bo@demo.example"


@pytest.mark.parametrize("java_script", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_report_goes_from_draft_to_agreed_and_moves_the_figures(visit: Visit, java_script: bool) -> None:
    focal = visit(java_script_enabled=java_script)
    _sign_in(focal, FOCAL)
    see_figures(focal, fulfilment="18", fraction="2 de 11", average="76.5")
    open_the_campaign(focal)
    write_a_report(focal)
    submit(focal)
    see_figures(focal, fulfilment="18", fraction="2 de 11", average="76.5")

    authority = visit(APPROVES, java_script_enabled=java_script)
    authority.goto("/inbox/")
    authority.get_by_role("link", name=es("Give the approval of the institution")).click()
    confirm(authority, "Give the approval")

    secretariat = visit(VALIDATES, java_script_enabled=java_script)
    open_the_campaign(secretariat)
    secretariat.get_by_role("link", name="20/11/2026").first.click()
    decide(secretariat, "Validate")
    see_figures(secretariat, fulfilment="18", fraction="2 de 11", average="81.1")

    counterpart = visit(ANSWERS, java_script_enabled=java_script)
    open_the_campaign(counterpart)
    counterpart.get_by_role("link", name=es("Read and answer")).click()
    decide(counterpart, "Agree")
    see_figures(counterpart, fulfilment="27", fraction="3 de 11", average="81,1")

    _see_why(counterpart)
    _download(counterpart)


def test_a_stranger_is_asked_to_sign_in_and_then_stands_where_they_wanted_to_go(visit: Visit) -> None:
    page = visit()
    page.goto(DASHBOARD)
    expect(page.get_by_role("heading", level=1)).to_have_text(es("Sign in"))
    _fill_in_sign_in(page, FOCAL)
    expect(page).to_have_url(re.compile(f"{re.escape(DASHBOARD)}$"))


def test_what_was_typed_stays_when_something_is_wrong(visit: Visit) -> None:
    page = visit(FOCAL)
    open_the_campaign(page)
    page.get_by_role("link", name=es("Report progress")).click()
    page.get_by_role("button", name=es("Begin the report")).click()
    page.get_by_label(es("What was done")).fill("")
    page.get_by_label(es("Next steps")).fill("Evaluar la campaña")
    page.get_by_role("button", name=es("Save and go on to submit")).click()
    expect(page.get_by_text(es("Tell what was done, even if it is little.")).first).to_be_visible()
    expect(page.get_by_label(es("Next steps"))).to_have_value("Evaluar la campaña")


def _sign_in(page: Page, email: str) -> None:
    page.goto("/")
    _fill_in_sign_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hojas de ruta")


def _fill_in_sign_in(page: Page, email: str) -> None:
    page.get_by_label("Correo").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name=es("Sign in")).click()


def _see_why(page: Page) -> None:
    """Down to the file: whoever has it can compare its SHA-256."""
    page.goto(DASHBOARD)
    page.locator(f"a[href^='{ROADMAP}why/fulfilment/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(es("Why this figure?"))
    line = page.get_by_role("row").filter(has_text=CAMPAIGN)
    expect(line).to_contain_text(hashlib.sha256(PROOF).hexdigest())
    with page.expect_download() as download:
        line.get_by_role("link", name="informe", exact=True).click()
    assert _content(download.value) == PROOF


def _download(page: Page) -> None:
    beginnings = {"PDF": b"%PDF-", "Excel": b"PK\x03\x04"}
    for kind, beginning in beginnings.items():
        page.goto(f"{ROADMAP}report/")
        page.get_by_role("radio", name=kind).check()
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("button", name=es("Download")).click(timeout=60_000)
        assert _content(download.value).startswith(beginning)


def _content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()
