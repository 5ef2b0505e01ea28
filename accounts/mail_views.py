"""Letters that did not arrive: what became of them, what to do, and the button to try again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import post
from accounts.models import Letter
from accounts.requests import AuthedRequest

LETTERS = 25  # on a page


def _lookers_only(request: AuthedRequest) -> None:
    if not post.sees_failures(request.user):
        raise PermissionDenied


@require_safe
def mail_failed(request: AuthedRequest) -> HttpResponse:
    _lookers_only(request)
    page = Paginator(post.failures(request.user), LETTERS).get_page(request.GET.get("page"))
    rows = [_row(letter) for letter in page]
    return render(request, "accounts/mail_failed.html", {"page": page, "rows": rows, "nav_here": "mail"})


def _row(letter: Letter) -> dict[str, Any]:
    return {"letter": letter, "subject": post.subject(letter), "is_refused": post.is_refused(letter)}


@require_POST
def mail_retry(request: AuthedRequest, pk: int) -> HttpResponse:
    _lookers_only(request)
    letter = get_object_or_404(post.failures(request.user), pk=pk)
    post.try_again(letter.pk, by=request.user, now=timezone.now())
    messages.success(request, _("It is sent again within some minutes."))
    return redirect("accounts:mail-failed")
