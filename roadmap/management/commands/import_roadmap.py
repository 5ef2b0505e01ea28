"""`manage.py import_roadmap FILE.xlsx [--dry-run] [--json]`: all or nothing, every mistake at once."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import countries
from roadmap.imports import apply
from roadmap.imports.outcome import Outcome
from roadmap.imports.package import MAX_FILE
from roadmap.imports.workbook import read_workbook


class Command(BaseCommand):
    help = "Imports a roadmap from its Excel matrix."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the workbook (.xlsx)")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        read = read_workbook(_bytes(options["file"]), countries=countries.known())
        step = apply.preview if options["dry_run"] else apply.apply
        try:
            outcome = step(read, by=None, now=timezone.now())
        except apply.Refused as refused:
            for error in refused.errors:
                self.stderr.write(str(error), ending="\n")
            sys.exit(1)
        self.stdout.write(
            json.dumps(outcome.as_dict(), ensure_ascii=False) if options["json"] else _words(outcome)
        )


def _bytes(name: str) -> bytes:
    """No more than it takes to say that the file is too large."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_FILE + 1)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(why)s") % {"file": name, "why": error.strerror}
        ) from error


def _words(outcome: Outcome) -> str:
    counts = (outcome.count("created").total(), outcome.count("changed").total(), outcome.unchanged.total())
    text = _("%(code)s: created %(created)s, changed %(changed)s, unchanged %(unchanged)s")
    created, changed, unchanged = counts
    lines = [text % {"code": outcome.code, "created": created, "changed": changed, "unchanged": unchanged}]
    return "\n".join(lines + [f"- {notice}" for notice in outcome.notices])
