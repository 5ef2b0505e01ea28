"""Steps of a roadmap that one party proposed and the other has not answered, and proposals that became void."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from roadmap.inbox.items import Pending
from roadmap.models import RoadmapStep
from roadmap.permissions import secretariat_of

Outcome = RoadmapStep.Outcome


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    either = Q(roadmap__party_a=country) | Q(roadmap__party_b=country)
    later = RoadmapStep.objects.filter(roadmap=OuterRef("roadmap"), proposed_at__gt=OuterRef("proposed_at"))
    steps = RoadmapStep.objects.filter(either, outcome__in=(Outcome.PENDING, Outcome.OVERTAKEN))
    for step in steps.exclude(Exists(later)).select_related("roadmap__party_a", "roadmap__party_b"):
        void = step.outcome == Outcome.OVERTAKEN
        answers = step.country_id if void else step.roadmap.counterpart(step.country_id).pk
        yield Pending(
            kind="void_step" if void else "step",
            key=f"{'void_step' if void else 'step'}:{step.pk}",
            holder=secretariat_of(answers),
            path=reverse("roadmap:roadmap-status", args=[step.roadmap.code]),
            about=step.roadmap.code,
            roadmap=step.roadmap.code,
            whose=step.country_id,
            since=(step.answered_at if void else None) or step.proposed_at,
        )
