"""How a closing stands: which offices sign it, which have, and until when the others should."""

from datetime import date, datetime

from accounts.models import Country
from roadmap import calendar
from roadmap.models import ClosingEnd, PeriodClosing


def state(closing: PeriodClosing, *, fallen: bool = False) -> str:
    """to_sign, fallen, closed, replaced, void or taken_back: what a badge says of it. From `with_standing`."""
    if closing.is_sealed:
        return "replaced" if getattr(closing, "was_replaced", False) else "closed"
    if closing.is_over:
        return "void" if closing.end.kind == ClosingEnd.Kind.VOID else "taken_back"
    return "fallen" if fallen else "to_sign"


def required(closing: PeriodClosing) -> tuple[str, ...]:
    """The offices of each party that sign it, by the rule that held when it was proposed."""
    return closing.offices


def missing(closing: PeriodClosing) -> set[tuple[str, str]]:
    """The offices, with their countries, whose signature is not there."""
    return {(country, str(office)) for country, office in closing.unsigned()}


def sign_by(closing: PeriodClosing, country: Country) -> date:
    """The last day of the term, as the days go in the country that has to sign."""
    return calendar.last_day_of_term(closing.term_begins_at, closing.sign_days, country.time_zone)


def term_is_over(closing: PeriodClosing, country: Country, now: datetime) -> bool:
    """For the country that has to sign. Without any signature no term has begun."""
    if not closing.signatures.all():
        return False
    return calendar.is_past(sign_by(closing, country), calendar.local_day(now, country.time_zone))
