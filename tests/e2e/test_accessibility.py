"""axe-core finds nothing on any main page, light and dark, in either language; and all of them fit a phone."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Visit
from tests.e2e.pages import PAGES, choose_language

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONES = (375, 320)
TOO_WIDE = """[...document.querySelectorAll('body *')]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('svg'))
    .map(node => node.outerHTML.slice(0, 100)).slice(0, 5)"""
LANGUAGES = {"es": "Español", "en": "English"}


# The markup is the same in English: what differs are words, their length and the language that they are marked with.
@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.at_leisure)])
@pytest.mark.parametrize("part", [0, 1])  # for two workers
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visit, language: str, part: int) -> None:
    asked = dict(list(PAGES.items())[part::2])
    pages = {person: visit(person) for person, _ in asked.values()}
    for page in pages.values():
        page.goto("/")
        choose_language(page, LANGUAGES[language])
    found = {}
    for name, (person, address) in asked.items():
        page = pages[person]
        page.goto(address)
        assert page.evaluate("document.documentElement.lang").startswith(language)
        # Only colours differ in the dark.
        violations = [*_violations(page, "light", RULES), *_violations(page, "dark", ["color-contrast"])]
        if wrong := [*violations, *_too_wide(page)]:
            found[name] = wrong
    assert not found


def _too_wide(page: Page) -> list[str]:
    """On a phone nothing makes the page itself scroll sideways; wide tables scroll in their own frame."""
    desk, wide = page.viewport_size, []
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(f"{width} px: {page.evaluate(TOO_WIDE)}")
    if desk:
        page.set_viewport_size(desk)
    return wide


def _violations(page: Page, scheme: Literal["light", "dark"], rules: list[str]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    answer = AXE.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    return [f"{scheme}: {_words(violation)}" for violation in answer["violations"]]


def _words(violation: dict[str, Any]) -> str:
    """The rule, and the first three places with what is wrong there."""
    nodes = [
        (node["html"][:160], node["failureSummary"].splitlines()[1:3]) for node in violation["nodes"][:3]
    ]
    return f"{violation['id']}: {nodes}"
