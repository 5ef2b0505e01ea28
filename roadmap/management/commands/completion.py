"""`manage.py completion CODE`: the figures of a roadmap on a day, as JSON or to be read."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from roadmap import summary
from roadmap.management import output
from roadmap.models import Roadmap
from roadmap.summary import RoadmapSummary
from roadmap.templatetags import figures, states


class Command(BaseCommand):
    help = "Prints the completion of a roadmap on a day: the same figures as the page and the reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the roadmap")
        parser.add_argument("--as-of", metavar="DATE", help="day of the figures, YYYY-MM-DD (default: today)")
        parser.add_argument(
            "--known-at",
            metavar="INSTANT",
            help="as known at this instant: 2026-10-05T12:00:00-05:00 (UTC if bare)",
        )
        parser.add_argument(
            "--live",
            action="store_true",
            help="of a closed day what its figures are by now, not the signed ones",
        )
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, code: str, as_of: str | None, known_at: str | None, **options: Any) -> None:
        now = timezone.now()
        roadmap = Roadmap.objects.with_parties().filter(code=code).first()
        if roadmap is None:
            raise CommandError(_("There is no roadmap with the code “%(code)s”.") % {"code": code})
        day = _day(as_of, roadmap, now)
        if known_at is not None:
            found = summary.live(roadmap, as_of=day, now=now, known_at=_instant(known_at))
        else:
            with output.as_signed():
                found = summary.on(roadmap, as_of=day, now=now, live=options["live"])
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _day(text: str | None, roadmap: Roadmap, now: datetime) -> date:
    if text is None:
        return summary.default_as_of(roadmap, now)
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("“%(text)s” is not a date: write YYYY-MM-DD.") % {"text": text})
    if day > summary.latest_as_of(roadmap, now):
        raise CommandError(
            _("%(text)s is still to come: there are no figures for a future day.") % {"text": text}
        )
    return day


def _instant(text: str) -> datetime:
    try:
        instant = parse_datetime(text)
    except ValueError:
        instant = None
    if instant is None:
        raise CommandError(
            _("“%(text)s” is not an instant: write YYYY-MM-DDTHH:MM:SS and the offset, such as -05:00 or Z.")
            % {"text": text}
        )
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _lines(found: RoadmapSummary) -> Iterator[str]:
    """What a person reads: the figures, then every activity with its state."""
    total = found.total
    yield str(found.roadmap)
    yield _("Figures as of %(day)s, rule version %(version)s") % {
        "day": formats.date_format(found.as_of, "SHORT_DATE_FORMAT"),
        "version": found.rule_version,
    }
    if found.closing is not None:
        yield _("Closing No. %(number)s, signed by both parties on %(day)s. SHA-256 %(seal)s") % {
            "number": found.closing.number,
            "day": formats.date_format(found.closing.sealed_at, "SHORT_DATE_FORMAT"),
            "seal": found.closing.seal,
        }
    if found.declared is not None:
        yield _("Declared completion: %(value)s. Source: %(source)s") % {
            "value": figures.declared(found.declared.value),
            "source": found.declared.source,
        }
    if found.only_declared:
        yield _("No breakdown is public: there is nothing to compute.")
        return
    yield f"{_('Fulfilment')}: {figures.headline(total)} ({figures.fulfilled_of(total)})"
    yield f"{_('Due so far')}: {figures.percent0(total.due_fulfilment)} ({figures.due_of(total)})"
    yield f"{_('Average progress')}: {figures.percent1(total.average)}"
    yield f"{_('Coverage')}: {figures.coverage_of(total)}"
    for axis in found.axes:
        yield f"\n{axis.title}: {figures.headline(axis.tally)} ({figures.fulfilled_of(axis.tally)})"
        for row in axis.activities:
            yield f"  {row.number:<6} {figures.percent1(row.value):>8}  {states.state_word(row.state or '')}"
