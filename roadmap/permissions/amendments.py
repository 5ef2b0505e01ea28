"""Agreed modifications: one party's secretariat proposes, the other's answers. Everybody reads what was agreed."""

from django.db.models import Q

from accounts.models import Role
from roadmap.models import Amendment, Roadmap
from roadmap.permissions.sides import Person, is_secretariat

NEGOTIATORS = {Role.SECRETARIAT, Role.FOREIGN_MINISTRY}


def may_propose_amendment(user: Person, roadmap: Roadmap) -> bool:
    return is_secretariat(user) and roadmap.has_party(user.country_id)


def can_propose_amendment(user: Person, roadmap: Roadmap) -> bool:
    return roadmap.status == Roadmap.Status.IN_FORCE and may_propose_amendment(user, roadmap)


def may_answer_amendment(user: Person, amendment: Amendment) -> bool:
    """The other party's secretariat: nobody accepts what their own side proposed."""
    return may_propose_amendment(user, amendment.roadmap) and user.country_id != amendment.country_id  # type: ignore[union-attr]


def can_answer_amendment(user: Person, amendment: Amendment) -> bool:
    return amendment.outcome == Amendment.Outcome.PENDING and may_answer_amendment(user, amendment)


def may_withdraw_amendment(user: Person, amendment: Amendment) -> bool:
    return is_secretariat(user, amendment.country_id)


def can_withdraw_amendment(user: Person, amendment: Amendment) -> bool:
    return amendment.outcome == Amendment.Outcome.PENDING and may_withdraw_amendment(user, amendment)


def visible_amendments(user: Person, roadmaps: Q) -> Q:
    """`roadmaps`: those that the person may read, seen from an amendment."""
    agreed = Q(outcome=Amendment.Outcome.ACCEPTED)
    if getattr(user, "role", None) in NEGOTIATORS:
        country = getattr(user, "country_id", None)
        agreed |= Q(roadmap__party_a=country) | Q(roadmap__party_b=country)
    return roadmaps & agreed
