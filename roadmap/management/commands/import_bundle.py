"""`manage.py import_bundle COPY.zip [OTHER.zip …]`: rebuilds roadmaps from the complete copies of their parties."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap import rebuilding


class Command(BaseCommand):
    help = (
        "Rebuilds roadmaps on this empty server from the complete copies of their parties: the same figures, the same "
        "hashes. A copy that does not verify is refused, and then nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("copies", nargs="+", type=Path, metavar="COPY.zip", help="one of each party")
        parser.add_argument("--json", action="store_true", help="say what was rebuilt as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = rebuilding.rebuild(options["copies"], now=timezone.now())
        except rebuilding.Refused as error:
            raise CommandError(_("Nothing was written. %(why)s") % {"why": error}) from error
        if options["json"]:
            self.stdout.write(json.dumps(made.as_dict(), indent=1))
        elif options["verbosity"]:
            self._say(made)

    def _say(self, made: rebuilding.Rebuilt) -> None:
        told = made.as_dict() | {"roadmaps": ", ".join(made.roadmaps)}
        self.stdout.write(
            _("%(roadmaps)s: %(entries)s entries, %(states)s states, %(rows)s rows, %(files)s files.") % told
        )
        for head in made.heads:
            self.stdout.write(f"{head['chain']} {head['number']} {head['hash']}")
        self.stdout.write(_("The figures of %(days)s days are those of the copies; the record fits.") % told)
        if made.withheld:
            self.stdout.write(
                _("Withheld from all these copies, and here by its hash alone: %(withheld)s.") % told
            )
        if made.missing:
            words = ngettext(
                "%(missing)s file is in none of them.", "%(missing)s files are in none of them.", made.missing
            )
            self.stdout.write(words % told)
        self.stdout.write(_("Nobody can sign in yet: add an operator, who opens the accounts again."))
