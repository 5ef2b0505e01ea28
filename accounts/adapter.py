"""What this house does otherwise than django-allauth: closed sign-up, our letters, our words, our address rule."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import acts, mail, people, second_factor, sessions, sign_in
from accounts.models import Role, User
from accounts.models.ledger import PLATFORM


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail or the password is not right."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_password": _("That is not your current password."),
        "too_many_login_attempts": _("Too many attempts for this person. Try again in a while."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return sign_in.client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def login(self, request: HttpRequest, user: User) -> None:
        """Signing in stamps `last_login`, which is no change of the account: no line in its history.

        An operator's, who keeps the server of both parties, stands in the record.
        """
        user.skip_history_when_saving = True  # type: ignore[attr-defined]
        try:
            super().login(request, user)
        finally:
            del user.skip_history_when_saving  # type: ignore[attr-defined]
        if user.role == Role.OPERATOR:
            acts.happened("sign_in.operator", chain=PLATFORM, by=user, now=timezone.now())

    def set_password(self, user: User, password: str) -> None:
        """Other sessions end with the old password; the one at hand goes on under a new key."""
        people.set_password(user, password)
        sessions.end_all(user)

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.oidc.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Not by the password alone where there is a second factor: who knows one would take the other away."""
        words = {
            "reauthenticate": _("With the password"),
            "mfa_reauthenticate": _("With a code of the app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        by_factor = user.is_authenticated and is_mfa_enabled(user, second_factor.FACTORS)
        ways = super().get_reauthentication_methods(user)
        return [
            {**way, "description": words[way["id"]]}
            for way in ways
            if not (by_factor and way["id"] == "reauthenticate")
        ]

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth tells here that a second factor changed."""
        if change := second_factor.CHANGES.get(template_prefix):
            key = self.request.session.session_key
            second_factor.note_change(user.pk, change, now=timezone.now(), keep_session=key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        mail.send_in_background("account_reset", user, {"url": context["password_reset_url"]})
