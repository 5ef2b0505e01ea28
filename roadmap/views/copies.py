"""A party takes a complete copy of a roadmap away: what it holds, the copies so far, and the button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthedRequest
from roadmap import jobs, permissions, workflow
from roadmap.models import Job
from roadmap.views.frame import frame, visible_roadmap


@require_http_methods(["GET", "POST"])
def bundle_ask(request: AuthedRequest, code: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    permissions.require(permissions.can_take_copy(request.user, roadmap))
    if request.method == "POST":
        try:
            job = jobs.ask(Job.Kind.BUNDLE, roadmap=roadmap, by=request.user, now=timezone.now())
        except workflow.IllegalTransition as refusal:
            messages.warning(request, str(refusal))
            return redirect("roadmap:bundle-ask", roadmap.code)
        messages.success(request, _("Your copy is being prepared. You may close this page."))
        return redirect(job)
    so_far = permissions.visible(request.user, Job.objects.filter(kind=Job.Kind.BUNDLE, roadmap=roadmap))
    page = frame(request, roadmap, "report") | {"jobs": so_far.select_related("asked_by")[:10]}
    return render(request, "roadmap/bundle_ask.html", page)
