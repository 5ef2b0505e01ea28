"""What one party may see, whoever looks at it for the country: the measure of the copy that it takes away."""

from typing import TypeVar

from django.db import models

from accounts.models import Role, User
from roadmap.permissions.seeing import visible

M = TypeVar("M", bound=models.Model)


def visible_to_party(country: str, queryset: models.QuerySet[M]) -> models.QuerySet[M]:
    """Those rows that the country's secretariat sees, less what a person sees as a person."""
    anybody = User(role=Role.SECRETARIAT, country_id=country)
    anybody.has_appointment = True
    return visible(anybody, queryset)
