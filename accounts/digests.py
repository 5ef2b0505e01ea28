"""The digest: letters of people who do not want them one by one, gathered at seven in the morning of their own day.

Daily, or weekly on Mondays. A run that was missed catches up, and no letter is gathered twice. Who has gone back to
letters at once gets what was kept for them at once.
"""

from datetime import datetime, time, timedelta

from django.db import transaction

from accounts import appointments, letters, places
from accounts.models import Letter, User

SEVEN = time(7)
ONE_DAY = timedelta(days=1)


def last_moment(person: User, now: datetime) -> datetime:
    """The last time at which this person's digest was due: in their own zone, at or before now."""
    if person.mail_rhythm == User.MailRhythm.AT_ONCE:
        return now
    local = now.astimezone(places.time_zone_of(person))
    moment = datetime.combine(local.date(), SEVEN, local.tzinfo)
    if moment > local:
        moment -= ONE_DAY
    if person.mail_rhythm == User.MailRhythm.WEEKLY:
        moment -= moment.weekday() * ONE_DAY
    return moment


def gather(now: datetime, *, path: str) -> int:
    """Writes the digests that are due; their link opens `path`. How many there are."""
    kept = Letter.objects.filter(for_digest=True, gathered_in=None)
    people = User.objects.filter(is_active=True, pk__in=kept.values("person")).order_by("pk")
    # Who may no longer act is no longer told either: what was kept for them waits for their return.
    acting = [person for person in appointments.with_standing(people, now) if person.may_act]
    return sum(_gather(person, now, path) for person in acting)


def _gather(person: User, now: datetime, path: str) -> int:
    until = last_moment(person, now)
    kept = Letter.objects.filter(person=person, for_digest=True, gathered_in=None, written_at__lte=until)
    if not kept.exists():
        return 0
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if not kept.exists():
            return 0
        digest = letters.at_once("digest", person, path=path, by=None, now=now)
        kept.update(gathered_in=digest)
    return 1
