"""Period closings: either secretariat proposes, the offices that the roadmap names sign, each for its own country."""

from django.db.models import Q

from accounts.models import Role
from roadmap.models import PeriodClosing, Roadmap, UnilateralRecord
from roadmap.permissions.sides import Person, active, is_secretariat, reads_for_country


def may_propose_closing(user: Person, roadmap: Roadmap) -> bool:
    return is_secretariat(user) and roadmap.has_party(user.country_id)


def can_propose_closing(user: Person, roadmap: Roadmap) -> bool:
    return roadmap.status != Roadmap.Status.IN_PREPARATION and may_propose_closing(user, roadmap)


def may_sign_closing(user: Person, closing: PeriodClosing) -> bool:
    """The secretariat of either party; its foreign ministry where the roadmap asks for the *visto bueno*."""
    if not (reads_for_country(user) and closing.roadmap.has_party(user.country_id)):
        return False
    return user.role == Role.SECRETARIAT or (closing.needs_visto_bueno and user.role == Role.FOREIGN_MINISTRY)


def can_sign_closing(user: Person, closing: PeriodClosing) -> bool:
    """It waits, and the person's office has not signed it."""
    if not (closing.is_waiting and may_sign_closing(user, closing)):
        return False
    office = (user.country_id, user.role)  # type: ignore[union-attr]
    return office not in {(row.country_id, row.office) for row in closing.signatures.all()}


def may_withdraw_closing(user: Person, closing: PeriodClosing) -> bool:
    return is_secretariat(user, closing.country_id)


def can_withdraw_closing(user: Person, closing: PeriodClosing) -> bool:
    """Not once it is on record what the other party did not sign."""
    return closing.is_waiting and not hasattr(closing, "unilateral") and may_withdraw_closing(user, closing)


def may_declare_unilateral(user: Person, closing: PeriodClosing) -> bool:
    """Either secretariat, of what its own party signed and the other did not."""
    return may_propose_closing(user, closing.roadmap)


def may_answer_unilateral(user: Person, record: UnilateralRecord) -> bool:
    """The other party's secretariat."""
    return may_propose_closing(user, record.roadmap) and user.country_id != record.country_id  # type: ignore[union-attr]


def can_answer_unilateral(user: Person, record: UnilateralRecord) -> bool:
    return not hasattr(record, "answer") and may_answer_unilateral(user, record)


def may_bind_paper(user: Person, closing: PeriodClosing) -> bool:
    """Either secretariat, for its own party."""
    return may_propose_closing(user, closing.roadmap)


def can_bind_paper(user: Person, closing: PeriodClosing) -> bool:
    return closing.is_sealed and may_bind_paper(user, closing)


def visible_closings(user: Person, roadmaps: Q) -> Q:
    """`roadmaps`: those that the person may read, seen from a closing. Observers read what both parties signed."""
    if active(user) and user.role == Role.OBSERVER:
        return Q(seal__isnull=False)
    return roadmaps
