"""A closing, or what one party put on record alone, in words: its signatures in the order of the copy, its seal."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import Appointment, Country, Document
from roadmap.models import ClosingSignature
from roadmap.reports import words
from roadmap.reports.signed import Closing, Remark, Replaced, Signature
from roadmap.summary import Alone, Closed, RoadmapSummary
from roadmap.summary.closed import Act, Signer
from roadmap.summary.closed import Remark as Said

Parties = tuple[Country, Country]
KINDS = {
    "salvedad": pgettext_lazy("closing", "Salvedad"),
    "constancia": pgettext_lazy("closing", "Constancia"),
}
FACTORS = {
    "totp": pgettext_lazy("second factor", "with a code of an authenticator app"),
    "webauthn": pgettext_lazy("second factor", "with a passkey"),
    "recovery_codes": pgettext_lazy("second factor", "with a recovery code"),
    "password": pgettext_lazy("second factor", "with a password, as a demonstration account"),
}


def of(summary: RoadmapSummary, parties: Parties, zone: str) -> Closing | None:
    """None where the figures are live."""
    if summary.closing is not None:
        return _joint(summary.closing, summary, parties, zone)
    return _alone(summary.alone, summary, parties, zone) if summary.alone is not None else None


def _joint(closed: Closed, summary: RoadmapSummary, parties: Parties, zone: str) -> Closing:
    replaces = Replaced(*closed.replaces) if closed.replaces else None
    return Closing(
        joint=True,
        number=closed.number,
        seal=closed.seal,
        content=closed.content,
        verifier=closed.verifier,
        address=_address(closed.seal),
        closed_at=words.local(closed.sealed_at, zone),
        closed_text=words.minute(closed.sealed_at, zone),
        signatures=_signatures(closed.signers, parties),
        remarks=_remarks(closed.remarks, summary, parties),
        replaces=replaces,
        replaces_text=_("It replaces closing No. %(number)s.") % {"number": replaces.number}
        if replaces
        else "",
    )


def _alone(alone: Alone, summary: RoadmapSummary, parties: Parties, zone: str) -> Closing:
    other = _party(alone.not_signed_by, parties)
    return Closing(
        joint=False,
        number=alone.number,
        seal=alone.sha256,
        content=alone.content,
        verifier=alone.verifier,
        address=_address(alone.sha256),
        closed_at=words.local(alone.issued_at, zone),
        closed_text=words.minute(alone.issued_at, zone),
        signatures=_signatures(alone.signers, parties),
        remarks=_remarks(alone.remarks, summary, parties),
        replaces=None,
        replaces_text="",
        issued_by=_signature(alone.issued_by, parties),
        not_signed_by=other.code,
        not_signed_text=_("%(party)s did not sign within its term, which ended on %(day)s.")
        % {"party": other.official, "day": words.long_day(alone.term_until)},
        term_until=alone.term_until,
        reason=words.clean(str(alone.reason)),
    )


def _address(sha256: str) -> str:
    """Where whoever holds the paper looks the number up."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('roadmap:verify')}?{urlencode({'sha256': sha256})}"


def _party(code: str, parties: Parties) -> Country:
    return next(party for party in parties if party.code == code)


def _signatures(signers: Iterable[Signer], parties: Parties) -> tuple[Signature, ...]:
    made = [_signature(one, parties) for one in signers]
    order = [party.code for party in parties]
    return tuple(sorted(made, key=lambda one: order.index(one.country)))


def _signature(one: Signer, parties: Parties) -> Signature:
    party = _party(one.country, parties)
    return Signature(
        country=one.country,
        name=str(party),
        official_name=party.official,
        office=one.office,
        office_text=str(ClosingSignature.Office(one.office).label),
        signer=words.clean(one.name),
        institution=words.clean(one.institution),
        capacity=one.capacity,
        capacity_text=str(Appointment.Capacity(one.capacity).label) if one.capacity else "",
        act_text=_act(one.act) if one.act else "",
        act_sha256=one.act.sha256 if one.act else "",
        signed_at=words.local(one.at, party.time_zone),
        signed_text=words.minute(one.at, party.time_zone),
        second_factor=one.second_factor,
        second_factor_text=str(FACTORS.get(one.second_factor, "")),
    )


def _act(act: Act) -> str:
    """ "Resolución 123-2026, 20 de mayo de 2026"."""
    kind = str(Document.Kind(act.kind).label)
    number = words.clean(act.number)
    named = f"{kind} {number}" if number else kind
    return f"{named}, {words.long_day(act.dated)}" if act.dated else named


def _remarks(said: Iterable[Said], summary: RoadmapSummary, parties: Parties) -> tuple[Remark, ...]:
    order = [party.code for party in parties]
    return tuple(
        Remark(
            country=one.country,
            name=str(_party(one.country, parties)),
            activity=one.activity,
            title=_title(one.activity, summary),
            kind=one.kind,
            kind_text=str(KINDS[one.kind]),
            text=words.clean(str(one.text)),
        )
        for one in sorted(said, key=lambda one: order.index(one.country))
    )


def _title(number: str, summary: RoadmapSummary) -> str:
    row = summary.activity(number)
    return words.clean(row.title) if row else ""
