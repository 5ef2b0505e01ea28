"""The next roadmap: who opens its room, proposes and accepts in it, and who reads what is not agreed yet."""

from typing import TypeGuard

from accounts.models import Role, User
from roadmap.models import Roadmap
from roadmap.permissions.sides import Person, is_secretariat, own_party

NEGOTIATORS = {Role.SECRETARIAT, Role.FOREIGN_MINISTRY}


def can_prepare(user: Person, roadmap: Roadmap) -> TypeGuard[User]:
    """Open the room, write the own side's proposals, accept the other's: either party's secretariat."""
    return is_secretariat(user) and roadmap.has_party(user.country_id)


def can_read_proposals(user: Person, roadmap: Roadmap) -> TypeGuard[User]:
    """What each party published; of the own side also its drafts. Everybody else reads the agreed texts."""
    return own_party(user, roadmap) is not None and isinstance(user, User) and user.role in NEGOTIATORS
