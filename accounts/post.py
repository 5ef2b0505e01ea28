"""Sending letters: each once, again with growing waits where it fails, and what never arrived shown to people.

A letter is claimed in a short transaction and sent outside of it, so that a slow mail server holds up nobody's
writing. While it is being sent it is nobody else's for `HELD`; a process that dies in between leaves it to the next.
"""

import logging
import re
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count

from accounts import appointments, mail, people
from accounts.models import Letter, Role, User

log = logging.getLogger(__name__)
# After each attempt that failed; after the last one, five days on, it is given up.
WAITS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60)
)
HELD = timedelta(minutes=10)
RUN_FOR = 240.0  # seconds: less than a letter is held, even with the slowest one at the end
SMTP_ANSWER = re.compile(r"[45]\d\d ")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# About the reader's own account: all others tell of the content, and are for who may act when they leave.
OWN_ACCOUNT = {
    *("account_invitation", "second_factor_changed", "second_factor_reset", "appointment_made"),
    *("appointment_revoked", "appointment_handed_over", "appointment_passed"),
}
# Their link is made when they leave, so that it is young and no secret lies in the database.
LINKS = {"account_invitation": people.password_path}


@dataclass(slots=True)
class Delivered:
    sent: int = 0
    failed: int = 0
    given_up: int = 0


class _ServerDown(Exception):
    """The mail server cannot be reached, or stopped answering: no letter's own fault."""


class _Refused(Exception):
    """The server took no responsibility for this letter; its text is what it said."""


def deliver(now: datetime) -> Delivered:
    """Sends what is due, over one connection. Where the server is down, all that is due waits its own time."""
    done, outbox, stop_at = Delivered(), _Outbox(), time.monotonic() + RUN_FOR
    try:
        while time.monotonic() < stop_at and (letter := _next(now)):
            try:
                outbox.send(_composed(letter))
            except _ServerDown as down:
                _failed(letter, str(down), now, done)
                if outbox.is_down():
                    _postpone(str(down), now, done)
                    break
            except _Refused as refusal:
                _failed(letter, str(refusal), now, done)
            except Exception as error:  # a letter that cannot be written must not keep the others
                log.exception("Letter %s cannot be written", letter.pk)
                _failed(letter, f"{type(error).__name__}: {error}", now, done)
            else:
                Letter.objects.filter(pk=letter.pk).update(sent_at=now, tries=letter.tries + 1, last_error="")
                done.sent += 1
    finally:
        outbox.close()
    return done


class _Outbox:
    """One connection for many letters, made again after it broke."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._failures = 0

    def send(self, message: EmailMessage) -> None:
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            self._connection.send_messages([message])
        except (SMTPRecipientsRefused, SMTPResponseException) as refusal:
            self.close()
            self._failures = 0
            raise _Refused(_said(refusal)) from refusal
        except (OSError, SMTPException) as error:
            self.close()
            self._failures += 1
            raise _ServerDown(str(error) or type(error).__name__) from error
        self._failures = 0

    def is_down(self) -> bool:
        """Twice in a row: one letter that breaks the line does not hold up the rest."""
        return self._failures > 1

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.close()
            except (OSError, SMTPException):
                log.info("The mail server was gone before the connection was closed")
        self._connection = None


def _said(refusal: SMTPRecipientsRefused | SMTPResponseException) -> str:
    """The server's own words, `550 no such mailbox`."""
    said: bytes | str
    if isinstance(refusal, SMTPRecipientsRefused):
        code, said = next(iter(refusal.recipients.values()))
    else:
        code, said = refusal.smtp_code, refusal.smtp_error
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


def _next(now: datetime) -> Letter | None:
    """The next one to send. The door may have been closed to its reader since it was written: then it is given up,
    and nobody has to look after it."""
    while letter := _claimed(now):
        if letter.template in OWN_ACCOUNT or _may_act(letter.person_id, now):
            return letter
        log.info("Letter %s is for nobody any more: its reader may not act", letter.pk)
        Letter.objects.filter(pk=letter.pk).update(given_up_at=now, tries=0, last_error="")
    return None


def _may_act(person_id: int, now: datetime) -> bool:
    (person,) = appointments.with_standing(User.objects.filter(pk=person_id), now)
    return person.may_act


@transaction.atomic
def _claimed(now: datetime) -> Letter | None:
    """The letter that waits longest, for nobody else to send."""
    rows = Letter.objects.due(now).select_for_update(of=("self",), skip_locked=True)
    letter = (
        rows.select_related("person__country", "caused_by__country").order_by("next_try_at", "id").first()
    )
    if letter is not None:
        Letter.objects.filter(pk=letter.pk).update(next_try_at=now + HELD)
    return letter


