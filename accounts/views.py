"""Pages about people: the list, accounts, one's own details, the choice of language.

Signing in and out and passwords are allauth's views; `urls` says which of them are reachable.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import appointments, charge, person_page, standing
from accounts import people as registry
from accounts.appointment_views import require, told_by_letter
from accounts.forms import AccountForm, OwnDetailsForm, PersonForm
from accounts.models import User
from accounts.requests import AuthedRequest

PEOPLE_PER_PAGE = 50


@require_GET
def people(request: AuthedRequest) -> HttpResponse:
    """Everybody, for the operator; a country's offices see their own people, with how their appointments stand."""
    require(charge.has_people(request.user))
    words = request.GET.get("q", "").replace("\0", "")
    found = standing.with_appointments(registry.matching(words, by=request.user))
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rows = standing.of_each(page.object_list, timezone.now())
    context = {"page": page, "rows": rows, "q": words, "nav_here": "people", **_may(request)}
    return render(request, "accounts/people.html", context)


def _may(request: AuthedRequest) -> dict[str, Any]:
    """What the list offers, and of what it warns."""
    user = request.user
    ending = []
    if charge.appoints(user) and user.country:
        today = appointments.today_in(user.country, timezone.now())
        ending = list(appointments.ending(user.country, day=today))
    return {
        "is_operator": charge.is_operator(user),
        "accredits": charge.accredits(user),
        "appoints": charge.appoints(user),
        "ending": ending,
    }


@require_http_methods(["GET", "POST"])
def person_add(request: AuthedRequest) -> HttpResponse:
    require(charge.is_operator(request.user))
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (person := form.saved_by(request.user, now=timezone.now())):
        return told_by_letter(request, person)
    context = {"form": form, "nav_here": "people"}
    return render(request, "accounts/person_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """A person's page: the account, as far as it is theirs to change, the appointments, the history."""
    require(charge.has_people(request.user))
    person = get_object_or_404(standing.with_appointments(charge.seen_by(request.user)), pk=pk)
    name, fields = person.full_name, charge.changeable(request.user, person)
    posted = request.POST if request.method == "POST" else None
    form = AccountForm(posted, instance=person, fields=fields) if fields else None
    require(request.method == "GET" or form is not None)
    if request.method == "POST" and form and form.saved_by(request.user, now=timezone.now()):
        messages.success(request, _("Changes saved."))
        return redirect("accounts:person-edit", pk)
    context = person_page.context(request, person) | {"form": form, "name": name, "nav_here": "people"}
    status = 422 if form and form.errors else 200
    return render(request, "accounts/person_edit.html", context, status=status)


@require_POST
def person_link(request: AuthedRequest, pk: int) -> HttpResponse:
    require(charge.has_people(request.user))
    person = get_object_or_404(charge.seen_by(request.user), pk=pk, is_active=True)
    require(charge.can_send_link(request.user, person))
    return told_by_letter(request, person)


@require_http_methods(["GET", "POST"])
def profile(request: AuthedRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = OwnDetailsForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = registry.update(request.user.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        with override(saved.language):
            messages.success(request, _("Changes saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, **person_page.own(request.user)})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language: in the account of who is signed in, and in a cookie for before signing in."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe and back.startswith("/") else "/")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            registry.update(request.user.pk, by=request.user, now=timezone.now(), language=chosen)
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
