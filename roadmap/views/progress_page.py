"""What the pages of one report share: finding it for the person, what it says, who did what, what can be done now."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Country, Document, User
from accounts.requests import AuthedRequest
from roadmap import calendar, permissions, plan, workflow
from roadmap.completion import ActivityPlan, Kind, MilestonePlan, Scale
from roadmap.models import Activity, Conformity, ProgressReport
from roadmap.summary import AnswerRow
from roadmap.views import late
from roadmap.views.answering import answers_to
from roadmap.views.frame import frame
from roadmap.views.pieces import pieces, reused, to_review

RELATED = (
    *("activity__axis", "activity__roadmap__party_a", "activity__roadmap__party_b", "country", "institution"),
    *("author", "submitted_by", "validated_by", "returned_by", "paper"),
)


def visible_report(request: AuthedRequest, pk: int) -> ProgressReport:
    """With all that its pages name. Raises Http404 where the person may not see it."""
    reports = permissions.visible(request.user, ProgressReport.objects.select_related(*RELATED))
    return get_object_or_404(reports, pk=pk)


def context(request: AuthedRequest, report: ProgressReport) -> dict[str, Any]:
    """The context of `roadmap/_progress_report.html` and of the frame around it."""
    activity, roadmap = report.activity, report.activity.roadmap
    counterpart = roadmap.counterpart(report.country_id)
    answerable = activity.kind != activity.Kind.NATIONAL and report.status == report.Status.VALIDATED
    return {
        **frame(request, roadmap, "activities"),
        "report": report,
        "activity": activity,
        "counterpart": counterpart,
        "heading": heading(report),
        "milestones": (stones := milestones(report)),
        "worth": _worth(activity, stones),
        "evidence": (found := pieces(request.user, report)),
        "reused": reused(request.user, report, found),
        "to_review": to_review(request.user, report, found),
        "answerable": answerable,
        **answers_to(report, answerable=answerable, now=timezone.now()),
        "inside": (inside := _follows_inside(request.user, report)),
        **_declared(report, inside=inside),
        **_who(request, report),
    }


def _who(request: AuthedRequest, report: ProgressReport) -> dict[str, Any]:
    """Who answered for it, who typed it, whose approval it has."""
    return {
        "typed_by": list(report.writers.order_by("full_name")),
        "approval": workflow.approval_of(report),
        "waits_for_approval": report.status == report.Status.SUBMITTED
        and workflow.waits_for_approval(report, now=timezone.now()),
        "reads_paper": report.paper is not None
        and permissions.visible(request.user, Document.objects.filter(pk=report.paper.pk)).exists(),
    }


def _declared(report: ProgressReport, *, inside: bool) -> dict[str, Any]:
    """Why what looked like a person's datum is none: its own side reads it, everybody else that it was said."""
    if inside:
        return {"declared": workflow.declared_in(report)}
    return {"was_declared": report.declarations.exists()}


def _follows_inside(user: User, report: ProgressReport) -> bool:
    """What happened before a report counted is its own country's business."""
    return user.country_id == report.country_id and permissions.can_see_working(user, report.activity)


def heading(report: ProgressReport) -> str:
    return _("Progress of %(country)s as of %(day)s") % {
        "country": report.country,
        "day": formats.date_format(report.as_of, "SHORT_DATE_FORMAT"),
    }


def milestones(report: ProgressReport) -> list[dict[str, Any]]:
    """The milestones of the report's own day, each with whether it says that it is met; none where it says a
    percentage.
    """
    met = set(report.milestones_met)
    stones = plan.milestones_on(report.activity, report.as_of) if report.percent is None else []
    return [{"milestone": row, "met": row.key in met} for row in stones]


def _worth(activity: Activity, stones: list[dict[str, Any]]) -> Fraction | None:
    """The percentage that the milestones met are worth (rule 3)."""
    if not stones:
        return None
    planned = ActivityPlan(
        number=activity.number,
        axis=activity.axis.number,
        weight=activity.weight,
        kind=Kind(activity.kind),
        countries=(),
        start=activity.start,
        due=activity.deadline,
        milestones=tuple(MilestonePlan(one["milestone"].key, one["milestone"].weight) for one in stones),
    )
    return Scale(planned).value(frozenset(one["milestone"].key for one in stones if one["met"]))


def actions(user: User, report: ProgressReport, answer: Conformity | AnswerRow | None) -> dict[str, bool]:
    """What this person can do with the report now: booleans for the templates."""
    edit, answering = permissions.can_edit(user, report), permissions.can_answer(user, report)
    own_secretariat = permissions.is_secretariat(user, report.country_id)
    decide = permissions.can_decide(user, report, now=timezone.now())
    return {
        "can_edit": edit,
        "can_discard": edit and report.status == report.Status.DRAFT,
        "can_decide": decide,
        "can_approve": permissions.can_approve(user, report),
        "wrote_in_it": own_secretariat and report.status == report.Status.SUBMITTED and not decide,
        "can_agree": answering and (answer is None or answer.standing != Conformity.Decision.AGREED),
        "can_observe": answering,
        "can_maintain": answer is not None and permissions.can_maintain(user, report, answer.standing),
    }


def days(activity: Activity, country: Country) -> tuple[list[date], date]:
    """The roadmap's cutoff dates and the reporting country's today."""
    cutoffs = list(activity.roadmap.cutoff_dates.values_list("day", flat=True))
    return cutoffs, calendar.local_day(timezone.now(), country.time_zone)


def too_late(
    request: HttpRequest, report: ProgressReport, *shown: BaseForm, problem: str = ""
) -> HttpResponse:
    """What somebody did with the report meanwhile, and what was written in the forms."""
    roadmap, there = report.activity.roadmap, ProgressReport.objects.filter(pk=report.pk).exists()
    to = report if there else report.activity
    return late.too_late(request, roadmap, problem or workflow.too_late(report), to, *shown)
