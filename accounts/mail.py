"""Letters to people: `emails/<name>_subject.txt` and `emails/<name>.txt`, in the reader's own language."""

import logging
from smtplib import SMTPException
from threading import Timer
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import places
from accounts.models import User

AFTER_THE_ANSWER = 0.2  # seconds
log = logging.getLogger(__name__)


def send(name: str, person: User, context: dict[str, Any]) -> bool:
    """Sends one letter; False, and a line in the log, where the mail server does not take it."""
    with translation.override(places.locale_of(person)), timezone.override(places.time_zone_of(person)):
        told = {"person": person, **context}
        subject = " ".join(render_to_string(f"emails/{name}_subject.txt", told).split())
        message = EmailMessage(subject, render_to_string(f"emails/{name}.txt", told), to=[person.email])
    try:
        message.send()
    except (OSError, SMTPException):
        log.exception("The letter %s to person %s was not sent", name, person.pk)
        return False
    return True


def send_in_background(name: str, person: User, context: dict[str, Any]) -> None:
    """For an answer that must take as long whether there is a letter or not: the letter is written after it.

    The process waits for the letter to leave before it ends.
    """
    # The country is loaded before: the thread must not open a database connection of its own.
    places.time_zone_of(person)
    Timer(AFTER_THE_ANSWER, send, args=(name, person, context)).start()
