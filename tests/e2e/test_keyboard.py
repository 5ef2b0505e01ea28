"""By keyboard alone: everything is reached, and where one stands is seen."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.site import PASSWORD

# The parts of a date are the browser's own and it marks them itself.
SEEN = """here === document.body || here.type === 'date'
    || getComputedStyle(here).outlineStyle !== 'none' || getComputedStyle(here).boxShadow !== 'none'"""


def _focused(page: Page, script: str) -> object:
    return page.evaluate(f"(() => {{ const here = document.activeElement; return {script}; }})()")


def _tab_to(page: Page, name: str, limit: int = 40) -> None:
    """Presses Tab until the element with this text or label has the focus, as a person would."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        label = _focused(
            page, "(here.innerText || here.labels?.[0]?.innerText || here.ariaLabel || '').trim()"
        )
        if str(label).startswith(name):
            return
    raise AssertionError(f"{name} was not reached in {limit} steps")


def test_a_person_signs_in_and_opens_the_roadmap_without_a_mouse(visit: Visit) -> None:
    page = visit()
    page.goto("/")
    _tab_to(page, "Correo")
    page.keyboard.type("focal.pe@demo.example")
    _tab_to(page, "Contraseña")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hojas de ruta")
    _tab_to(page, "Hoja de Ruta Binacional Perú–Bolivia 2025–2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025–2026")


def test_the_first_tab_leads_past_the_header_to_the_content(visit: Visit) -> None:
    page = visit("lector.bo@demo.example")
    page.goto("/roadmaps/bo-pe-2025-2026/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Saltar al contenido")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert _focused(page, "here.closest('main') !== null")


def test_the_focus_is_seen_wherever_it_is(visit: Visit) -> None:
    page = visit("secretaria1.pe@demo.example")
    page.goto("/roadmaps/bo-pe-2025-2026/")
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        if not _focused(page, SEEN):
            unseen.append(_focused(page, "here.outerHTML.slice(0, 120)"))
    assert not unseen
