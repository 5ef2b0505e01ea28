"""Each side's note on why the two declared values of a joint activity differ."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.documents import refuse
from accounts.models import Country
from accounts.requests import AuthedRequest
from roadmap import permissions, summary, workflow
from roadmap.forms import ReasonForm
from roadmap.models import Activity
from roadmap.plan import default_as_of
from roadmap.summary import ActivityRow
from roadmap.views.frame import frame, visible_roadmap
from roadmap.views.late import too_late


def differing(row: ActivityRow, parties: Sequence[Country]) -> dict[str, Any]:
    """What each country declares, in the order of the viewer's copy, and whose note is there."""
    declared = [(country, row.countries.get(country.code)) for country in parties]
    return {"declared": declared, "explained": [note.country for note in row.differences]}


@require_http_methods(["GET", "POST"])
def activity_difference(request: AuthedRequest, code: str, number: str) -> HttpResponse:
    roadmap, now = visible_roadmap(request, code), timezone.now()
    activity = get_object_or_404(Activity, roadmap=roadmap, number=number)
    activity.roadmap = roadmap
    permissions.require(permissions.may_explain_difference(request.user, activity))
    as_of = default_as_of(roadmap, now)
    row = summary.recalled(roadmap, as_of=as_of, now=now, detail=True).activity(number)
    if row is None:
        raise Http404
    question = _("Why do the values differ, as your country sees it?")
    form = ReasonForm(request.POST if request.method == "POST" else None, question=question)
    if not row.differs:
        words = _("Both countries declare the same today: there is no difference to explain.")
        return too_late(request, roadmap, words, activity, form)
    if form.is_valid():
        try:
            workflow.explain_difference(
                activity.pk, as_of=as_of, reason=form.cleaned_data["reason"], by=request.user, now=now
            )
        except workflow.IllegalTransition as refusal:
            return too_late(request, roadmap, str(refusal), activity, form)
        except ValidationError as error:
            refuse(error, form)
        else:
            messages.success(request, _("The note was added: both countries see it."))
            return redirect(activity)
    page = frame(request, roadmap, "activities") | {"activity": activity, "row": row, "form": form}
    page |= differing(row, page["parties"])
    return render(request, "roadmap/activity_difference.html", page, status=422 if form.errors else 200)
