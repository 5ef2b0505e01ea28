"""The conversation on an activity or on one of its reports: what was said, and saying something."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.models import Country, User
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms import CommentForm
from roadmap.models import Activity, Comment, ProgressReport
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.progress_page import heading, visible_report

PER_PAGE = 20
SHOWN = 3  # on the page of what is talked about; the rest is one link away
RELATED = ("written_by", "written_by__institution", "country", "report__country")


@require_http_methods(["GET", "POST"])
def activity_conversation(request: AuthedRequest, code: str, number: str) -> HttpResponse:
    roadmap = visible_roadmap(request, code)
    activity = get_object_or_404(Activity, roadmap=roadmap, number=number)
    activity.roadmap = roadmap
    return _conversation(request, activity, None)


@require_http_methods(["GET", "POST"])
def progress_conversation(request: AuthedRequest, pk: int) -> HttpResponse:
    report = visible_report(request, pk)
    return _conversation(request, report.activity, report)


def latest(user: User, activity: Activity, report: ProgressReport | None = None) -> dict[str, Any]:
    """The last comments for the page of what they are about, and where all of them are. Two queries."""
    found = list(_comments(user, activity, report)[: SHOWN + 1])
    return {
        "comments": found[:SHOWN],
        "more_comments": len(found) > SHOWN,
        "conversation": _address(activity, report),
        "can_converse": permissions.can_converse(user, activity),
    }


def _comments(user: User, activity: Activity, report: ProgressReport | None) -> QuerySet[Comment]:
    """Those that this person reads: of the activity with its reports, or of the one report."""
    said = (
        Comment.objects.filter(activity=activity) if report is None else Comment.objects.filter(report=report)
    )
    return permissions.visible(user, said.select_related(*RELATED).prefetch_related("mentioned"))


def _address(activity: Activity, report: ProgressReport | None) -> str:
    if report is not None:
        return reverse("roadmap:progress-conversation", args=[report.pk])
    return reverse("roadmap:activity-conversation", args=[activity.roadmap.code, activity.number])


def _conversation(request: AuthedRequest, activity: Activity, report: ProgressReport | None) -> HttpResponse:
    talks = permissions.can_converse(request.user, activity)
    permissions.require(talks or request.method == "GET")
    form = _form(request, activity, report) if talks else None
    if form is not None and form.is_valid() and _said(request, activity, report, form):
        return redirect(_address(activity, report))
    page = Paginator(_comments(request.user, activity, report), PER_PAGE).get_page(request.GET.get("page"))
    context = frame(request, activity.roadmap, "activities") | {
        "activity": activity,
        "report": report,
        "heading": heading(report) if report else "",
        "page": page,
        "form": form,
    }
    mistaken = form is not None and form.errors
    return render(request, "roadmap/conversation.html", context, status=422 if mistaken else 200)


def _form(request: AuthedRequest, activity: Activity, report: ProgressReport | None) -> CommentForm:
    return CommentForm(
        request.POST if request.method == "POST" else None,
        own=cast(Country, request.user.country),
        shareable=permissions.can_be_shared(report),
        people=permissions.mentionable(request.user, activity, report, now=timezone.now()),
    )


def _said(
    request: AuthedRequest, activity: Activity, report: ProgressReport | None, form: CommentForm
) -> bool:
    """False with the form's errors."""
    try:
        said = workflow.comment(
            activity.pk,
            text=form.cleaned_data["text"],
            shared=form.is_shared,
            by=request.user,
            now=timezone.now(),
            report_id=report.pk if report else None,
            mentioned=form.called,
        )
    except workflow.IllegalTransition as refusal:
        form.add_error(None, str(refusal))
        return False
    except ValidationError as error:
        refuse(error, form)
        return False
    words = (
        _("Comment added: both parties read it.")
        if said.is_shared
        else _("Comment added: only your side reads it.")
    )
    messages.success(request, words)
    return True
