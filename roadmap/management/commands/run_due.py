"""`manage.py run_due`: all that is due by now. For cron or a timer, every few minutes; twice does no harm."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap import due


class Command(BaseCommand):
    help = "Sends reminders, digests and letters, and does whatever else is due by now."

    def handle(self, *args: Any, **options: Any) -> None:
        done = due.run(timezone.now())
        if done.busy:
            self.stdout.write(_("Another run is at work: this one did nothing."))
            return
        if options["verbosity"]:
            self.stdout.write(" · ".join(f"{name}: {count}" for name, count in done.counts))
        if done.failed:
            raise CommandError("\n".join(f"{name}: {why}" for name, why in done.failed))
