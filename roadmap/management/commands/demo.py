"""`manage.py demo [--accounts]`: loads the demonstration and prints its accounts; twice does no harm."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap import demonstration


class Command(BaseCommand):
    help = "Loads the demonstration: sample roadmaps and accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO is False:
            raise CommandError(_("DEMO=0 forbids the demonstration on this installation."))
        secret = demonstration.password(settings.DATA_DIR)
        if not options["accounts"]:
            self._load(secret)
        self.stdout.write(_("Demonstration accounts (password: %(password)s)") % {"password": secret})
        for part in demonstration.CAST:
            self.stdout.write(f"  {part.email:<30} {part.name}")

    def _load(self, secret: str) -> None:
        try:
            demonstration.load(secret=secret, now=timezone.now())
        except demonstration.RealRoadmap as error:
            text = _("%(code)s is a real roadmap on this installation: the demonstration was not loaded.")
            raise CommandError(text % {"code": error.code}) from error
        except ValueError as error:
            text = _("%(email)s belongs to a real person: the demonstration was not loaded.")
            raise CommandError(text % {"email": error}) from error