def _failed(letter: Letter, error: str, now: datetime, done: Delivered) -> None:
    done.failed += 1
    tries = letter.tries + 1
    log.warning("Letter %s did not leave (attempt %s): %s", letter.pk, tries, error)
    fields: dict[str, Any] = {"tries": tries, "last_error": error[:2000]}
    if letter.tries < len(WAITS):
        fields["next_try_at"] = now + WAITS[letter.tries]
    else:
        fields["given_up_at"] = now
        done.given_up += 1
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(**fields)


def _postpone(error: str, now: datetime, done: Delivered) -> None:
    """The server is down: whatever is due was tried in vain too."""
    while letter := _claimed(now):
        _failed(letter, error, now, done)


# --- What it says -----------------------------------------------------------------------------------------
def _composed(letter: Letter) -> EmailMessage:
    message = mail.compose(letter.template, letter.person, context(letter))
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    # The same letter keeps its name, for a reader's program to know it if it ever came twice.
    message.extra_headers["Message-ID"] = f"<letter-{letter.pk}-{int(letter.written_at.timestamp())}@{host}>"
    return message


def context(letter: Letter) -> dict[str, Any]:
    """What the templates know: what was told, with its dates as dates, and the link."""
    known: dict[str, Any] = _with_dates(letter.told) | {"by": letter.caused_by, "url": _url(letter)}
    if letter.template == "digest":
        gathered = letter.gathered.select_related("person__country", "caused_by__country")
        known["letters"] = [_gathered(one) for one in gathered]
        known["total"] = len(known["letters"])
    return known


def subject(letter: Any) -> str:
    """Of a letter from `failures`, in the language of whoever looks at it: nothing else of it is composed."""
    known = _with_dates(letter.told) | {"by": letter.caused_by}
    if letter.template == "digest":
        known["total"] = letter.total
    return mail.subject(letter.template, letter.person, known)


def _url(letter: Letter) -> str:
    make = LINKS.get(letter.template)
    return settings.SITE_URL.rstrip("/") + (make(letter.person) if make else letter.path)


def _with_dates(told: Any) -> Any:
    """JSON has no dates: `2026-09-30` becomes one again, for the template to write it as the reader does."""
    if isinstance(told, dict):
        return {name: _with_dates(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_with_dates(value) for value in told]
    return _day(told) if isinstance(told, str) and ISO_DAY.fullmatch(told) else told


def _day(text: str) -> date | str:
    """What people write may only look like a day: 2026-13-45 stays as it is."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _gathered(letter: Letter) -> dict[str, Any]:
    """A letter within a digest: without its salutation, and with its link apart."""
    url = _url(letter)
    said, text = mail.words(letter.template, letter.person, context(letter))
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n") if url not in paragraph]
    if paragraphs and paragraphs[0].endswith(":") and letter.person.full_name in paragraphs[0]:
        paragraphs = paragraphs[1:]
    return {"subject": said, "at": letter.written_at, "paragraphs": paragraphs, "url": url}


# --- What did not arrive ----------------------------------------------------------------------------------
def sees_failures(person: Any) -> bool:
    """Secretariats look after the letters of their own people, the operator after the mail server."""
    return isinstance(person, User) and person.may_act and person.role in (Role.SECRETARIAT, Role.OPERATOR)


def failures(person: User) -> Any:
    """The letters that did not arrive and are this person's to look after, the newest first."""
    if not sees_failures(person):
        return Letter.objects.none()
    letters = Letter.objects.not_arrived().annotate(total=Count("gathered"))
    letters = letters.select_related("person__country", "caused_by__country")
    if person.role == Role.SECRETARIAT:
        letters = letters.filter(country=person.country_id)
    return letters.order_by("-written_at", "-id")


def is_refused(letter: Letter) -> bool:
    """Somebody's server said no to this letter, rather than no server answering at all."""
    return bool(SMTP_ANSWER.match(letter.last_error))


@transaction.atomic
def try_again(letter_id: int, *, by: User, now: datetime) -> None:
    """Begins anew with the next delivery. What left in the meantime is left alone."""
    by = appointments.acting(by, now=now)
    if not sees_failures(by):
        raise PermissionDenied
    failures(by).filter(pk=letter_id).update(next_try_at=now, tries=1, given_up_at=None)
