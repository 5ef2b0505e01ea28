"""WHO: countries, institutions and people. Nothing here knows about roadmaps."""

from accounts.models.country import Country
from accounts.models.institution import Institution
from accounts.models.user import Role, User

__all__ = ["Country", "Institution", "Role", "User"]
