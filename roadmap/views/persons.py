"""While somebody writes: what looks like a person's datum is pointed out at once; it is asked about at submission."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from roadmap import screening, workflow
from roadmap.models import ProgressReport
from roadmap.screening import Piece

TOLD = 5


def warn(request: HttpRequest, report_id: int) -> None:
    """It warns and goes on: a number may be a law's or an amount."""
    report = ProgressReport.objects.select_related("activity__roadmap").get(pk=report_id)
    found = workflow.suspicions(report)
    if found:
        words = _(
            "%(found)s If it is somebody's, take it out: the system never holds data of victims. If it is none, "
            "you say why when you submit the report."
        )
        told = [one.message for one in found[:TOLD]] + ["…"] * (len(found) > TOLD)
        messages.warning(request, words % {"found": " ".join(told)})


def suspicious(*texts: str) -> list[str]:
    """The words themselves, each once, by the rules of every country: for texts that belong to no report yet."""
    pieces = [Piece(str(number), text) for number, text in enumerate(texts)]
    return list(dict.fromkeys(one.matched for one in screening.search(pieces, screening.known())))
