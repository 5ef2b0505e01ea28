"""Letters as they are read: `emails/<name>_subject.txt` and `emails/<name>.txt`, in the reader's own language, formats
and time zone. The HTML part is made from the text by `emails/layout.html`.

Written here are those that cannot wait (`send`). All others are rows that `accounts.post` sends.
"""

import logging
import re
from smtplib import SMTPException
from threading import Timer
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import places
from accounts.models import User

AFTER_THE_ANSWER = 0.2  # seconds
# Machines do not answer what a machine wrote (RFC 3834).
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
log = logging.getLogger(__name__)


def compose(name: str, person: User, told: dict[str, Any]) -> EmailMultiAlternatives:
    """The letter as it leaves: text, and the same as HTML. `told["url"]` becomes its button."""
    with translation.override(places.locale_of(person)), timezone.override(places.time_zone_of(person)):
        title, text = words(name, person, told)
        foot = [_("Alternat writes these letters by itself: answers to them are not read.")]
        if person.is_demonstration:
            foot.append(_("Demonstration data: invented to show how it works."))
        page = _page(title, text, told.get("url", ""))
        html = render_to_string("emails/layout.html", {**page, "foot": foot})
        text = "\n".join([text, "", "-- ", *foot, ""])
    message = EmailMultiAlternatives(title, text, to=[person.email], headers=dict(HEADERS))
    message.attach_alternative(html, "text/html")
    return message


def words(name: str, person: User, told: dict[str, Any]) -> tuple[str, str]:
    """Subject and text in the language that is active; a link that the text does not hold follows it."""
    known = {"person": person, **told}
    text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"emails/{name}.txt", known)).strip()
    url = told.get("url", "")
    return subject(name, person, told), text if url in text else f"{text}\n\n{url}"


def subject(name: str, person: User, told: dict[str, Any]) -> str:
    return " ".join(render_to_string(f"emails/{name}_subject.txt", {"person": person, **told}).split())


def _page(title: str, text: str, url: str) -> dict[str, Any]:
    """Paragraphs of lines; the one that is nothing but the link is drawn as a button."""
    paragraphs = [
        {"is_link": bool(url) and paragraph.strip() == url, "lines": paragraph.strip().splitlines()}
        for paragraph in text.split("\n\n")
    ]
    return {"subject": title, "paragraphs": paragraphs, "url": url, "site": settings.SITE_URL}


def send(name: str, person: User, context: dict[str, Any]) -> bool:
    """Sends one letter now; False, and a line in the log, where the mail server does not take it."""
    try:
        compose(name, person, context).send()
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
