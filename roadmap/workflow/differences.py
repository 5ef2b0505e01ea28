"""Why the two parties declare different values of a joint activity: each side's note, only added."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import permissions
from roadmap.models import Activity, DifferenceNote
from roadmap.workflow import moves

# A form that a bad line sends twice is one note.
SAME = timedelta(minutes=1)


@acts.act
def explain_difference(
    activity_id: int, *, as_of: date, reason: str, by: User, now: datetime
) -> DifferenceNote:
    """A party's secretariat says why the values of that day differ, as its side sees it."""
    by = moves.acting(by, now=now)
    activity = Activity.objects.select_for_update(of=("self",)).select_related("roadmap").get(pk=activity_id)
    permissions.require(permissions.may_explain_difference(by, activity))
    reason = moves.required_reason(reason, _("Say why the values differ."))
    told = {"country": by.country, "as_of": as_of, "reason": reason, "added_by": by}
    already = activity.difference_notes.filter(**told, added_at__gte=now - SAME).first()
    if already is not None:
        return already
    note = DifferenceNote(activity=activity, added_at=now, **told)
    moves.sign(note, by=by, now=now).save()
    return note
