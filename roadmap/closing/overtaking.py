"""Figures that changed while a closing waited: it is void, and says what changed. Nobody signs what is no longer so."""

from datetime import datetime
from typing import Any

from django.core.cache import cache

from accounts import acts
from accounts.models import LedgerChain, User
from accounts.models.ledger import PLATFORM
from roadmap import summary
from roadmap.closing import rows, told
from roadmap.models import ClosingEnd, PeriodClosing
from roadmap.summary import Difference
from roadmap.summary.memory import remembered
from roadmap.workflow import moves

KNOWN = 24 * 60 * 60  # seconds
TOLD = 200  # changes that are kept one by one; how many there were is kept always


def fallen(closing: PeriodClosing, now: datetime) -> list[Difference]:
    """What is no longer as it was proposed; nothing for a closing that does not wait.

    One query where it was asked before in this process and nothing was written since.
    """
    if not closing.is_waiting:
        return []
    days = summary.days_of(closing.roadmap, now)
    return remembered(("closing", closing.pk, days), lambda: _differences(closing, now))


def _differences(closing: PeriodClosing, now: datetime) -> list[Difference]:
    proposed = summary.resolved(closing.content, closing.texts.all())
    return summary.changes(proposed, summary.as_it_stands(closing.roadmap, as_of=closing.cutoff, now=now))


def void_overtaken(now: datetime) -> int:
    """Ends each that waits and whose figures changed, and says so to both parties. How many there were."""
    waiting = PeriodClosing.objects.with_standing().waiting()
    return sum(end_overtaken(closing.pk, now=now) for closing in waiting if _has_fallen(closing, now))


def _has_fallen(closing: PeriodClosing, now: datetime) -> bool:
    """Looked at anew only where something was entered in the record since, or a day began: it takes seconds where
    there is much. Whoever signs asks `fallen` itself.
    """
    key, stands = f"closing-stands:{closing.content_sha256}", _stands(closing, now)
    if cache.get(key) == stands:
        return False
    if fallen(closing, now):
        return True
    cache.set(key, stands, KNOWN)
    return False


def _stands(closing: PeriodClosing, now: datetime) -> list[Any]:
    """The days in both countries, and the heads of the chains in which everything is entered that figures rest on."""
    names = [f"roadmap/{closing.roadmap.code}", PLATFORM]
    heads = LedgerChain.objects.filter(name__in=names).order_by("name").values_list("name", "hash")
    return [str(summary.days_of(closing.roadmap, now)), *map(list, heads)]


@acts.act
def end_overtaken(closing_id: int, *, now: datetime) -> bool:
    """As it stands now, held: somebody may have signed or ended it meanwhile."""
    return end_if_fallen(rows.locked(closing_id), by=None, now=now)


def end_if_fallen(closing: PeriodClosing, *, by: User | None, now: datetime) -> bool:
    """In the transaction of a verb, with the roadmap held. `by`: who came upon it, where somebody did."""
    found = fallen(closing, now)
    if not found:
        return False
    end = ClosingEnd(closing=closing, kind=ClosingEnd.Kind.VOID, at=now, by=by, why=why_of(found))
    if by is not None:
        moves.sign(end, by=by, now=now)
    end.save()
    told.void(closing, by=by, now=now)
    return True


def why_of(found: list[Difference]) -> dict[str, Any]:
    """What changed, without anybody's words."""
    return {"count": len(found), "changes": [one.as_reference() for one in found[:TOLD]]}
