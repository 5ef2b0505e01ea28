"""`manage.py export_bundle CODE --party PE -o FILE.zip`: the complete copy of a roadmap for one of its parties."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap import bundle
from roadmap.management import output
from roadmap.models import Roadmap


class Command(BaseCommand):
    help = "Writes the complete copy of a roadmap that one of its parties may take away, as a zip that proves itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the roadmap's code")
        parser.add_argument("--party", required=True, metavar="COUNTRY", help="code of the party")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the file to write (.zip)")

    def handle(self, *args: Any, **options: Any) -> None:
        roadmap = output.roadmap_or_error(options["code"])
        party = _party(options["party"], roadmap)
        shown = _Shown(self) if self.stderr.isatty() and options["verbosity"] else _silent
        now = timezone.now()
        with output.whole_file(options["output"]) as file, tempfile.TemporaryDirectory() as folder:
            made = bundle.write(file, roadmap, party, now=now, folder=Path(folder), tell=shown)
            if made.is_overtaken():
                raise CommandError(_("Something was ordered to be removed meanwhile: run this again."))
            file.seek(0)
            sha256 = _sha256(file)
        bundle.taken(roadmap, party, sha256, by=None, now=now)
        if options["verbosity"]:
            self.stdout.write(f"SHA-256 {sha256}")
            self.stdout.write(made.in_words())


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(2**20):
        digest.update(piece)
    return digest.hexdigest()


def _party(code: str, roadmap: Roadmap) -> str:
    if not roadmap.has_party(code.upper()):
        known = ", ".join(party.code for party in roadmap.parties())
        raise CommandError(
            _("“%(code)s” is no party of this roadmap: its parties are %(known)s.")
            % {"code": code, "known": known}
        )
    return code.upper()


def _silent(done: int, total: int) -> None:
    """Nobody looks."""


class _Shown:
    """How far it is, on one line of the terminal."""

    def __init__(self, command: BaseCommand) -> None:
        self._command, self._said = command, -1

    def __call__(self, done: int, total: int) -> None:
        percent = done * 100 // total if total else 0
        if percent != self._said:
            self._said = percent
            self._command.stderr.write(f"\r{percent} %", ending="" if percent < 100 else os.linesep)
