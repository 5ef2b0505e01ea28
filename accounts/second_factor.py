"""The second factor: who has to have one, what a change of it brings about, and taking it away on request.

Setting one up and checking it is django-allauth's (`allauth.mfa`), in our words: `accounts.factor_adapter`. Whoever
has one is always asked for it; here is only who may not act without one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acts, appointments, charge, letters, sessions, watch
from accounts.models import Role, User

REQUIRED_OF = {Role.SECRETARIAT, Role.OPERATOR}
# Recovery codes alone are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# In the session: the number of the person whose directory has already asked for a second factor.
BY_DIRECTORY = "second_factor_by_directory"
# What allauth tells of, and the word for it in histories and letters.
CHANGES = {
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}
REASON = "second_factor"


def annotated(persons: QuerySet[User]) -> QuerySet[User]:
    """With `has_second_factor`, in the query's one statement."""
    held = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return persons.annotate(**{"has_second_factor": Exists(held)})


def is_required_of(person: User) -> bool:
    return bool(
        settings.SECOND_FACTOR_REQUIRED and person.role in REQUIRED_OF and not person.is_demonstration
    )


def is_missing(person: User, session: Mapping[str, Any]) -> bool:
    """The person has to have a second factor and has none, neither here nor in this session by their directory."""
    return is_required_of(person) and not (person.has_second_factor or session.get(BY_DIRECTORY) == person.pk)


@acts.act
def note_change(person_id: int, change: str, *, now: datetime, keep_session: str | None) -> None:
    """A line of history and a letter to the person; where a factor was added, sessions without one end elsewhere."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person_id)
    _record(person, by=person)
    letters.at_once(
        "second_factor_changed", person, path=reverse("mfa_index"), by=None, now=now, change=change
    )
    if change.endswith("_added"):
        sessions.end_all(person, but=keep_session)


@acts.act
def reset(person_id: int, *, by: User | None, now: datetime) -> User:
    """Takes all factors from somebody who lost them and asked for it: sessions end, the person is told.

    Nobody does it for themselves: whoever holds an open session could. `by` is None for the command alone, which
    whoever keeps the server uses when the only operator has lost theirs. Raises ValidationError where there is none.
    """
    if by is None:
        person = User.objects.select_for_update(of=("self",)).get(pk=person_id)
    else:
        by, (person,) = appointments.acting_on(by, person_id, now=now)
        if not charge.is_operator(by) or by.pk == person_id:
            raise PermissionDenied
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise ValidationError(_("This person has no second factor."))
    sessions.end_all(person)
    _record(person, by=by)
    letters.at_once("second_factor_reset", person, path=reverse("mfa_index"), by=by, now=now)
    watch.tell(person, "second_factor", by=by, now=now)
    return person


def _record(person: User, *, by: User | None) -> None:
    person._history_user = by  # type: ignore[attr-defined]
    person._change_reason = REASON  # type: ignore[attr-defined]
    person.save(update_fields=["is_active"])
