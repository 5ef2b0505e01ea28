"""The main pages, for tests that hold on each of them; and the interface's own words, by their English."""

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Page

ROADMAP = "/roadmaps/bo-pe-2025-2026/"
DASHBOARD = ROADMAP
SECRETARIAT = "secretaria1.pe@demo.example"
OPERATOR = "operador@demo.example"
FOCAL = "focal.pe@demo.example"
# Who opens it and where; None: a stranger.
PAGES: dict[str, tuple[str | None, str]] = {
    "sign-in": (None, "/accounts/sign-in/"),
    "password-reset": (None, "/accounts/password/reset/"),
    "list": (SECRETARIAT, "/"),
    "dashboard": (SECRETARIAT, DASHBOARD),
    "declared": (SECRETARIAT, "/roadmaps/bo-pe-2021-2022/"),
    "activities": (SECRETARIAT, f"{ROADMAP}activities/"),
    "activity": (SECRETARIAT, f"{ROADMAP}activities/2.1/"),
    "start": (FOCAL, f"{ROADMAP}activities/2.1/report/"),
    "why": (SECRETARIAT, f"{ROADMAP}why/fulfilment/"),
    "report": (SECRETARIAT, f"{ROADMAP}report/"),
    "copy": (SECRETARIAT, f"{ROADMAP}copy/"),
    "jobs": (SECRETARIAT, "/jobs/"),
    "status": (SECRETARIAT, f"{ROADMAP}status/"),
    "import": (SECRETARIAT, "/import/"),
    "help": (SECRETARIAT, "/help/"),
    "profile": (SECRETARIAT, "/accounts/profile/"),
    "second-factor": (SECRETARIAT, "/accounts/second-factor/"),
    "sessions": (SECRETARIAT, "/accounts/sessions/"),
    "security": (OPERATOR, "/accounts/security/"),
    "people": (OPERATOR, "/accounts/people/"),
    "inbox": (SECRETARIAT, "/inbox/"),
    "awaited": (SECRETARIAT, "/inbox/BO.secretariat/"),
    "plan": (SECRETARIAT, f"{ROADMAP}plan/"),
    "amendment": (SECRETARIAT, f"{ROADMAP}amendments/new/reprogram/?activity=2.2"),
    "closings": (SECRETARIAT, f"{ROADMAP}closings/"),
    "closing-draft": (SECRETARIAT, f"{ROADMAP}closings/propose/"),
    "closing": (SECRETARIAT, "/closings/1/"),
    "closing-sign": (SECRETARIAT, "/closings/2/sign/"),
    "closing-paper": (SECRETARIAT, "/closings/1/paper/"),
    "closing-compare": (
        SECRETARIAT,
        f"{ROADMAP}closings/compare/?first=closing/1&second=closing/2",
    ),
    "rules": (SECRETARIAT, f"{ROADMAP}rules/"),
    "preparation": (SECRETARIAT, "/roadmaps/bo-pe-2027-2028/preparation/"),
    "conversation": (FOCAL, f"{ROADMAP}activities/2.1/conversation/"),
    "offline": (FOCAL, f"{ROADMAP}offline/"),
    "institutions": (SECRETARIAT, "/institutions/"),
    "appointments": (SECRETARIAT, "/accounts/people/"),
    "invite": (SECRETARIAT, "/accounts/people/invite/"),
    "mail-failed": (SECRETARIAT, "/accounts/mail/"),
    "help-page": (SECRETARIAT, "/help/bandeja/"),
    "not-found": (SECRETARIAT, "/nothing-here/"),
}


def es(english: str, context: str | None = None) -> str:
    """What the Spanish interface says for it."""
    with translation.override("es"):
        return pgettext(context, english) if context else gettext(english)


def choose_language(page: Page, name: str) -> None:
    """By the switch in the header, as a person does."""
    page.get_by_role("button", name=name).first.click()
