"""`manage.py create_operator EMAIL`: the first operator of an installation, who then opens the two secretariats."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import people
from accounts.models import Role, User


class Command(BaseCommand):
    help = "Creates an operator and prints a link to set the password (valid for 72 hours)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the person's name (default: the e-mail)")
        parser.add_argument("--language", choices=["es", "en"], default="es")
        parser.add_argument(
            "--ask-password", action="store_true", help="ask for the password on this terminal"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            try:
                with transaction.atomic():
                    person = self._create(options)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            if not options["ask_password"]:
                self.stdout.write(_("Open this link within 72 hours to set the password:"))
                self.stdout.write(settings.SITE_URL.rstrip("/") + people.password_path(person))

    def _create(self, options: dict[str, Any]) -> User:
        person = people.invite(
            email=options["email"],
            full_name=options["name"] or options["email"],
            role=Role.OPERATOR,
            language=options["language"],
            by=None,
            now=timezone.now(),
        )
        if options["ask_password"]:
            password = getpass.getpass(_("Password:") + " ")
            validate_password(password, person)
            people.set_password(person, password)
        return person
