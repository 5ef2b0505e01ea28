"""`manage.py reset_second_factor EMAIL`: for whoever keeps the server, when the only operator lost theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Takes the second factor from a person who lost it; they are told by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("es"):
            person = User.objects.filter(email__iexact=options["email"]).first()
            if person is None:
                raise CommandError(_("Nobody has this e-mail: %(email)s") % {"email": options["email"]})
            try:
                second_factor.reset(person.pk, by=None, now=timezone.now())
            except ValidationError as refusal:
                raise CommandError(refusal.messages[0]) from refusal
            self.stdout.write(_("The second factor was taken away, and the person was told."))
