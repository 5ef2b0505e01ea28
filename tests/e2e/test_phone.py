"""On a phone nothing makes the page itself scroll sideways; wide tables scroll in their own frame."""

from tests.e2e.conftest import Visit
from tests.e2e.pages import PAGES

TOO_WIDE = """[...document.querySelectorAll('body *')]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('svg'))
    .map(node => node.outerHTML.slice(0, 100)).slice(0, 5)"""


WIDTHS = (375, 320)


def test_no_page_scrolls_sideways(visit: Visit) -> None:
    first = {"width": WIDTHS[0], "height": 700}
    pages = {person: visit(person, viewport=first) for person, _ in PAGES.values()}
    wide = {}
    for name, (person, address) in PAGES.items():
        page = pages[person]
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide[name, width] = page.evaluate(TOO_WIDE)
    assert not wide
