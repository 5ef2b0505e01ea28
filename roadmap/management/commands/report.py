"""`manage.py report CODE --cutoff DATE --format FORMAT -o FILE`: the bilateral progress report as a file."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from roadmap.management import output
from roadmap.models import Roadmap
from roadmap.reports import making


class Command(BaseCommand):
    help = "Writes the bilateral progress report of a roadmap: the same figures as the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the roadmap")
        parser.add_argument("--cutoff", required=True, metavar="DATE", help="day of the figures, YYYY-MM-DD")
        parser.add_argument(
            "--format", required=True, metavar="|".join(making.RENDERERS), help="kind of file"
        )
        parser.add_argument(
            "--copy", metavar="COUNTRY", help="whose original it is: it stands first (default: alphabetical)"
        )
        parser.add_argument("--lang", default="es", metavar="|".join(making.LANGUAGES), help="language")
        parser.add_argument(
            "--live",
            action="store_true",
            help="of a closed day what its figures are by now, not the signed ones",
        )
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        form = _one_of(options["format"], making.RENDERERS)
        language = _one_of(options["lang"], making.LANGUAGES)
        roadmap = output.roadmap_or_error(options["code"])
        cutoff = _cutoff(options["cutoff"], roadmap, now)
        copy = _copy(options["copy"], roadmap)
        with output.as_signed():
            file = making.make(
                roadmap, form, cutoff=cutoff, copy=copy, language=language, now=now, live=options["live"]
            )
        output.write_file(options["output"], file.content)


def _one_of(text: str, known: Any) -> str:
    if text not in known:
        raise CommandError(
            _("“%(text)s” is not known: choose one of %(known)s.") % {"text": text, "known": ", ".join(known)}
        )
    return text


def _cutoff(text: str, roadmap: Roadmap, now: datetime) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("“%(text)s” is not a date: write YYYY-MM-DD.") % {"text": text})
    if problem := making.problem_with(day, roadmap, now):
        raise CommandError(problem)
    return day


def _copy(code: str | None, roadmap: Roadmap) -> str | None:
    if code is None:
        return None
    if not roadmap.has_party(code.upper()):
        known = ", ".join(party.code for party in roadmap.parties())
        raise CommandError(
            _("“%(code)s” is no party of this roadmap: its parties are %(known)s.")
            % {"code": code, "known": known}
        )
    return code.upper()
