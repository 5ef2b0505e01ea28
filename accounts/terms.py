"""To what somebody is appointed, as what, from when until when, by which papers; and what these have to fulfil."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import charge
from accounts.documents import Paper
from accounts.models import Appointment, Country, Institution, Role, User

Capacity = Appointment.Capacity
LONGEST_INTERIM = timedelta(days=90)
NEED_ACT = (Role.FOCAL_POINT, Role.AUTHORITY)
Mistakes = dict[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Terms:
    """Of whoever is appointed; an end of None is open."""

    role: str
    starts_on: date
    ends_on: date | None = None
    institution: Institution | None = None
    capacity: str = Capacity.TITULAR

    @property
    def is_interim(self) -> bool:
        return self.capacity == Capacity.INTERIM

    def fit(self, person: User) -> bool:
        """Whether the account is that already."""
        return (person.role, person.institution_id) == (self.role, self.institution and self.institution.pk)


@dataclass(frozen=True, slots=True)
class Papers:
    """The act of the own institution, the nota verbal between the ministries."""

    act: Paper | None = None
    note: Paper | None = None


def check(terms: Terms, papers: Papers, *, country: Country, today: date) -> None:
    """Raises ValidationError by field of the form: role, institution, capacity, starts_on, ends_on, act."""
    mistakes = _of_office(terms, country) | _of_days(terms, today)
    if terms.is_interim:
        mistakes |= _of_interim(terms, papers, today)
    elif terms.role in NEED_ACT and papers.act is None:
        mistakes["act"] = _("The act by which the institution appoints is needed: number, date and file.")
    if mistakes:
        raise ValidationError(dict(mistakes))


def _of_office(terms: Terms, country: Country) -> Mistakes:
    mistakes: Mistakes = {}
    institution = terms.institution
    if terms.capacity not in Capacity.values:
        mistakes["capacity"] = _("Choose titular, alternate or interim.")
    elif terms.capacity == Capacity.ALTERNATE and terms.role != Role.FOCAL_POINT:
        mistakes["capacity"] = _("Only focal points have alternates.")
    if institution is None and terms.role in (Role.FOCAL_POINT, Role.AUTHORITY):
        mistakes["institution"] = _("This role acts for an institution: choose it.")
    elif institution is not None and institution.country_id not in (None, country.pk):
        mistakes["institution"] = _("This institution is of another country.")
    elif institution is not None and not institution.existed_on(terms.starts_on):
        mistakes["institution"] = _("This institution does not exist on the day of the appointment.")
    return mistakes


def _of_days(terms: Terms, today: date) -> Mistakes:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        return {"ends_on": _("The end cannot be before the start.")}
    if terms.ends_on is not None and terms.ends_on < today:
        return {"ends_on": _("This day has already passed.")}
    return {}


def _of_interim(terms: Terms, papers: Papers, today: date) -> Mistakes:
    mistakes: Mistakes = {}
    if terms.role not in charge.INTERIM_ROLES:
        mistakes["role"] = _("Only secretariats, focal points and authorities have interim people.")
    if terms.starts_on != today:
        mistakes["starts_on"] = _("An interim person is accredited from today.")
    if terms.ends_on is None or terms.ends_on > today + LONGEST_INTERIM:
        mistakes["ends_on"] = _("An interim person needs an end, at most 90 days from today.")
    if papers.act is None and papers.note is None:
        mistakes["act"] = _("An interim person needs an act or a note verbale: number, date and file.")
    return mistakes
