"""Period closings that wait for the signature of an office, until the last day of the term
that the first signature began.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.models import Country
from roadmap import calendar
from roadmap.inbox.items import Pending
from roadmap.models import PeriodClosing
from roadmap.permissions import Holder


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    either = Q(roadmap__party_a=country) | Q(roadmap__party_b=country)
    rows = PeriodClosing.objects.with_standing().waiting().filter(either).prefetch_related("signatures")
    for row in rows:
        parties = {party.pk: party for party in (row.roadmap.party_a, row.roadmap.party_b)}
        for code, office in row.unsigned():
            yield _waits(row, parties[code], office)


def _waits(row: PeriodClosing, party: Country, office: str) -> Pending:
    begins, begun = row.term_begins_at, bool(row.signatures.all())
    return Pending(
        kind="closing",
        key=f"closing:{row.pk}:{party.pk}:{office}",
        holder=Holder(party.pk, office),
        path=reverse("roadmap:closing-sign", args=[row.pk]),
        read_at=row.get_absolute_url(),
        about=row.roadmap.code,
        roadmap=row.roadmap.code,
        whose=row.country_id,
        since=begins,
        due=calendar.last_day_of_term(begins, row.sign_days, party.time_zone) if begun else None,
    )
