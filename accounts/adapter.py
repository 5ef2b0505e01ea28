"""What this house does otherwise than django-allauth: closed sign-up, our letters, our words, our address rule."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import mail, people, sign_in
from accounts.models import User


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right."),
        "enter_current_password": _("That is not your current password."),
        "too_many_login_attempts": _("Too many attempts for this person. Try again in a while."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return sign_in.client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def login(self, request: HttpRequest, user: User) -> None:
        """Signing in stamps `last_login`, which is no change of the account: no line in its history."""
        user.skip_history_when_saving = True  # type: ignore[attr-defined]
        try:
            super().login(request, user)
        finally:
            del user.skip_history_when_saving  # type: ignore[attr-defined]

    def set_password(self, user: User, password: str) -> None:
        people.set_password(user, password)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        mail.send_in_background("account_reset", user, {"url": context["password_reset_url"]})
