"""Proposing a closing: the figures of a cutoff date that has come, frozen as they are known at that moment."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import calendar, permissions, summary
from roadmap.closing import overtaking, rows, told
from roadmap.models import ClosingEnd, ClosingText, PeriodClosing, Roadmap
from roadmap.workflow import IllegalTransition, moves

AT_ONCE = 1000  # texts written in one statement


def closable(roadmap: Roadmap, now: datetime) -> list[date]:
    """The cutoff dates that have come in both countries, the latest first; none before it is in force."""
    if roadmap.status == Roadmap.Status.IN_PREPARATION:
        return []
    today = calendar.today_for((roadmap.party_a.time_zone, roadmap.party_b.time_zone), now)
    return list(roadmap.cutoff_dates.filter(day__lte=today).order_by("-day").values_list("day", flat=True))


@acts.act
def propose(
    roadmap_id: int, *, cutoff: date, by: User, now: datetime, replaces: int | None = None
) -> PeriodClosing:
    """A secretariat proposes to close the cutoff date. `replaces`: the closing that a reopening stands for."""
    by = moves.acting(by, now=now)
    roadmap = rows.locked_roadmap(roadmap_id)
    permissions.require(permissions.may_propose_closing(by, roadmap))
    _expect_closable(roadmap, cutoff, now)
    _make_way(roadmap, cutoff, by=by, now=now)
    replaced = _replaced(roadmap, cutoff, replaces)
    frozen = summary.freeze(roadmap, as_of=cutoff, now=now)
    closing = PeriodClosing(
        roadmap=roadmap,
        number=(PeriodClosing.objects.of(roadmap).aggregate(last=Max("number"))["last"] or 0) + 1,
        cutoff=cutoff,
        known_at=now,
        content=frozen.content,
        content_sha256=frozen.sha256,
        replaces=replaced,
        sign_days=roadmap.sign_days,
        needs_visto_bueno=roadmap.closing_visto_bueno,
        country_id=rows.own(by),
        proposed_by=by,
        proposed_at=now,
    )
    moves.sign(closing, by=by, now=now).save()
    # Thousands of them, each bound to the content by its hash.
    texts = (ClosingText(closing=closing, sha256=t.sha256, salt=t.salt, text=t.text) for t in frozen.texts)
    ClosingText.objects.bulk_create(texts, batch_size=AT_ONCE)
    told.proposed(closing, by=by, now=now)
    return closing


@acts.act
def withdraw(closing_id: int, *, by: User, now: datetime) -> PeriodClosing:
    """The party that proposed it takes it back."""
    by = moves.acting(by, now=now)
    closing = rows.locked(closing_id)
    permissions.require(permissions.may_withdraw_closing(by, closing))
    rows.expect_waiting(closing)
    if hasattr(closing, "unilateral"):
        raise IllegalTransition(_("It is on record that it was not signed: it can no longer be withdrawn."))
    end = ClosingEnd(closing=closing, kind=ClosingEnd.Kind.WITHDRAWN, at=now, by=by)
    moves.sign(end, by=by, now=now).save()
    told.withdrawn(closing, by=by, now=now)
    return closing


def _expect_closable(roadmap: Roadmap, cutoff: date, now: datetime) -> None:
    if roadmap.status == Roadmap.Status.IN_PREPARATION:
        raise IllegalTransition(_("A roadmap in preparation has nothing to close yet."))
    if cutoff not in closable(roadmap, now):
        raise ValidationError({"cutoff": _("Choose a cutoff date of the roadmap that has come.")})


def _make_way(roadmap: Roadmap, cutoff: date, *, by: User, now: datetime) -> None:
    """One closing of a cutoff date waits at a time; one whose figures changed gives way."""
    waiting = PeriodClosing.objects.of(roadmap).waiting().filter(cutoff=cutoff).first()
    if waiting is None:
        return
    if not overtaking.end_if_fallen(rows.locked(waiting.pk), by=by, now=now):
        words = _("Closing No. %(number)s of this cutoff date already waits for signatures.")
        raise IllegalTransition(words % {"number": waiting.number})


def _replaced(roadmap: Roadmap, cutoff: date, replaces: int | None) -> PeriodClosing | None:
    """What closed the cutoff date so far. Who reopens it names it, so that nobody does so unawares."""
    closed = PeriodClosing.objects.of(roadmap).in_force_on(cutoff).first()
    if closed is not None and replaces is None:
        words = _("Closing No. %(number)s closed %(day)s: another one is a reopening, which both sign.")
        day = formats.date_format(cutoff, "SHORT_DATE_FORMAT")
        raise IllegalTransition(words % {"number": closed.number, "day": day})
    if replaces is not None and (closed is None or closed.pk != replaces):
        raise IllegalTransition(_("This page was out of date: look at the closings again."))
    return closed
