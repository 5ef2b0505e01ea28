"""Writing letters: a row in the transaction of the verb that causes it, so that nothing is told that did not happen.

Sending them, with growing waits where the mail server does not answer, is in `accounts.post`; gathering those of
people who want a digest in `accounts.digests`.
"""

from datetime import datetime
from typing import Any

from accounts.models import Letter, User


def write(
    template: str, person: User, *, path: str, by: User | None, now: datetime, **told: Any
) -> Letter | None:
    """A letter to one person; None where there is nobody to read it (inactive, or who caused it).

    `told` are the words of `emails/<template>.txt` and `_subject.txt`: text, numbers, ISO dates (a template gets
    dates of them). The template also knows `person`, `by` (who caused it), `url` (of `path`).
    """
    waits = person.mail_rhythm != User.MailRhythm.AT_ONCE
    return _write(template, person, path, by, now, told, for_digest=waits)


def at_once(
    template: str, person: User, *, path: str, by: User | None, now: datetime, **told: Any
) -> Letter | None:
    """The same where it cannot wait for a digest: what concerns the account or its appointment, what is late."""
    return _write(template, person, path, by, now, told, for_digest=False)


def _write(
    template: str,
    person: User,
    path: str,
    by: User | None,
    now: datetime,
    told: dict[str, Any],
    *,
    for_digest: bool,
) -> Letter | None:
    if not person.is_active or (by is not None and by.pk == person.pk):
        return None
    letter = Letter(
        person=person,
        country_id=person.country_id,
        template=template,
        told=told,
        path=path,
        caused_by=by,
        written_at=now,
        next_try_at=now,
        for_digest=for_digest,
    )
    letter.save()
    return letter
