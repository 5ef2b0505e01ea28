"""What changed between two contents, in words: nobody's own, only what kind of thing of which activity it was."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.summary import RoadmapSummary
from roadmap.templatetags import figures

NAMED = 20  # lines that are told
# By what it is and what became of it; figures are told with their values.
WORDS: dict[tuple[str, str], str | Promise] = {
    ("report", "added"): gettext_lazy("a report was validated"),
    ("report", "removed"): gettext_lazy("a report no longer counts"),
    ("report", "changed"): gettext_lazy("a report is told otherwise"),
    ("answer", "added"): gettext_lazy("the report was answered"),
    ("answer", "removed"): gettext_lazy("an answer to the report no longer counts"),
    ("answer", "changed"): gettext_lazy("a position on the report is maintained"),
    ("evidence", "added"): gettext_lazy("evidence was accepted"),
    ("evidence", "removed"): gettext_lazy("evidence no longer counts"),
    ("evidence", "changed"): gettext_lazy("evidence is described otherwise"),
    ("note", "added"): gettext_lazy("a difference was explained"),
    ("note", "removed"): gettext_lazy("an explanation of a difference is no longer there"),
    ("note", "changed"): gettext_lazy("a difference is explained otherwise"),
    ("activity", "added"): gettext_lazy("the activity entered the plan"),
    ("activity", "removed"): gettext_lazy("the activity left the plan"),
    ("activity", "changed"): gettext_lazy("the activity changed in the plan"),
    ("declared", "added"): gettext_lazy("a figure was declared"),
    ("declared", "removed"): gettext_lazy("the declared figure is no longer there"),
    ("declared", "changed"): gettext_lazy("the declared figure changed"),
    ("roadmap", "changed"): gettext_lazy("what is said of the roadmap itself changed"),
    ("original", "added"): gettext_lazy("the figures at the original end were added"),
    ("original", "removed"): gettext_lazy("the figures at the original end are no longer there"),
    ("original", "changed"): gettext_lazy("the figures at the original end changed"),
}


def words(why: Mapping[str, Any], found: RoadmapSummary) -> dict[str, Any]:
    """`why`: what `closing.why_of` gives. The lines, each once, and how many changes there were."""
    names = {code: str(party.country) for code, party in found.parties.items()}
    lines = list(dict.fromkeys(_line(one, names) for one in why.get("changes", ())))
    lines = [line for line in lines if line]
    return {"lines": lines[:NAMED], "more": max(0, len(lines) - NAMED), "count": why.get("count", 0)}


def _line(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    about = " · ".join(part for part in (change["activity"], names.get(change["country"], "")) if part)
    if change["what"] == "figure":
        return _figure(change, about)
    said = str(WORDS.get((change["what"], change["change"]), ""))
    return f"{about}: {said}" if about and said else said


def _figure(change: Mapping[str, Any], about: str) -> str:
    """Of all figures those of an activity: what follows from them for axes and totals need not be told again."""
    if change["field"] != "value" or not change["activity"]:
        return ""
    told = {name: _percent(change[name]) for name in ("before", "after")}
    return f"{about}: " + _("progress %(before)s, now %(after)s") % told


def _percent(text: str | None) -> str:
    return figures.percent1(None if text is None else Fraction(text))
