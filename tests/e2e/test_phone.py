"""On a phone nothing makes the page itself scroll sideways; wide tables scroll in their own frame."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.pages import PAGES

TOO_WIDE = """[...document.querySelectorAll('body *')]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('svg'))
    .map(node => node.outerHTML.slice(0, 100)).slice(0, 5)"""


@pytest.mark.parametrize("width", [375, 320])
def test_no_page_scrolls_sideways(visit: Visit, width: int) -> None:
    pages = {person: visit(person, viewport={"width": width, "height": 700}) for person, _ in PAGES.values()}
    wide = {}
    for name, (person, address) in PAGES.items():
        page = pages[person]
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide[name] = page.evaluate(TOO_WIDE)
    assert not wide
