"""Rooms of a next roadmap in which one party published and the other has not answered: one item a room and party."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from roadmap.inbox.items import Pending
from roadmap.models import MatrixRow, Roadmap, RowText
from roadmap.permissions import secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    """Waits since the first proposal that the other party has neither accepted nor answered with one of its own."""
    waiting: dict[tuple[Roadmap, str], datetime] = {}
    for row, text, since in _unanswered(country):
        key = (row.room.roadmap, text.country_id)
        waiting[key] = min(waiting.get(key, since), since)
    for (roadmap, proposer), since in waiting.items():
        holder = roadmap.counterpart(proposer)
        yield Pending(
            kind="preparation",
            key=f"preparation:{roadmap.pk}:{holder.pk}:{since:%Y%m%d%H%M%S}",
            holder=secretariat_of(holder.pk),
            path=reverse("roadmap:preparation", args=[roadmap.code]),
            about=roadmap.code,
            roadmap=roadmap.code,
            whose=proposer,
            since=since,
        )


def _unanswered(country: str) -> Iterator[tuple[MatrixRow, RowText, datetime]]:
    """Of each open row the proposal that came last, with its instant."""
    either = Q(room__roadmap__party_a=country) | Q(room__roadmap__party_b=country)
    rows = MatrixRow.objects.filter(
        either, outcome=MatrixRow.Outcome.OPEN, room__roadmap__status=Roadmap.Status.IN_PREPARATION
    )
    rows = rows.select_related("room__roadmap__party_a", "room__roadmap__party_b")
    for row in rows.prefetch_related("texts"):
        published = [(text.published_at, text) for text in row.texts.all() if text.published_at]
        if published:
            since, last = max(published, key=lambda pair: pair[0])
            yield row, last, since
