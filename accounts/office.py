"""What the verbs of appointments share: beginning one with its papers, the account that follows, ending one.

Nothing here asks who may: `accounts.appointing` does, and calls it with the people held.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import appointments, documents, letters, people
from accounts import terms as rules
from accounts.documents import Paper
from accounts.models import Appointment, Country, Document, Institution, Role, User
from accounts.terms import Capacity, Papers, Terms


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody without an account yet."""

    full_name: str
    email: str
    language: str = "es"


def _refuse_second_titular(person: User | Newcomer, terms: Terms, country: Country) -> None:
    if (terms.role, terms.capacity) != (Role.FOCAL_POINT, Capacity.TITULAR) or terms.institution is None:
        return
    Institution.objects.select_for_update(of=("self",), no_key=True).get(pk=terms.institution.pk)
    others = Appointment.objects.overlapping(terms.starts_on, terms.ends_on).filter(
        role=terms.role, country=country, institution=terms.institution, capacity=terms.capacity
    )
    if isinstance(person, User):
        others = others.exclude(person=person)
    if (titular := others.select_related("person").first()) is not None:
        problem = _(
            "%(person)s is the titular of %(institution)s: hand over from that appointment, or end it before."
        )
        told = {"person": titular.person, "institution": terms.institution}
        raise ValidationError({"capacity": problem % told})


def begin(
    person: User | Newcomer,
    terms: Terms,
    papers: Papers,
    *,
    by: User,
    now: datetime,
    succeeds: Appointment | None = None,
) -> Appointment:
    """The appointment with its papers; the account follows."""
    if by.country is None:
        raise PermissionDenied
    rules.check(terms, papers, country=by.country, today=appointments.today_of(by, now))
    _refuse_second_titular(person, terms, by.country)
    act, note = _kept("act", papers.act, by, now), _kept("note", papers.note, by, now)
    return write(person, terms, country=by.country, by=by, now=now, act=act, note=note, succeeds=succeeds)


def _kept(name: str, paper: Paper | None, by: User, now: datetime) -> Document | None:
    """A nota verbal is between the two: the counterpart reads it too."""
    if paper is None:
        return None
    try:
        return documents.keep(**paper, by=by, now=now, shared=name == "note")
    except ValidationError as refusal:
        raise ValidationError(
            {f"{name}_{key}": said for key, said in refusal.message_dict.items()}
        ) from refusal


def write(
    person: User | Newcomer,
    terms: Terms,
    *,
    country: Country,
    by: User,
    now: datetime,
    act: Document | None = None,
    note: Document | None = None,
    succeeds: Appointment | None = None,
) -> Appointment:
    is_new = isinstance(person, Newcomer)
    office = {"role": terms.role, "institution": terms.institution}
    if isinstance(person, Newcomer):
        person = people.new_account(by=by, country=country, **office, **asdict(person))
    elif not terms.fit(person):
        _supersede(person, by, now)
        people.follow(person, by=by, **office)
    appointment = Appointment(
        person=person,
        country=country,
        **office,
        capacity=terms.capacity,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        act=act,
        note=note,
        succeeds=succeeds or _before(terms, country),
        appointed_by=by,
        appointed_at=now,
    )
    sign(appointment, by, now).save()
    if not is_new:
        told: dict[str, Any] = {"starts_on": terms.starts_on.isoformat(), "institution": acronym(appointment)}
        told["ends_on"] = terms.ends_on.isoformat() if terms.ends_on else ""
        letters.at_once("appointment_made", person, path=own_page(), by=by, now=now, **told)
    return appointment


def _before(terms: Terms, country: Country) -> Appointment | None:
    """The titular whose end the new titular waits for: this one follows it."""
    if (terms.role, terms.capacity) != (Role.FOCAL_POINT, Capacity.TITULAR):
        return None
    same = Appointment.objects.filter(
        role=terms.role, country=country, institution=terms.institution, capacity=terms.capacity
    )
    return same.filter(revoked_at=None, ends_on__lt=terms.starts_on).order_by("-ends_on", "-id").first()


def _supersede(person: User, by: User, now: datetime) -> None:
    """Nobody holds two offices: what the person was appointed to before ends here."""
    for old in person.appointments.select_for_update(of=("self",)).not_over_on(
        appointments.today_of(person, now)
    ):
        end(old, Appointment.Ended.ANOTHER_OFFICE, by, now)


def end(appointment: Appointment, reason: str, by: User, now: datetime) -> None:
    appointment.revoked_at, appointment.revoked_by, appointment.revoked_reason = now, by, str(reason)
    fields = ["revoked_at", "revoked_by", "revoked_reason"]
    sign(appointment, by, now).save(update_fields=fields)


def sign(appointment: Appointment, by: User, now: datetime) -> Appointment:
    appointment._history_user, appointment._history_date = by, now  # type: ignore[attr-defined]
    return appointment


def acronym(appointment: Appointment) -> str:
    return appointment.institution.acronym if appointment.institution else ""


def own_page() -> str:
    return reverse("accounts:profile")
