"""Signing in through a ministry's own directory (OpenID Connect), by settings alone.

A directory only says who somebody is. It opens the account of a person who exists here, by an e-mail that the
directory has verified, and only of its own country: a ministry can never sign in anybody of the other state.
Nothing is stored of it: each time is decided anew. Refusals all look alike, so that nobody learns who is known here.
"""

import logging
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts import security
from accounts.models import User
from accounts.second_factor import BY_DIRECTORY

log = logging.getLogger(__name__)
LONGEST = 254
# In the sign-in that waits: a digest of the password that it began with.
PASSWORD = "password"  # noqa: S105


class DirectoryAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never by allauth's way: it would take the person's password away. `pre_social_login` finds the person."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Only ever to sign in: an account here is never tied to one there."""
        if sociallogin.state.get("process") != "login" or sociallogin.account.pk:
            raise PermissionDenied
        email = verified_email(sociallogin)
        person = person_of(sociallogin.provider.app.settings["country"], email) if email else None
        if person is None:
            security.record_failure(request, email_of(sociallogin) or "")
            raise ImmediateHttpResponse(refused(request))
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        log.warning("Signing in by %s failed: %s", provider.app.provider_id, kwargs.get("exception"))
        raise ImmediateHttpResponse(unanswered(request))


class SecondFactorStage(AuthenticateStage):
    """Ours is not asked where the directory has just asked for its own, and the settings say that it counts."""

    def handle(self) -> tuple[Any, bool]:
        """Noted only here: whoever else was signed in in this browser is out by now, with their session."""
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None and asked_for_two(sociallogin):
            self.request.session[BY_DIRECTORY] = self.login.user.pk
            return None, True
        self.request.session.pop(BY_DIRECTORY, None)
        self.state[PASSWORD] = self.login.user.get_session_auth_hash()
        return super().handle()

    def exit(self) -> HttpResponse:
        """What waited here while the password was changed ends with the old one, as open sessions do."""
        begun_with = self.state.get(PASSWORD, "")
        if not constant_time_compare(begun_with, self.login.user.get_session_auth_hash()):
            return self.abort()
        return super().exit()


def claims(sociallogin: SocialLogin) -> Mapping[str, Any]:
    """What the directory says of the person: its answer to us, else the signed token."""
    data = sociallogin.account.extra_data
    return data.get("userinfo") or data.get("id_token") or {}


def verified_email(sociallogin: SocialLogin) -> str | None:
    """`email_verified` has to be true itself: "true" as text, or nothing, is not enough."""
    data, token = claims(sociallogin), sociallogin.account.extra_data.get("id_token") or {}
    if data.get("email_verified") is not True or data.get("sub") != token.get("sub"):
        return None
    return email_of(sociallogin)


def email_of(sociallogin: SocialLogin) -> str | None:
    """As accounts here write it; None where it is no e-mail, of which no database is asked anything.

    Before the @ only ASCII: other letters become some of its own in small letters, and another mailbox this one.
    """
    said = claims(sociallogin).get("email")
    if not isinstance(said, str) or len(said) > LONGEST or not said.rpartition("@")[0].isascii():
        return None
    email = said.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email


def person_of(country: str, email: str) -> User | None:
    """By the very e-mail, which is kept in small letters: a pattern reads less than it was given."""
    return User.objects.filter(email=email, country=country, is_demonstration=False).first()


def asked_for_two(sociallogin: SocialLogin) -> bool:
    """The token names one of the ways (`amr`) or levels (`acr`) that the settings count as a second factor."""
    counted = set(sociallogin.provider.app.settings["second_factor"])
    token = sociallogin.account.extra_data.get("id_token") or {}
    ways = token.get("amr")
    said = {way for way in ways if isinstance(way, str)} if isinstance(ways, list) else set()
    return bool(counted & (said | {str(token.get("acr") or "")}))


def offered() -> list[dict[str, str]]:
    """The directories of the sign-in page, in alphabetical order."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return sorted(
        ({"id": app["provider_id"], "name": app["name"]} for app in apps), key=lambda app: app["name"]
    )


def refused(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in page, in words that tell nothing of who is known here."""
    return _back(
        request,
        _(
            "The directory did not sign you in here: nobody of its country is known by the e-mail that it verified."
            " Ask your secretariat, or sign in with your password."
        ),
    )


def unanswered(request: HttpRequest) -> HttpResponse:
    """It is out of reach, or the person cancelled, or the answer was none of ours."""
    return _back(
        request,
        _("The directory did not answer, or it was cancelled. Try again, or sign in with your password."),
    )


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("account_login")
