"""The gate of the second factor: until a person who has to have one has it, every page leads to where it is set up.

Pages that stay open to them say so with `@without_second_factor`; whatever is not marked is closed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import second_factor
from accounts.models import User

View = Callable[..., HttpResponse]


def without_second_factor(view: View) -> View:
    """For pages that a person needs in order to get a second factor, or to leave."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.without_second_factor = True  # type: ignore[attr-defined]
    return opened


class SecondFactorMiddleware:
    """After the sign-in is checked: `request.second_factor_missing` tells the page that explains it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        missing = isinstance(person, User) and second_factor.is_missing(person, request.session)
        request.second_factor_missing = missing  # type: ignore[attr-defined]
        if missing and not getattr(view, "without_second_factor", False):
            return redirect("mfa_index")
        return None
