"""Institutions of the own country, what becomes of them, and what the counterparts notified of theirs."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import appointments
from accounts.forms.documents import DocumentForm, refuse
from accounts.models import Institution, InstitutionChange
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms.institutions import ChangeForm, DesignationForm, SuccessorForm
from roadmap.workflow import passing

RELATED = ("country", "institution", "successor", "document", "notified_by")


@require_safe
def institution_list(request: AuthedRequest) -> HttpResponse:
    user = request.user
    permissions.require(permissions.may_see_institutions(user))
    today = appointments.today_of(user, timezone.now())
    own = permissions.visible(user, Institution.objects.select_related("successor"))
    rows = list(own.prefetch_related("predecessors").order_by("acronym", "valid_until"))
    consulates = permissions.visible(user, Institution.objects.consulates())
    changes = list(changes_for(user))
    left = set(passing.left_behind(today).filter(country=user.country_id).values_list("pk", flat=True))
    page = {
        "nav_here": "institutions",
        "country": user.country,
        "consulates": set(consulates.values_list("pk", flat=True)),
        "left": [row for row in rows if row.pk in left],
        "standing": [row for row in rows if row.valid_until is None or row.valid_until >= today],
        "former": [row for row in rows if row.valid_until is not None and row.valid_until < today],
        "own_changes": [change for change in changes if change.country_id == user.country_id],
        "their_changes": [change for change in changes if change.country_id != user.country_id],
        "can_change": permissions.may_change_institutions(user),
        "can_designate": permissions.is_secretariat(user),
    }
    return render(request, "roadmap/institution_list.html", page)


def changes_for(user: Any) -> QuerySet[InstitutionChange]:
    """What this person may read of what was notified, with what a list shows."""
    changes = permissions.visible(user, InstitutionChange.objects.select_related(*RELATED))
    return changes.prefetch_related("notes__country", "notes__noted_by")


@require_http_methods(["GET", "POST"])
def institution_change(request: AuthedRequest, pk: int) -> HttpResponse:
    institution = _own(request, pk, permissions.may_change)
    now = timezone.now()
    today = appointments.today_of(request.user, now)
    form = ChangeForm(_posted(request), institution=institution, today=today)
    document = _document(request)
    if request.method == "POST" and form.is_valid() and document.is_valid() and document.paper:
        paper, told = document.paper, form.told
        change = _tried(
            request,
            form,
            document,
            lambda: workflow.notify_change(institution.pk, told=told, paper=paper, by=request.user, now=now),
        )
        if change is not None:
            return _told(request, change)
    return _page(request, "roadmap/institution_change.html", institution, form, document, today)


@require_http_methods(["GET", "POST"])
def institution_designate(request: AuthedRequest, pk: int) -> HttpResponse:
    institution = _own(request, pk, permissions.may_designate)
    now = timezone.now()
    today = appointments.today_of(request.user, now)
    left = passing.responsibilities(institution)
    initial = {"successor": institution.successor_id, "effective_on": today}
    form = DesignationForm(_posted(request), institution=institution, today=today, left=left, initial=initial)
    document = _document(request)
    if request.method == "POST" and form.is_valid() and document.is_valid() and document.paper:
        told, chosen, paper = form.told, form.chosen, document.paper
        change = _tried(
            request,
            form,
            document,
            lambda: workflow.designate_successor(
                institution.pk, told=told, activities=chosen, paper=paper, by=request.user, now=now
            ),
        )
        if change is not None:
            return _told(request, change)
    return _page(request, "roadmap/institution_designate.html", institution, form, document, today)


def _own(request: AuthedRequest, pk: int, may: Callable[[Any, Institution], bool]) -> Institution:
    rows = permissions.visible(request.user, Institution.objects.select_related("country", "successor"))
    institution = get_object_or_404(rows, pk=pk)
    permissions.require(may(request.user, institution))
    return institution


def _posted(request: AuthedRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _document(request: AuthedRequest) -> DocumentForm:
    files = request.FILES if request.method == "POST" else None
    return DocumentForm(_posted(request), files, prefix="document")


def _tried(
    request: AuthedRequest,
    form: SuccessorForm,
    document: DocumentForm,
    verb: Callable[[], InstitutionChange],
) -> InstitutionChange | None:
    """What the verb refuses stands at the field that it is about; what is too late is a message."""
    try:
        return verb()
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as refusal:
        refuse(refusal, form, document)
    return None


def _told(request: AuthedRequest, change: InstitutionChange) -> HttpResponse:
    if change.applied_at is not None:
        messages.success(request, _("Notified; it is in effect already. The counterpart takes note."))
    else:
        messages.success(request, _("Notified. It takes effect by itself on its day."))
    return redirect("roadmap:change-detail", change.pk)


def _page(
    request: AuthedRequest,
    template: str,
    institution: Institution,
    form: SuccessorForm,
    document: DocumentForm,
    today: date,
) -> HttpResponse:
    context = {
        "nav_here": "institutions",
        "institution": institution,
        "form": form,
        "document": document,
        "foreseen": passing.foreseen(institution, today),
        "waiting": institution.changes.waiting().first(),
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
