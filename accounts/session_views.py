"""One's own open sessions: look at them, end one, sign out everywhere else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import sessions as registry
from accounts.gate import without_second_factor
from accounts.requests import AuthedRequest

SHOWN = 100


@without_second_factor
@require_GET
def sessions(request: AuthedRequest) -> HttpResponse:
    found = registry.open_ones(request.user, now=timezone.now())[:SHOWN]
    rows = [
        {
            "pk": session.pk,
            "began": session.created_at,
            "address": session.ip,
            "browser": registry.browser_of(session.user_agent),
            "is_this": session.session_key == request.session.session_key,
        }
        for session in found
    ]
    others = any(not row["is_this"] for row in rows)
    return render(request, "accounts/sessions.html", {"rows": rows, "others": others})


@without_second_factor
@require_POST
def session_end(request: AuthedRequest, pk: int) -> HttpResponse:
    if not registry.end(request.user, pk):
        raise Http404
    messages.success(request, _("That session was ended."))
    return redirect("accounts:sessions")


@without_second_factor
@require_POST
def sessions_end(request: AuthedRequest) -> HttpResponse:
    ended = registry.end_all(request.user, but=request.session.session_key)
    told = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", ended)
    messages.success(request, told % {"count": ended})
    return redirect("accounts:sessions")
