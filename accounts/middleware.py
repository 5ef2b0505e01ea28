"""Language, formats and time zone of each request: the person's own, or the cookie's before signing in."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts import places


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
