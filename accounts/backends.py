"""Signing in by e-mail, and loading the signed-in person with all that every page shows, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class EmailBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        person = User.objects.select_related("country", "institution").filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
