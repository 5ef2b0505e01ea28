"""The verbs: one person of the owner's side orders an expungement, another one confirms it, and then it is done."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts, states
from accounts.models import User
from roadmap import permissions
from roadmap.expunging import erasing, told
from roadmap.expunging.things import things_of
from roadmap.models import Expungement, ExpungementDecision
from roadmap.workflow import IllegalTransition, moves

Outcome = ExpungementDecision.Outcome


@acts.act
def order_expungement(
    report_id: int, *, items: Iterable[str], why: str, by: User, now: datetime
) -> Expungement:
    """`items` are keys of what `things_of` gives. Nothing is taken away before somebody else confirms it."""
    by = moves.acting(by, now=now)
    report = moves.locked(report_id)
    permissions.require(permissions.may_order_expungement(by, report))
    if why not in Expungement.Why.values:
        raise ValidationError({"why": _("Say why it has to be taken away.")})
    known = {item.key for thing in things_of(report, str(by.country_id)) for item in thing.items}
    chosen = [key for key in dict.fromkeys(items) if key in known]
    if not chosen:
        raise ValidationError({"items": _("Choose what has to be taken away.")})
    order = Expungement(
        report=report,
        country_id=str(by.country_id),
        items=_by_row(chosen),
        why=why,
        ordered_by=by,
        ordered_at=now,
    )
    order.save()
    told.ordered(order, by=by, now=now)
    return order


@acts.act
def confirm_expungement(order_id: int, *, by: User, now: datetime) -> ExpungementDecision:
    """The second person. It cannot be undone."""
    by = moves.acting(by, now=now)
    order = _to_decide(order_id, by)
    taken = erasing.erase(order, by=by, now=now)
    decision = _decided(order, Outcome.DONE, taken, by, now)
    chain = states.chain_of(order.report.activity.roadmap.code)
    acts.happened("expunged", chain=chain, by=by, now=now, removed=sorted({sha256 for _ref, sha256 in taken}))
    told.done(order, by=by, now=now)
    return decision


@acts.act
def decline_expungement(order_id: int, *, by: User, now: datetime) -> ExpungementDecision:
    """It stays as it is; also whoever ordered it may take the order back."""
    by = moves.acting(by, now=now)
    order = _waiting(order_id)
    permissions.require(order.ordered_by_id == by.pk or permissions.may_confirm_expungement(by, order))
    return _decided(order, Outcome.DECLINED, [], by, now)


def _to_decide(order_id: int, by: User) -> Expungement:
    order = _waiting(order_id)
    permissions.require(permissions.may_confirm_expungement(by, order))
    if order.ordered_by_id == by.pk:
        raise IllegalTransition(_("You ordered it: another person of your side confirms it."))
    return order


def _waiting(order_id: int) -> Expungement:
    rows = Expungement.objects.select_for_update(of=("self",))
    order = rows.select_related("report__activity__roadmap", "country").get(pk=order_id)
    if hasattr(order, "decision"):
        raise IllegalTransition(_("This has been decided already."))
    return order


def _decided(
    order: Expungement, outcome: str, taken: erasing.Taken, by: User, now: datetime
) -> ExpungementDecision:
    decision = ExpungementDecision(expungement=order, outcome=outcome, taken=taken, by=by, at=now)
    decision.save()
    return decision


def _by_row(keys: Iterable[str]) -> list[list[object]]:
    """ "report/12:description" and its likes as pairs of a reference and its columns."""
    found: dict[str, list[str]] = {}
    for key in keys:
        name, _colon, column = key.partition(":")
        found.setdefault(name, []).append(column)
    return [[name, columns] for name, columns in found.items()]
