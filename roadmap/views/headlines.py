"""The three figures as pages show them: together, each with its fraction, the leading one first."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.completion import Tally
from roadmap.summary import RoadmapSummary
from roadmap.templatetags import figures
from roadmap.views.day import Day


@dataclass(frozen=True, slots=True)
class Headline:
    """`key`: what the address of its *why* is called; `bar`: the length of its bar, empty without a figure."""

    key: str
    label: str
    text: str
    fraction: str
    bar: str
    why: str


def headlines(tally: Tally, leading: str, why: str = "", query: str = "") -> list[Headline]:
    """`why` is the address in which `KEY` stands for the figure; `query` is what comes after it."""
    fulfilment, due, average = (
        headline(key, tally, why.replace("KEY", key) + query if why else "") for key in KEYS
    )
    return [due, fulfilment, average] if leading == "due" else [fulfilment, due, average]


def of_summary(found: RoadmapSummary, day: Day) -> list[Headline]:
    """The figures of the whole roadmap, each with the address that takes it apart."""
    return headlines(
        found.total, found.leading, reverse("roadmap:why", args=[found.roadmap.code, "KEY"]), day.query
    )


KEYS = ("fulfilment", "due", "average")


def headline(key: str, tally: Tally, why: str = "") -> Headline:
    """One of the three, or coverage; `why` is the whole address."""
    value, text, label, fraction = _parts(key, tally)
    return Headline(key, label, text, fraction, "" if value is None else figures.coordinate(value), why)


def _parts(key: str, tally: Tally) -> tuple[Fraction | None, str, str, str]:
    if key == "fulfilment":
        value = tally.fulfilment
        return value, figures.percent0(value), label_of(key), figures.fulfilled_of(tally)
    if key == "due":
        value = tally.due_fulfilment
        return value, figures.percent0(value), label_of(key), figures.due_of(tally)
    if key == "coverage":
        return tally.coverage, figures.percent0(tally.coverage), label_of(key), figures.coverage_of(tally)
    return tally.average, figures.percent1(tally.average), label_of(key), average_of(tally)


def average_of(tally: Tally) -> str:
    """ "promedio de 11 actividades"."""
    words = ngettext("average of %(all)s activity", "average of %(all)s activities", tally.committed)
    return words % {"all": tally.committed}


def label_of(key: str) -> str:
    """The name of a figure, coverage too."""
    names: dict[str, Any] = {
        "fulfilment": _("Fulfilment"),
        "due": _("Fulfilment of what is due"),
        "average": _("Average progress"),
        "coverage": _("Coverage of reports"),
    }
    return names[key]
