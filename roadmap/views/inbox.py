"""The inbox (*bandeja*): what waits for me, what waits longest first; for a secretariat also whom it waits for."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import post
from accounts.models import Country, User
from accounts.requests import AuthedRequest
from roadmap import inbox as waiting
from roadmap import permissions
from roadmap.inbox import Office, Pending
from roadmap.inbox.words import words, words_for_others
from roadmap.models import Roadmap

LINES = 20  # on a page


@require_safe
def inbox(request: AuthedRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    permissions.require(permissions.can_have_tasks(user))
    board = waiting.board(str(user.country_id), now=now)
    page = _page(request, board.held_by(user))
    context = {"nav_here": "inbox", "page": page, "rows": _rows(page, user, now)}
    if permissions.is_secretariat(user):
        names = {country.pk: str(country) for country in Country.objects.all()}
        context["offices"] = [_office(user, office, names, now) for office in board.awaited_by(user)]
        context["awaited"] = sum(office["count"] for office in context["offices"])
        context["lost_letters"] = post.failures(user).count()
    return render(request, "roadmap/inbox.html", context)


@require_safe
def inbox_awaited(request: AuthedRequest, office: str) -> HttpResponse:
    """What one office holds that my secretariat waits for, line by line."""
    user, now = request.user, timezone.now()
    permissions.require(permissions.is_secretariat(user))
    found = waiting.board(str(user.country_id), now=now).awaited_of(user, office)
    if found is None:
        raise Http404
    page = _page(request, found.items)
    names = {country.pk: str(country) for country in Country.objects.filter(pk=found.country)}
    context = {"nav_here": "inbox", "page": page, "rows": _rows(page, user, now, own=False)}
    return render(
        request, "roadmap/inbox_awaited.html", context | {"office": _office(user, found, names, now)}
    )


def _page(request: HttpRequest, items: Sequence[Pending]) -> Page:
    return Paginator(items, LINES).get_page(request.GET.get("page"))


def _rows(page: Page, user: User, now: datetime, *, own: bool = True) -> list[dict[str, Any]]:
    """Lines with the words of what is to be done, the roadmap by name, and the days it has been waiting for."""
    today = timezone.localdate(now)
    roadmaps = Roadmap.objects.with_parties().filter(code__in={item.roadmap for item in page})
    titles = {roadmap.code: roadmap.short_title_for(user.country_id) for roadmap in roadmaps}
    shown = cache(lambda day: date_format(day, "SHORT_DATE_FORMAT"))  # many lines share few days
    waiting_for = cache(lambda since: _days(max(0, (today - since).days)))
    return [
        {
            "item": item,
            "path": item.path if own else item.path_for_others,
            "about": titles.get(item.about, item.about),
            "roadmap": titles.get(item.roadmap, item.roadmap),
            "words": words(item.kind)
            if own
            else words_for_others(item.kind, is_ours=item.whose == user.country_id),
            "since": shown(since),
            "days": waiting_for(since),
            "due": shown(item.due) if item.due else "—",
            "late": item.due is not None and item.due < today,
        }
        for item in page
        for since in [timezone.localdate(item.since)]
    ]


def _days(days: int) -> str:
    if days == 0:
        return _("today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _office(user: User, office: Office, names: dict[str, str], now: datetime) -> dict[str, Any]:
    """Whose office it is, how much it holds, for how many days the oldest has been waiting."""
    today = timezone.localdate(now)
    return {
        "key": office.key,
        "name": office.name,
        "role": office.role_text,
        "country": names[office.country],
        "is_ours": office.country == user.country_id,
        "is_colleague": office.country == user.country_id
        and permissions.is_secretariat(user)
        and office.role == user.role,
        "count": len(office.items),
        "late": sum(1 for item in office.items if item.due is not None and item.due < today),
        "days": max(0, (today - timezone.localdate(office.oldest.since)).days),
    }
