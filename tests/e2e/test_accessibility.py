"""axe-core finds nothing on any main page, light and dark; in the other language on every third of them."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Visit
from tests.e2e.pages import PAGES, choose_language

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = {"es": "Español", "en": "English"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(visit: Visit, language: str) -> None:
    # The markup is the same: what differs are words, their length and the language that they are marked with.
    asked = dict(list(PAGES.items())[:: 1 if language == "es" else 3])
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
        if violations:
            found[name] = violations
    assert not found


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
