"""Originals of closings that a ministry of one party has signed with its certificate, and none of the other yet."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from roadmap.inbox.items import Pending
from roadmap.models import ClosingOriginal, PeriodClosing, StateSignature
from roadmap.permissions import secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    roadmap = "original__closing__roadmap"
    either = Q(**{f"{roadmap}__party_a": country}) | Q(**{f"{roadmap}__party_b": country})
    rows = StateSignature.objects.filter(either, original__closing__in=PeriodClosing.objects.in_force())
    rows = rows.exclude(country=None).select_related(roadmap, "found_in").defer("original__closing__content")
    signed: dict[ClosingOriginal, list[StateSignature]] = {}
    for row in rows:
        signed.setdefault(row.original, []).append(row)
    for original, signatures in signed.items():
        parties = {original.closing.roadmap.party_a_id, original.closing.roadmap.party_b_id}
        missing = parties - {row.country_id for row in signatures}
        if len(missing) == 1:
            yield _waits(original, missing.pop(), signatures)


def _waits(original: ClosingOriginal, party: str, signatures: list[StateSignature]) -> Pending:
    roadmap = original.closing.roadmap
    return Pending(
        kind="state_signature",
        key=f"state_signature:{original.pk}:{party}",
        holder=secretariat_of(party),
        path=reverse("roadmap:closing-signatures", args=[original.closing_id]),
        about=roadmap.code,
        roadmap=roadmap.code,
        whose=signatures[-1].country_id,
        since=max(row.found_in.at for row in signatures),
    )
