"""Help (*Ayuda*): one short page per task, in the reader's language.

The prose is in `templates/roadmap/help/<language>/`, its pictures in `static/img/help/<language>/`.
"""

from dataclasses import dataclass
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.gate import without_second_factor


@dataclass(frozen=True, slots=True)
class Page:
    slug: str
    title: Promise
    about: Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Pages for the same readers."""

    title: Promise
    pages: tuple[Page, ...]


GROUPS = (
    Group(
        _("For everybody"),
        (
            Page(
                "ingresar",
                _("Signing in and your password"),
                _("The first time, a forgotten password, language."),
            ),
            Page(
                "seguridad",
                _("Second factor and sessions"),
                _("App, passkeys, recovery codes, and what to do if you lose them."),
            ),
            Page(
                "roles",
                _("Who sees and who does what"),
                _("What each role is for, and what stays inside a country."),
            ),
            Page(
                "tablero",
                _("Reading the dashboard"),
                _("The three figures, the axes, both countries side by side."),
            ),
            Page(
                "bandeja",
                _("The inbox, reminders and letters"),
                _("What waits for you, whom others wait for, and how letters reach you."),
            ),
            Page(
                "por-que",
                _("Why this percentage?"),
                _("From a figure down to the report, the person and the file."),
            ),
            Page(
                "actividades",
                _("Finding activities and sharing a list"),
                _("Filters, order, and an address to send."),
            ),
            Page(
                "descargar",
                _("Downloading the reports"),
                _("PDF and Excel, the order of the parties, the language."),
            ),
            Page("cifras", _("How the figures are computed"), _("The rules, version 1, in plain words.")),
        ),
    ),
    Group(
        _("For those who report: focal points and secretariats"),
        (
            Page(
                "informar",
                _("Reporting progress"),
                _("From the draft to the submitted report, in ten minutes."),
            ),
            Page(
                "visto-bueno",
                _("The institution's approval, and reports on paper"),
                _("One button for the authority; an oficio; what is said of a report for ever."),
            ),
            Page(
                "sin-conexion",
                _("Reporting without a line"),
                _("An Excel form to fill in anywhere and upload later."),
            ),
            Page(
                "evidencia",
                _("Evidence, and no data of victims"),
                _("What to attach, what is refused, what never to upload."),
            ),
            Page(
                "conversar",
                _("Talking about an activity or a report"),
                _("Comments for your own side or for both, and who reads them."),
            ),
        ),
    ),
    Group(
        _("For the technical secretariats"),
        (
            Page(
                "validar",
                _("Validating or returning a report"),
                _("What makes a report count in your country."),
            ),
            Page(
                "conformidad",
                _("Agreeing or observing"),
                _("Your country's answer to what the other one validated."),
            ),
            Page(
                "importar",
                _("Importing a roadmap from Excel"),
                _("How the workbook is laid out, dates, and what is refused."),
            ),
            Page(
                "designaciones",
                _("People and appointments of your country"),
                _("Inviting, renewing, handing over, revoking; interim people."),
            ),
            Page(
                "instituciones",
                _("Institutions that change"),
                _("Notifying a change, taking note, who answers after one that ended."),
            ),
            Page(
                "vigencia",
                _("Putting a roadmap in force"),
                _("One secretariat proposes, the other one accepts."),
            ),
            Page(
                "modificar",
                _("Changing a roadmap in force"),
                _("Agreed modifications and extensions, and the plan on any day."),
            ),
            Page(
                "expurgo",
                _("Taking away a victim's datum or a secret"),
                _("Two people order it; what goes, what stays, what the counterpart has to do."),
            ),
            Page(
                "cierre",
                _("Closing a period"),
                _("Proposing, signing, salvedades, reopening, and what one party puts on record."),
            ),
            Page(
                "copia-completa",
                _("A complete copy for your country"),
                _("Take everything away, check it without this server, keep it."),
            ),
            Page(
                "verificar",
                _("Verifying a closing"),
                _("On the public page, with the verifier, and with the letter of any night."),
            ),
            Page(
                "firma-digital",
                _("Signing a closing with a state's certificate"),
                _("The originals, who signs first, what is verified, and what is refused."),
            ),
            Page(
                "siguiente",
                _("Preparing the next roadmap"),
                _("Proposals of both parties, agreed row by row."),
            ),
        ),
    ),
    Group(
        _("For the operator"),
        (Page("personas", _("People and their accounts"), _("Inviting, changing, and taking access away.")),),
    ),
)
PAGES = tuple(chain.from_iterable(group.pages for group in GROUPS))


@without_second_factor
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "roadmap/help_index.html", {"groups": GROUPS, "nav_here": "help"})


@without_second_factor
@require_safe
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = next((page for page in PAGES if page.slug == slug), None)
    if page is None:
        raise Http404
    after = PAGES[PAGES.index(page) + 1 :][:1]
    context = {"page": page, "text": text_of(slug), "next": after[0] if after else None, "nav_here": "help"}
    return render(request, "roadmap/help_page.html", context)


def text_of(slug: str) -> str:
    """The template with the prose of a page in the active language."""
    language = (get_language() or "es").split("-")[0]
    return f"roadmap/help/{language}/{slug}.html"
