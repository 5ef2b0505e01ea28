"""The roadmap itself: bringing it in, its steps, what it continues."""

from typing import TypeGuard

from accounts.models import User
from roadmap.models import Activity, Roadmap, RoadmapStep
from roadmap.permissions.sides import Person, is_secretariat


def can_import(user: Person, parties: tuple[str, ...] | None = None) -> bool:
    """Secretariats bring in matrices of their own country's roadmaps."""
    return is_secretariat(user) and (parties is None or user.country_id in parties)


def can_propose_step(user: Person, roadmap: Roadmap) -> TypeGuard[User]:
    return is_secretariat(user) and roadmap.has_party(user.country_id)


def may_set_rules(user: Person, roadmap: Roadmap) -> bool:
    """Write the rules of the roadmap: either party's secretariat."""
    return can_propose_step(user, roadmap)


def can_set_rules(user: Person, roadmap: Roadmap) -> bool:
    """While it is in preparation; afterwards both parties agree on a modification."""
    return roadmap.status == Roadmap.Status.IN_PREPARATION and may_set_rules(user, roadmap)


def may_answer_step(user: Person, step: RoadmapStep) -> bool:
    """The other party's secretariat: nobody accepts what their own side proposed."""
    return can_propose_step(user, step.roadmap) and user.country_id != step.country_id


def can_answer_step(user: Person, step: RoadmapStep) -> bool:
    return step.outcome == RoadmapStep.Outcome.PENDING and may_answer_step(user, step)


def may_withdraw_step(user: Person, step: RoadmapStep) -> bool:
    return is_secretariat(user, step.country_id)


def can_withdraw_step(user: Person, step: RoadmapStep) -> bool:
    return step.outcome == RoadmapStep.Outcome.PENDING and may_withdraw_step(user, step)


def can_link_continuation(user: Person, activity: Activity) -> bool:
    """Say which activity of an earlier roadmap this one continues: either party's secretariat."""
    return is_secretariat(user) and activity.roadmap.has_party(user.country_id)
