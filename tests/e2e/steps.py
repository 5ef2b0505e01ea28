"""What people do with a report in the browser, for the tests that walk with it: each step as its person sees it."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.build import make_pdf
from tests.e2e.pages import DASHBOARD, ROADMAP, es

CAMPAIGN = "Campaña anual binacional"
PROOF = make_pdf()
DONE = {
    "Give the approval": "Approval given. Your country's secretariat validates the report.",
    "Return without approval": "Returned without approval.",
    "Validate": "Progress validated.",
    "Return": "Progress returned.",
    "Agree": "Your country agrees: the answer was recorded.",
    "Observe": "Your country observes the report: the answer was recorded.",
}


def see_figures(page: Page, *, fulfilment: str, fraction: str, average: str) -> None:
    """The dashboard of today; numbers as the reader's country writes them."""
    page.goto(DASHBOARD)
    figures = page.get_by_role("region", name=es("The three figures"))
    expect(figures).to_contain_text(f"{fulfilment}\N{NO-BREAK SPACE}%")
    expect(figures).to_contain_text(fraction)
    expect(figures).to_contain_text(average)


def open_the_campaign(page: Page) -> None:
    page.goto(f"{ROADMAP}activities/")
    page.get_by_role("link", name=CAMPAIGN).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"2.1 {CAMPAIGN}")


def write_a_report(page: Page) -> None:
    page.get_by_role("link", name=es("Report progress")).click()
    page.get_by_label(es("Another day")).and_(page.get_by_role("radio")).check()
    page.locator("input[type=date]").fill("2026-11-20")
    page.get_by_role("button", name=es("Begin the report")).click()
    expect(page.get_by_role("checkbox", name="Campaña 2025")).to_be_checked()
    page.get_by_role("checkbox", name="Campaña 2026").check()
    page.get_by_label(es("What was done")).fill("Campaña 2026 realizada en Desaguadero")
    proof: FilePayload = {"name": "informe.pdf", "mimeType": "application/pdf", "buffer": PROOF}
    page.get_by_label(es("Files")).set_input_files(proof)
    page.get_by_label(es("Type of document")).select_option("report")
    page.get_by_role("button", name=es("Save the draft")).click()
    expect(page.get_by_text(es("Draft saved."))).to_be_visible()
    expect(page.get_by_role("link", name="informe", exact=True)).to_be_visible()


def submit(page: Page) -> None:
    """From the form; it goes to the authority of the institution first."""
    page.get_by_role("button", name=es("Save and go on to submit")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(es("Submit the progress"))
    page.get_by_role("button", name=es("Submit"), exact=True).click()
    told = "Progress submitted. The authority of your institution gives its approval or returns it."
    expect(page.get_by_role("status")).to_contain_text(es(told))


def decide(page: Page, verb: str, reason: str = "") -> None:
    """The action on the report's page, then the same word on the page that asks once more."""
    page.get_by_role("link", name=es(verb), exact=True).click()
    confirm(page, verb, reason)


def confirm(page: Page, verb: str, reason: str = "") -> None:
    """On the page that asks once more: where a letter or the inbox leads, too."""
    if reason:
        page.locator("textarea[name=reason]").fill(reason)
    button = es("Return" if verb == "Return without approval" else verb)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(es(DONE[verb]))).to_be_visible()


def tasks(page: Page) -> int:
    """How much waits for this person: the number in the header, which is that of the inbox."""
    page.goto("/inbox/")
    shown = page.locator("header a[href='/inbox/'] .badge").all_text_contents()
    listed = page.locator("main table.data").first.locator("caption")
    if shown:
        assert _number(shown[0]) == _number(listed.text_content())
    else:
        expect(page.get_by_text(es("Nothing waits for you"))).to_be_visible()
    return _number(shown[0]) if shown else 0


def _number(text: str | None) -> int:
    found = re.search(r"\d+", text or "")
    assert found, text
    return int(found[0])
