"""Pages about people: the operator's list and accounts, one's own details, the choice of language.

Signing in and out and passwords are allauth's views; `urls` says which of them are reachable.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import people as registry
from accounts.forms import OwnDetailsForm, PersonForm
from accounts.models import User
from accounts.requests import AuthedRequest

PEOPLE_PER_PAGE = 50


def _operators_only(request: AuthedRequest) -> None:
    if not registry.can_manage(request.user):
        raise PermissionDenied


@require_GET
def people(request: AuthedRequest) -> HttpResponse:
    _operators_only(request)
    words = request.GET.get("q", "").replace("\0", "")
    page = Paginator(registry.matching(words), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "q": words, "nav_here": "people"})


@require_http_methods(["GET", "POST"])
def person_add(request: AuthedRequest) -> HttpResponse:
    _operators_only(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (person := form.saved_by(request.user)):
        return _send_link(request, person)
    return render(request, "accounts/person_add.html", {"form": form, "nav_here": "people"})


@require_http_methods(["GET", "POST"])
def person_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    _operators_only(request)
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.saved_by(request.user):
        messages.success(request, _("Changes saved."))
        return redirect("accounts:people")
    context = {"form": form, "pk": pk, "name": form.initial["full_name"], "nav_here": "people"}
    return render(request, "accounts/person_edit.html", {**context, "changes": registry.changes(pk)})


@require_POST
def person_link(request: AuthedRequest, pk: int) -> HttpResponse:
    _operators_only(request)
    return _send_link(request, get_object_or_404(User, pk=pk, is_active=True))


def _send_link(request: AuthedRequest, person: User) -> HttpResponse:
    if registry.send_link(person, by=request.user, site=request.build_absolute_uri("/")):
        messages.success(
            request, _("The link to set a password was sent to %(email)s.") % {"email": person.email}
        )
    else:
        messages.error(
            request, _("The letter to %(email)s could not be sent. Try again.") % {"email": person.email}
        )
    return redirect("accounts:person-edit", person.pk)


@require_http_methods(["GET", "POST"])
def profile(request: AuthedRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = OwnDetailsForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = registry.update(request.user.pk, by=request.user, **form.cleaned_data)
        with override(saved.language):
            messages.success(request, _("Changes saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language: in the account of who is signed in, and in a cookie for before signing in."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            registry.update(request.user.pk, by=request.user, language=chosen)
        _remember(response, chosen)
    return response


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
