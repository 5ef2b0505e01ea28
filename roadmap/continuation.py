"""The link from an activity to the one of an earlier roadmap that it continues: the only writer of it.

It is a note of both secretariats beside the signed text, so that it can be made whatever the roadmap's status.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import acts, appointments
from accounts.models import User
from roadmap import permissions
from roadmap.models import Activity


class NotEarlier(Exception):
    """The activity is not of an earlier roadmap of the same parties. Its text is for the user."""


def candidates(activity: Activity) -> QuerySet[Activity]:
    """The activities of the same parties' roadmaps that began before this one's."""
    roadmap = activity.roadmap
    earlier = Activity.objects.filter(
        roadmap__party_a=roadmap.party_a_id,
        roadmap__party_b=roadmap.party_b_id,
        roadmap__start__lt=roadmap.start,
    )
    return earlier.select_related("roadmap").order_by("-roadmap__start", "roadmap", "position")


@acts.act
def link(activity_id: int, earlier: Activity | None, *, by: User, now: datetime) -> Activity:
    """Links, or unlinks with None. Raises NotEarlier."""
    by = appointments.acting(by, now=now)
    activity = Activity.objects.select_for_update(of=("self",)).select_related("roadmap").get(pk=activity_id)
    permissions.require(permissions.can_link_continuation(by, activity))
    if earlier is not None and not candidates(activity).filter(pk=earlier.pk).exists():
        raise NotEarlier(_("Choose an activity of an earlier roadmap of the same parties."))
    activity.continues = earlier
    activity._history_user, activity._history_date = by, now  # type: ignore[attr-defined]
    activity.save(update_fields=["continues"])
    return activity
