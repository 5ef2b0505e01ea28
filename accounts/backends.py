"""Signing in by e-mail, and loading the signed-in person with all that every page shows, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts import appointments, second_factor
from accounts.models import User


class EmailBackend(AuthenticationBackend):
    """Where the operator forbids the demonstration (`DEMO=0`) its accounts open nothing, nor stay signed in."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        person = super().authenticate(request, **credentials)
        return None if person is None or _forbidden(person) else person

    def get_user(self, user_id: Any) -> User | None:
        people = second_factor.annotated(User.objects.filter(pk=user_id))
        found = appointments.with_standing(people, timezone.now())
        person = found[0] if found else None
        return person if person and self.user_can_authenticate(person) and not _forbidden(person) else None


def _forbidden(person: User) -> bool:
    return person.is_demonstration and settings.DEMO is False
