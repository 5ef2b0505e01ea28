"""The list of activities, filtered and sorted: by the address alone, so that a link shows the same list.

It works on the rows of the summary, which hold what is filtered by (state, values, answers); the database does
not. So text is compared without accents and case in the same way on every database.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from roadmap.completion import State
from roadmap.summary import ActivityRow, CountrySide, RoadmapSummary
from roadmap.templatetags.states import state_word

# What a country's part may be in, besides the state of the whole activity.
SITUATIONS: dict[str, Callable[[CountrySide], bool]] = {
    "validated": lambda side: side.report is not None,
    "agreed": lambda side: side.answer == "agreed",
    "tacit": lambda side: side.standing == "tacit",
    "observed": lambda side: side.answer == "observed",
    "maintained": lambda side: side.standing == "maintained",
    "waiting": lambda side: side.waiting,
    "silent": lambda side: side.silent,
    "no_report": lambda side: side.report is None,
    "stale": lambda side: side.stale,
}
UNFULFILLED = ("unfulfilled", _("Not fulfilled, whatever the reason"))
SORTS: dict[str, Callable[[ActivityRow], Any]] = {
    "title": lambda row: plain(row.title),
    "deadline": lambda row: row.deadline,
    "value": lambda row: row.value,
    "state": lambda row: list(State).index(row.state) if row.state else len(State),
}


def plain(text: str) -> str:
    """Without accents and case: what "Prevención" and "PREVENCION" have in common."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    ).casefold()


class ActivityFilter(forms.Form):
    """What the address asks for; what it asks for wrongly does not filter."""

    q = forms.CharField(label=_("Text"), required=False, max_length=200)
    axis = forms.TypedChoiceField(label=_("Axis"), required=False, coerce=int, empty_value=None)
    country = forms.ChoiceField(label=_("Country"), required=False)
    institution = forms.TypedChoiceField(label=_("Institution"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, found: RoadmapSummary, parties: Sequence[Country]) -> None:
        super().__init__(data)
        self.found = found
        everything = [("", _("Any"))]
        choices: dict[str, Any] = {
            "axis": [(axis.number, axis.title) for axis in found.axes],
            "country": [(country.code, str(country)) for country in parties],
            "institution": _institutions(found, parties),
            "state": _states(),
        }
        for name, values in choices.items():
            self.fields[name].choices = everything + values  # type: ignore[attr-defined]

    def rows(self) -> list[ActivityRow]:
        """The committed activities that are asked for, in the order that is asked for."""
        self.is_valid()
        asked = self.cleaned_data
        words = plain(asked.get("q", "")).split()
        rows = [row for row in self.found.activities if _asked_for(row, asked) and _holds(row, words)]
        return sorted_rows(rows, self.sort)

    @property
    def sort(self) -> str:
        """The column, with a minus for downwards; empty for the order of the plan."""
        name = self.data.get("sort", "")
        return name if name.removeprefix("-") in {*SORTS, *self.found.parties, "number"} else ""

    @property
    def active(self) -> bool:
        return any(self.cleaned_data.values())


def sorted_rows(rows: list[ActivityRow], sort: str) -> list[ActivityRow]:
    """By a column or by one country's value; rows that are alike stay in the order of the plan."""
    name, downwards = sort.removeprefix("-"), sort.startswith("-")
    if name in SORTS:
        return sorted(rows, key=SORTS[name], reverse=downwards)
    if name and name != "number":
        with_part = [row for row in rows if name in row.countries]
        without = [row for row in rows if name not in row.countries]
        return sorted(with_part, key=lambda row: row.countries[name].value, reverse=downwards) + without
    return rows[::-1] if downwards else rows


def _asked_for(row: ActivityRow, asked: dict[str, Any]) -> bool:
    axis, country, institution = asked.get("axis"), asked.get("country"), asked.get("institution")
    sides = [side for code, side in row.countries.items() if not country or code == country]
    return (
        axis in (None, row.axis_number)
        and (not country or bool(sides))
        and (institution is None or any(who.institution_id == institution for who in row.responsibles))
        and _in_state(row, sides, asked.get("state") or "")
    )


def _in_state(row: ActivityRow, sides: list[CountrySide], state: str) -> bool:
    if not state:
        return True
    if state == "unfulfilled":
        return not row.fulfilled
    return any(map(SITUATIONS[state], sides)) if state in SITUATIONS else row.state == state


def _holds(row: ActivityRow, words: list[str]) -> bool:
    """All the words, anywhere in what the plan says of the activity."""
    if not words:
        return True
    names = " ".join(f"{who.acronym} {who.name}" for who in row.responsibles)
    text = plain(f"{row.number} {row.title} {row.axis_title} {row.indicator} {names}")
    return all(word in text for word in words)


def _institutions(found: RoadmapSummary, parties: Sequence[Country]) -> list[Any]:
    """Grouped by country, the viewer's own first."""
    names: dict[str, dict[int, str]] = {country.code: {} for country in parties}
    for row in (*found.activities, *found.withdrawn, *found.not_yet):
        for who in row.responsibles:
            names[who.country][who.institution_id] = who.acronym
    return [
        (str(country), sorted(names[country.code].items(), key=lambda item: plain(item[1])))
        for country in parties
        if names[country.code]
    ]


def _states() -> list[Any]:
    return [
        (_("Of the activity"), [*((state.value, state_word(state)) for state in State), UNFULFILLED]),
        (_("Of a country's report"), [(name, state_word(name)) for name in SITUATIONS]),
    ]
