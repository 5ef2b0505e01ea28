"""The way to a ministry's directory and back: allauth's views, only ever to sign in."""

import logging
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from accounts import oidc
from accounts.gate import without_second_factor

log = logging.getLogger(__name__)
# What reading an answer of another shape than expected raises; PostgreSQL refuses a NUL by DataError.
ODD = (KeyError, ValueError, TypeError, AttributeError)


@without_second_factor
@login_not_required
@require_POST
def directory_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    if request.GET or request.POST.get("process", "login") != "login":
        raise Http404
    return _answered(allauth.login, request, provider_id)


@without_second_factor
@login_not_required
@require_GET
def directory_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answered(allauth.callback, request, provider_id)


def _answered(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    """A directory that is out of reach, or answers what no directory should, is no failure of ours."""
    try:
        return view(request, provider_id)
    except (RequestException, DataError, *ODD):
        log.exception("The directory %s does not answer as it should", provider_id)
        return oidc.unanswered(request)
