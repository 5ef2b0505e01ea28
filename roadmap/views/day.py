"""The day that a page's figures are for: today, unless the address asks for another one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from roadmap.models import Roadmap
from roadmap.plan import default_as_of, latest_as_of


@dataclass(frozen=True, slots=True)
class Day:
    """`chosen`: somebody asked for this day, so that the links of the page keep it.

    `live`: of a closed day they asked for what the figures are by now, instead of those that were signed.
    """

    as_of: date
    today: date
    chosen: bool
    live: bool = False

    @property
    def query(self) -> str:
        """What a link appends to an address without a query."""
        return f"?{self._asked}" if self._asked else ""

    @property
    def and_query(self) -> str:
        """What a link appends to an address that has a query."""
        return f"&{self._asked}" if self._asked else ""

    @property
    def _asked(self) -> str:
        day = [f"as_of={self.as_of.isoformat()}"] if self.chosen else []
        return "&".join([*day, *(["live=1"] if self.live else [])])


def day_asked_for(request: HttpRequest, roadmap: Roadmap, *, now: datetime) -> Day:
    """`?as_of=YYYY-MM-DD`, `&live=1`. A day without figures is told in a message, and today is shown instead."""
    today, text = default_as_of(roadmap, now), request.GET.get("as_of", "")
    live = request.GET.get("live") == "1"
    if not text:
        return Day(today, today, False, live)
    day = _parsed(text)
    problem = _problem(day, roadmap, now)
    if problem or day is None:
        messages.error(request, problem)
        return Day(today, today, False)
    return Day(day, today, day != today, live)


def _parsed(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _problem(day: date | None, roadmap: Roadmap, now: datetime) -> str:
    if day is None:
        return _("That is not a date. These are today's figures.")
    if day > latest_as_of(roadmap, now):
        return _("That day is still to come. These are today's figures.")
    if day < roadmap.start:
        start = formats.date_format(roadmap.start, "SHORT_DATE_FORMAT")
        return _("The roadmap begins on %(start)s: there are no figures before. These are today's.") % {
            "start": start
        }
    return ""
