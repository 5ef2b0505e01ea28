"""Institutions: one that ended and still answers, for its own secretariat; a notified change, for the counterpart's."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from accounts.models import InstitutionChange, InstitutionChangeNote
from roadmap import calendar
from roadmap.inbox.items import Pending
from roadmap.models import Responsibility, Roadmap
from roadmap.permissions import secretariat_of

ONE_DAY = timedelta(days=1)


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    yield from _to_designate(country, now)
    yield from _to_note(country)


def _to_designate(country: str, now: datetime) -> Iterator[Pending]:
    """On both sides: on screen it stands as *to be designated* for everybody. Once for each roadmap."""
    either = Q(activity__roadmap__party_a=country) | Q(activity__roadmap__party_b=country)
    rows = Responsibility.objects.filter(
        either,
        activity__roadmap__status=Roadmap.Status.IN_FORCE,
        institution__country__isnull=False,
        institution__valid_until__isnull=False,
    )
    columns = ("institution", "institution__acronym", "institution__valid_until", "institution__country")
    for pk, acronym, until, own, zone, code in (
        rows.order_by()
        .values_list(*columns, "institution__country__time_zone", "activity__roadmap__code")
        .distinct()
    ):
        if until < calendar.local_day(now, zone):
            yield Pending(
                kind="institution",
                key=f"institution:{pk}:{code}",
                holder=secretariat_of(own),
                path=reverse("roadmap:institution-designate", args=[pk]),
                read_at="",
                about=acronym,
                roadmap=code,
                whose=own,
                since=datetime.combine(until + ONE_DAY, time(), ZoneInfo(zone)),
            )


def _to_note(country: str) -> Iterator[Pending]:
    """What the counterparts notified and this country has not noted, and the other way round."""
    shared = _shared(country)
    noted = set(InstitutionChangeNote.objects.values_list("change", "country"))
    changes = InstitutionChange.objects.standing().filter(country__in=[country, *shared])
    for change in changes.select_related("institution", "successor"):
        others = shared if change.country_id == country else [country]
        for other in others:
            if (change.pk, other) not in noted:
                yield Pending(
                    kind="take_note",
                    key=f"take_note:{change.pk}:{other}",
                    holder=secretariat_of(other),
                    path=reverse("roadmap:change-detail", args=[change.pk]),
                    about=str(change),
                    roadmap=shared[other if change.country_id == country else change.country_id],
                    whose=change.country_id,
                    since=change.notified_at,
                )


def _shared(country: str) -> dict[str, str]:
    """The countries with which this one has a roadmap that is not finished, and the code of one of them."""
    roadmaps = Roadmap.objects.of_country(country).exclude(status=Roadmap.Status.FINISHED)
    found: dict[str, str] = {}
    for a, b, code in roadmaps.order_by("end", "code").values_list("party_a", "party_b", "code"):
        found[b if a == country else a] = code
    return found
