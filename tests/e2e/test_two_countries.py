"""One report through all its states by two countries: who sees what, and for whom it waits, at each of them."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site, Visit
from tests.e2e.pages import es
from tests.e2e.steps import confirm, decide, open_the_campaign, see_figures, submit, tasks, write_a_report

PHONE = {"width": 375, "height": 740}
FOCAL, AUTHORITY, PERU, BOLIVIA = (
    f"{name}@demo.example" for name in ("focal.pe", "autoridad.pe", "secretaria1.pe", "secretaria1.bo")
)
INCOMPLETE = "Falta decir cuántas personas participaron."
UNCLEAR = "El informe adjunto no lleva fecha."
OBSERVED = "Bolivia no participó en la jornada de cierre."
MAINTAINED = "El acta de la jornada lleva la firma de ambas partes."


class Walk:
    """The people at their browsers, the report, and how much waited for each of them before."""

    def __init__(self, site: Site, visit: Visit) -> None:
        self.site, self.report = site, ""
        self.pages = {
            FOCAL: visit(FOCAL, viewport=PHONE, has_touch=True, is_mobile=True),
            **{person: visit(person) for person in (AUTHORITY, PERU, BOLIVIA)},
        }
        self.before = {person: tasks(page) for person, page in self.pages.items()}

    def by_letter(self, person: str, template: str) -> Page:
        """The page that the newest letter to this person leads to."""
        told = "select path from accounts_letter join accounts_user on accounts_user.id = person_id"
        newest = f"{told} where email = ? and template = ? order by accounts_letter.id desc"
        with closing(sqlite3.connect(self.site.database)) as database:
            path = database.execute(newest, (person, template)).fetchone()[0]
        self.pages[person].goto(path)
        return self.pages[person]

    def waits_for(self, holder: str | None, *others: str) -> None:
        """One more task than before for the holder, none for the others."""
        for person in (*others, *([holder] if holder else [])):
            waiting = tasks(self.pages[person]) - self.before[person]
            assert waiting == (person == holder), f"{person}: {waiting}"

    def reads(self, person: str, badge: str, *words: str) -> None:
        """The report as this person sees it: its state at the head, and each of the words."""
        page = self.pages[person]
        page.goto(self.report)
        expect(page.locator(".page-head .badge").filter(has_text=es(badge))).to_be_visible()
        for word in words:
            expect(page.locator("main")).to_contain_text(word)

    def hidden_from_bolivia(self) -> None:
        """As if it did not exist."""
        assert self.pages[BOLIVIA].request.get(self.report).status == 404


@pytest.fixture
def walk(site: Site, visit: Visit) -> Walk:
    return Walk(site, visit)


def test_a_report_walks_through_all_its_states_by_two_countries(walk: Walk) -> None:
    steps: tuple[Callable[[Walk], None], ...] = (
        _written_on_a_phone,
        _returned_by_the_authority,
        _approved_once_corrected,
        _returned_by_the_secretariat,
        _validated_once_corrected_again,
        _observed_by_the_counterpart,
        _maintained,
        _agreed_later,
    )
    for step in steps:
        step(walk)


def _written_on_a_phone(walk: Walk) -> None:
    """Begun on the activity, and handed in from the inbox, where the draft waits."""
    page = walk.pages[FOCAL]
    open_the_campaign(page)
    write_a_report(page)
    walk.report = re.sub(r"^https?://[^/]+|edit/.*$", "", page.url)
    walk.hidden_from_bolivia()
    walk.waits_for(FOCAL)
    page.get_by_role("link", name=es("Go on with the draft")).click()
    submit(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    walk.waits_for(AUTHORITY, FOCAL, PERU)


def _returned_by_the_authority(walk: Walk) -> None:
    page = walk.by_letter(AUTHORITY, "report_to_approve")
    page.get_by_role("link", name=es("Return it with a reason")).click()
    confirm(page, "Return without approval", INCOMPLETE)
    walk.waits_for(FOCAL, AUTHORITY)
    walk.reads(FOCAL, "Returned", INCOMPLETE)
    walk.hidden_from_bolivia()


def _approved_once_corrected(walk: Walk) -> None:
    page = walk.by_letter(FOCAL, "report_returned")
    page.get_by_label(es("What was done")).fill("Campaña 2026 realizada en Desaguadero, con 420 personas")
    submit(page)
    walk.waits_for(AUTHORITY, FOCAL)
    confirm(walk.by_letter(AUTHORITY, "report_to_approve"), "Give the approval")
    walk.waits_for(PERU, AUTHORITY)
    walk.hidden_from_bolivia()


def _returned_by_the_secretariat(walk: Walk) -> None:
    page = walk.by_letter(PERU, "report_to_validate")
    page.get_by_role("link", name=es("Return it with a reason")).click()
    confirm(page, "Return", UNCLEAR)
    walk.waits_for(FOCAL, PERU)
    walk.reads(FOCAL, "Returned", UNCLEAR)
    walk.hidden_from_bolivia()


def _validated_once_corrected_again(walk: Walk) -> None:
    """What the authority approved was another text: it is asked again. Then the counterpart reads it."""
    page = walk.by_letter(FOCAL, "report_returned")
    page.get_by_label(es("Next steps")).fill("Fechar el informe y publicarlo")
    submit(page)
    walk.waits_for(AUTHORITY, PERU)
    confirm(walk.by_letter(AUTHORITY, "report_to_approve"), "Give the approval")
    walk.hidden_from_bolivia()
    see_figures(walk.pages[PERU], fulfilment="18", fraction="2 de 11", average="76.5")
    confirm(walk.by_letter(PERU, "report_to_validate"), "Validate")
    walk.waits_for(BOLIVIA, PERU)
    walk.reads(BOLIVIA, "Waiting for an answer", "420 personas")
    expect(walk.pages[BOLIVIA].locator("main")).not_to_contain_text(UNCLEAR)


def _observed_by_the_counterpart(walk: Walk) -> None:
    see_figures(walk.pages[BOLIVIA], fulfilment="18", fraction="2 de 11", average="81,1")
    decide(walk.by_letter(BOLIVIA, "report_to_answer"), "Observe", OBSERVED)
    walk.waits_for(PERU, BOLIVIA)
    for person in (FOCAL, BOLIVIA):
        walk.reads(person, "Under observation", OBSERVED)


def _maintained(walk: Walk) -> None:
    page = walk.pages[PERU]
    page.goto("/inbox/")
    page.get_by_role("link", name=re.compile(f"{es('Reply to the observation')}.*2\\.1")).click()
    page.locator("textarea[name=reason]").fill(MAINTAINED)
    page.get_by_role("button", name=es("Maintain the position")).click()
    walk.waits_for(None, PERU, BOLIVIA)
    for person in (FOCAL, PERU, BOLIVIA):
        walk.reads(person, "Observed, maintained", OBSERVED, MAINTAINED)
    see_figures(walk.pages[BOLIVIA], fulfilment="18", fraction="2 de 11", average="81,1")


def _agreed_later(walk: Walk) -> None:
    """The figure moves, and what was said before stays."""
    decide(walk.by_letter(BOLIVIA, "report_maintained"), "Agree")
    walk.waits_for(None, PERU, BOLIVIA)
    walk.reads(FOCAL, "Agreed", OBSERVED, MAINTAINED)
    see_figures(walk.pages[BOLIVIA], fulfilment="27", fraction="3 de 11", average="81,1")
    see_figures(walk.pages[PERU], fulfilment="27", fraction="3 de 11", average="81.1")
