"""The operator's pages of the door: sign-ins, failures and locks; and taking away a second factor that was lost."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import charge, places, second_factor
from accounts import security as registry
from accounts.models import User
from accounts.requests import AuthedRequest

PER_PAGE = 50
# The calendar's first and last year have days that begin or end outside of it in some time zone.
FIRST, LAST = date(2, 1, 1), date(9998, 12, 31)


class Filter(forms.Form):
    """What cannot be a day is no day: the list is then of all days."""

    q = forms.CharField(label=gettext_lazy("E-mail"), required=False, max_length=255)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _operators_only(request: AuthedRequest) -> None:
    if not charge.is_operator(request.user):
        raise PermissionDenied


@require_GET
def security(request: AuthedRequest) -> HttpResponse:
    _operators_only(request)
    form = Filter(request.GET)
    form.is_valid()
    words, day = form.cleaned_data.get("q", "").strip(), form.cleaned_data.get("day")
    rows = registry.sign_ins(words, day, places.time_zone_of(request.user))
    page: Any = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = registry.told(page.object_list)
    context = {"form": form, "page": page, "locks": registry.locks(now=timezone.now()), "nav_here": "people"}
    return render(request, "accounts/security.html", context)


@require_POST
def security_unlock(request: AuthedRequest) -> HttpResponse:
    _operators_only(request)
    email = request.POST.get("email", "").replace("\0", "")
    registry.unlock(email, by=request.user, request=request, now=timezone.now())
    messages.success(request, _("%(email)s may try again.") % {"email": email})
    return redirect("accounts:security")


@require_http_methods(["GET", "POST"])
def person_second_factor(request: AuthedRequest, pk: int) -> HttpResponse:
    """The person asked for it, because they lost what they had."""
    _operators_only(request)
    person = get_object_or_404(User, pk=pk)
    if person.pk == request.user.pk:
        raise PermissionDenied
    if request.method == "POST":
        try:
            second_factor.reset(pk, by=request.user, now=timezone.now())
            messages.success(request, _("The second factor was taken away, and the person was told."))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("accounts:person-edit", pk)
    return render(request, "accounts/person_second_factor.html", {"person": person, "nav_here": "people"})
