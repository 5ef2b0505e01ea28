"""The way to a ministry's directory and back: allauth's views, only ever to sign in."""

from allauth.socialaccount.providers.openid_connect import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import without_second_factor


@without_second_factor
@login_not_required
@require_POST
def directory_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    if request.GET or request.POST.get("process", "login") != "login":
        raise Http404
    return allauth.login(request, provider_id)


@without_second_factor
@login_not_required
@require_GET
def directory_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return allauth.callback(request, provider_id)
