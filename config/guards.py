"""Guards around every page: what cannot be read is refused at once, null characters never reach the database, and no
cache shows pages to others.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

UTF8 = ("utf-8", "utf8")
NOTHING = "\N{REPLACEMENT CHARACTER}"


def without_nulls(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """PostgreSQL refuses to look for text with a null character: in an address or a cookie it names nothing."""

    def guarded(request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace("\0", NOTHING)
        request.path = request.path.replace("\0", NOTHING)
        for name, value in request.COOKIES.items():
            request.COOKIES[name] = value.replace("\0", NOTHING)
        return get_response(request)

    return guarded


def in_utf8(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Browsers send forms in UTF-8. Django reads no other, not even for the page that would say so."""

    def guarded(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if request.content_type == "application/x-www-form-urlencoded" and charset.lower() not in UTF8:
            return HttpResponse(status=400)
        return get_response(request)

    return guarded


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page is asked for again each time it is opened; going back still finds a form as it was filled in."""

    def guarded(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded
