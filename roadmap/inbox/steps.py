"""Steps of a roadmap that one party proposed and the other has not answered."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from roadmap.inbox.items import Pending
from roadmap.models import RoadmapStep
from roadmap.permissions import secretariat_of


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    either = Q(roadmap__party_a=country) | Q(roadmap__party_b=country)
    steps = RoadmapStep.objects.filter(either, outcome=RoadmapStep.Outcome.PENDING)
    for step in steps.select_related("roadmap__party_a", "roadmap__party_b"):
        yield Pending(
            kind="step",
            key=f"step:{step.pk}",
            holder=secretariat_of(step.roadmap.counterpart(step.country_id).pk),
            path=reverse("roadmap:roadmap-status", args=[step.roadmap.code]),
            about=step.roadmap.code,
            roadmap=step.roadmap.code,
            whose=step.country_id,
            since=step.proposed_at,
        )
