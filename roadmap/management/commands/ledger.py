"""`manage.py ledger verify`: walks the record and names whatever does not fit."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts import verifying
from roadmap.verification import stored


class Command(BaseCommand):
    help = "Verifies the record: chains, states and rows. Exit code 1 where something does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--head", action="append", default=[], help="a hash that was received by mail")
        parser.add_argument("--lang", choices=["es", "en"], default="es")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            self._verify(options["head"])

    def _verify(self, heads: list[str]) -> None:
        start = time.monotonic()
        done = verifying.walk()
        done.findings += stored.findings()
        missing = [head for head in heads if not self._holds(head.strip().lower())]
        for finding in done.findings:
            self.stderr.write(f"{finding.place}: {finding.text}")
        told = {
            "entries": done.entries,
            "things": done.things,
            "rows": done.rows,
            "seconds": f"{time.monotonic() - start:.1f}",
        }
        self.stdout.write(
            _("%(entries)s entries, %(things)s states and %(rows)s rows looked at in %(seconds)s s.") % told
        )
        faults = len(done.findings) + len(missing)
        if faults:
            words = ngettext("%(count)s thing does not fit.", "%(count)s things do not fit.", faults)
            raise CommandError(words % {"count": faults})
        self.stdout.write(_("Everything fits."))

    def _holds(self, head: str) -> bool:
        entry = verifying.holds(head)
        if entry is None:
            self.stderr.write(_("%(head)s: no chain has, or had, this head.") % {"head": head})
            return False
        told = {"head": head[:16], "chain": entry.chain, "number": entry.number}
        self.stdout.write(_("%(head)s…: %(chain)s, entry %(number)s.") % told)
        return True
