"""What people say about an activity or a report: added once, never changed, with a letter to whom it names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts, letters
from accounts.models import User
from roadmap import permissions
from roadmap.models import Activity, Comment, ProgressReport
from roadmap.workflow import moves

LONGEST = 5_000
# A form that a bad line sends twice is one comment.
SAME = timedelta(minutes=1)


@acts.act
def comment(
    activity_id: int,
    *,
    text: str,
    shared: bool,
    by: User,
    now: datetime,
    report_id: int | None = None,
    mentioned: Iterable[int] = (),
) -> Comment:
    """Said to the own side, or to both; on a report, or on the activity. Those mentioned get a letter."""
    by = moves.acting(by, now=now)
    activity = Activity.objects.select_related("roadmap__party_a", "roadmap__party_b").get(pk=activity_id)
    report = None if report_id is None else moves.locked(report_id)
    permissions.require(permissions.can_converse(by, activity) and _sees(by, activity, report))
    text = _checked(text)
    if shared and not permissions.can_be_shared(report):
        words = _(
            "The counterpart does not see this report yet: only your own side can read a comment on it."
        )
        raise ValidationError({"audience": words})
    named = _named(by, activity, report, shared, set(mentioned), now)
    said = {"report": report, "written_by": by, "text": text, "is_shared": shared}
    already = activity.comments.filter(**said, written_at__gte=now - SAME).first()
    if already is not None:
        return already
    row = Comment(activity=activity, country=by.country, written_at=now, **said)
    row.save()
    row.mentioned.set(named)
    told: dict[str, Any] = {"activity": f"{activity.number} {activity.title}", "shared": shared}
    for person in named:
        letters.write("comment_mention", person, path=row.get_absolute_url(), by=by, now=now, **told)
    return row


def _sees(by: User, activity: Activity, report: ProgressReport | None) -> bool:
    if report is None:
        return True
    visible = permissions.visible(by, ProgressReport.objects.filter(activity=activity))
    return visible.filter(pk=report.pk).exists()


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Write the comment.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("A comment has at most %(limit)s characters.") % {"limit": LONGEST}})
    return text


def _named(
    by: User,
    activity: Activity,
    report: ProgressReport | None,
    shared: bool,
    mentioned: set[int],
    now: datetime,
) -> list[User]:
    """Those whom the person can call, and who will read it. Raises ValidationError for anybody else."""
    if not mentioned:
        return []
    people = permissions.mentionable(by, activity, report, now=now)
    named = [person for person in people if person.pk in mentioned]
    if len(named) != len(mentioned):
        raise ValidationError({"mentioned": _("Choose people of the list.")})
    afar = [str(person) for person in named if person.country_id != by.country_id]
    if afar and not shared:
        words = _(
            "It is only for your own side. They would not read it: %(people)s. Share it, or leave them out."
        )
        raise ValidationError({"mentioned": words % {"people": ", ".join(afar)}})
    return named
