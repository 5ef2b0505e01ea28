"""People's accounts: invite, update, send the link to set a password. The only writer of `User` rows but passwords.

To what somebody is appointed is `accounts.appointing`'s; who is in charge of whom is told by `accounts.charge`.
Nobody is ever deleted: who leaves is made inactive, and what they did keeps their name. Demonstration accounts
are made by the demonstration alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acts, appointments, charge, letters, mail, sessions, watch
from accounts.models import Country, Institution, Role, User
from accounts.models.user import OF_A_COUNTRY

TOLD = ["email", "full_name", "role", "country", "institution", "language", "mail_rhythm", "is_active"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of an account's history: who, when, and each field as (name, old, new)."""

    at: datetime
    by: User | None
    created: bool
    password: bool
    second_factor: bool
    fields: tuple[tuple[str, str, str], ...]

    @classmethod
    def between(cls, new: Any, old: Any | None) -> "Change":
        told = [(_label(name), _said(old, name), _said(new, name)) for name in TOLD]
        return cls(
            at=new.history_date,
            by=new.history_user,
            created=old is None,
            password=new.history_change_reason == "password",
            second_factor=new.history_change_reason == "second_factor",
            fields=tuple(row for row in told if old is not None and row[1] != row[2]),
        )


def _label(name: str) -> str:
    return str(getattr(User._meta.get_field(name), "verbose_name", name))


def _said(record: Any, name: str) -> str:
    """A field as people read it: the role's word, yes or no, a dash for nothing."""
    if record is None:
        return ""
    value = getattr(record, f"get_{name}_display", lambda: getattr(record, name))()
    return {True: _("Yes"), False: _("No"), None: "—"}.get(value, str(value))


FIELDS = set(TOLD)


def can_manage(by: Any) -> bool:
    """The operator, who looks after everybody's way in."""
    return charge.is_operator(by)


def matching(words: str, *, by: User) -> QuerySet[User]:
    """Of the people whom they are in charge of, those whose name, e-mail or institution holds the words."""
    found = charge.seen_by(by).select_related("country", "institution")
    for word in words.split():
        found = found.filter(
            Q(full_name__icontains=word) | Q(email__icontains=word) | Q(institution__acronym__icontains=word)
        )
    return found.order_by("full_name", "pk")


def check_side(country: Country | None, institution: Institution | None) -> None:
    """An institution of one country has nobody of another; international ones have people of any."""
    if institution and institution.country_id and institution.country_id != (country and country.pk):
        raise ValidationError({"institution": _("This institution is of another country.")})


@acts.act
def invite(*, by: User | None, now: datetime, **fields: Any) -> User:
    """The operator's: somebody of no country, an operator or an observer, without a password yet.

    `by` is None only for the command that makes the first operator. Whom a country appoints: `accounts.appointing`.
    """
    if by is not None and not can_manage(appointments.acting(by, now=now)):
        raise PermissionDenied
    if fields.get("role") in OF_A_COUNTRY:
        raise ValidationError({"role": _("Their own country appoints people to this role.")})
    return new_account(by=by, **fields)


def new_account(*, by: User | None, **fields: Any) -> User:
    """The row of an account, for verbs that have asked who may."""
    person = User(**_known(fields, FIELDS))
    person.email = person.email.strip().lower()
    person.set_unusable_password()
    _check(person)
    person._history_user = by  # type: ignore[attr-defined]
    person.save()
    return person


def follow(person: User, *, by: User, **office: Any) -> User:
    """The account becomes what its person is appointed to: role and institution."""
    return _saved(person, by, office)


@acts.act
def update(person_id: int, *, by: User, now: datetime, **fields: Any) -> User:
    """One's own name and language, or what `charge.changeable` says of somebody else's account."""
    if by.pk == person_id and set(fields) <= charge.OWN_FIELDS:
        if not by.is_active:
            raise PermissionDenied
        return _saved(User.objects.select_for_update(of=("self",)).get(pk=person_id), by, fields)
    by, (person,) = appointments.acting_on(by, person_id, now=now)
    if not set(_known(fields, FIELDS)) <= charge.changeable(by, person):
        raise PermissionDenied
    if fields.get("role") in OF_A_COUNTRY:
        raise ValidationError({"role": _("Their own country appoints people to this role.")})
    stays = (fields.get("role", person.role), fields.get("is_active", True)) == (Role.OPERATOR, True)
    if by.pk == person_id and not stays:
        raise ValidationError(_("Another operator has to do this: nobody takes the role from themselves."))
    before = (person.email, person.is_active)
    _saved(person, by, fields)
    if person.email != before[0]:
        watch.tell(person, "email", by=by, now=now)
        watch.tell_former_mailbox(person, before[0], by=by)
    if person.is_active != before[1]:
        watch.tell(person, "opened" if person.is_active else "closed", by=by, now=now)
    return person


def _saved(person: User, by: User, fields: dict[str, Any]) -> User:
    for name, value in fields.items():
        setattr(person, name, value)
    person.email = person.email.strip().lower()
    _check(person)
    person._history_user = by  # type: ignore[attr-defined]
    person.save(update_fields=sorted(fields))
    if not person.is_active:
        sessions.end_all(person)
    return person


def set_password(person: User, password: str) -> None:
    """Names the field: a whole save would write back what somebody else changed meanwhile."""
    person.set_password(password)
    person._change_reason = "password"  # type: ignore[attr-defined]
    person.save(update_fields=["password"])


def changes(person_id: int) -> list[Change]:
    """What was changed in an account, the latest first; passwords appear as changed, never as values."""
    records = list(User.history.filter(id=person_id).select_related("history_user", "country", "institution"))
    pairs = zip(records, [*records[1:], None], strict=True)
    every = [Change.between(new, old) for new, old in pairs]
    return [c for c in every if c.created or c.password or c.second_factor or c.fields]


def password_path(person: User) -> str:
    """Where the person sets a password: valid for PASSWORD_RESET_TIMEOUT, and dead once it was used."""
    token = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), token])


def send_link(person: User, *, by: User, site: str, now: datetime) -> bool:
    """Mails the link to set a password. False where the mail server did not take it: the letter then waits for it,
    and gets its link when it leaves."""
    if not charge.can_send_link(by, person):
        raise PermissionDenied
    url = site.rstrip("/") + password_path(person)
    if mail.send("account_invitation", person, {"url": url, "by": by}):
        return True
    letters.at_once("account_invitation", person, path="", by=by, now=now)
    return False


def _known(fields: dict[str, Any], allowed: set[str]) -> dict[str, Any]:
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"not a field of a person's account: {sorted(unknown)}")
    return fields


def _check(person: User) -> None:
    check_side(person.country, person.institution)
    person.full_clean(exclude=["password"])
