"""Language, formats and time zone of each request: the person's own, or the cookie's before signing in. And what
becomes of a text whose writer is no longer signed in.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts import door, places


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks to sign in; a text that was sent after signing out in another window is shown, to copy it."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        to_sign_in = super().process_view(request, view_func, args, kwargs)
        if to_sign_in is not None and (written := door.written(request)):
            return render(request, "accounts/signed_out.html", {"written": written}, status=403)
        return to_sign_in


class LocaleMiddleware:
    """Spanish unless somebody chose otherwise: a browser's list of languages says little about its user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        locale, zone = _place(request)
        with translation.override(locale), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", locale)
        patch_vary_headers(response, ["Cookie"])
        return response


def _place(request: HttpRequest) -> tuple[str, ZoneInfo]:
    if request.user.is_authenticated:
        return places.locale_of(request.user), places.time_zone_of(request.user)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return str(language), ZoneInfo(settings.TIME_ZONE)
