"""One row of the matrix: both proposals beside each other, the own one written, taken up again."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Institution
from accounts.requests import AuthedRequest
from roadmap import permissions, preparation, workflow
from roadmap.forms.plan_row import PlanRowForm
from roadmap.models import MatrixRow, Preparation, Roadmap, RowText
from roadmap.preparation import content
from roadmap.preparation.comparing import differing
from roadmap.preparation.happened import happened
from roadmap.preparation.reading import RoomView, RowView, fields, room_for
from roadmap.views.preparation import over, page, visible_room


def _visible_row(request: AuthedRequest, pk: int) -> tuple[RoomView, RowView]:
    """Raises Http404 where this person may not read it, or does not know of it."""
    rows = permissions.visible(request.user, MatrixRow.objects.select_related("room"))
    found = get_object_or_404(rows, pk=pk)
    room = Preparation.objects.select_related("follows", "roadmap__party_a", "roadmap__party_b")
    view = room_for(room.get(pk=found.room_id), request.user, only=pk)
    if not view.rows:
        raise Http404
    return view, view.rows[0]


@require_safe
def matrix_row(request: AuthedRequest, pk: int) -> HttpResponse:
    view, row = _visible_row(request, pk)
    is_open = view.room.roadmap.status == Roadmap.Status.IN_PREPARATION
    context = page(request, view.room) | {
        "view": view,
        "row": row,
        "fields": fields(row, view.parties),
        "history": happened(row.row, view),
        "can_write": is_open and view.can_prepare and not row.is_settled,
        "has_published": any(
            text.published_at and text.country_id == view.own for text in row.row.texts.all()
        ),
        "can_reopen": is_open and view.can_prepare and row.is_settled,
        "can_discard": is_open and view.can_prepare and _is_private(row.row, view),
        "acceptable": row.acceptable if is_open else None,
    }
    return render(request, "roadmap/matrix_row.html", context)


def _is_private(row: MatrixRow, view: RoomView) -> bool:
    """Added by the own side and not shown to the other yet."""
    return row.added_by_country_id == view.own and not any(text.published_at for text in row.texts.all())


# --- Writing ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def matrix_row_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """The own side's proposal; `?from=other` begins with what the other party published."""
    if request.method == "POST" and (code := _room_of_discarded(request, pk)):
        return _as_new_row(request, code)
    view, row = _visible_row(request, pk)
    permissions.require(permissions.can_prepare(request.user, view.room.roadmap))
    own = next((text for text in row.row.texts.all() if text.country_id == view.own), None)
    start = _beginning(row, own, from_other=request.GET.get("from") == "other")
    if request.method == "GET":
        if refusal := _closed(view, row):
            messages.warning(request, refusal)
            return redirect(row.row)
        return _edit_page(request, view, row, _form(view, start), own.version if own else 0)
    form = _form(view, start, request.POST)
    if "drop" in request.POST:
        return _saved(request, view, row, form, text=own.content if own else row.row.fed)
    if not form.is_valid():
        return _edit_page(request, view, row, form, _version(request), status=422)
    return _saved(request, view, row, form, text=form.content)


def _room_of_discarded(request: AuthedRequest, pk: int) -> str:
    """The roadmap's code, where the own side threw the row away while this person wrote in it."""
    own = MatrixRow.history.filter(id=pk, added_by_country=request.user.country_id, history_type="-")
    gone = own.values_list("room", flat=True).first()
    room = Preparation.objects.select_related("roadmap").filter(pk=gone).first()
    return room.roadmap.code if room and permissions.can_prepare(request.user, room.roadmap) else ""


def _as_new_row(request: AuthedRequest, code: str) -> HttpResponse:
    """What was typed, to be saved as a row of its own."""
    view = room_for(visible_room(request, code), request.user)
    told = _(
        "This row was discarded in the meantime. What you wrote is still here: saving it adds a new row."
    )
    form = _form(view, content.empty(), request.POST)
    return _refused(request, view, None, form, workflow.IllegalTransition(told))


def _closed(view: RoomView, row: RowView) -> str:
    """Why nobody writes in the row any more; empty where one does."""
    try:
        preparation.expect_in_preparation(view.room.roadmap)
        preparation.expect_open(row.row)
    except workflow.IllegalTransition as refusal:
        return str(refusal)
    return ""


def _saved(
    request: AuthedRequest, view: RoomView, row: RowView, form: PlanRowForm, *, text: Mapping[str, Any]
) -> HttpResponse:
    """A row that the party proposes to leave out keeps the text that it had. What was typed is never lost."""
    dropped, version = "drop" in request.POST, _version(request)
    try:
        preparation.save_text(
            row.row.pk, text=text, dropped=dropped, version=version, by=request.user, now=timezone.now()
        )
    except preparation.WrittenMeanwhile as refusal:
        return _conflict(request, view, row, form, refusal.current)
    except workflow.IllegalTransition as refusal:
        return _refused(request, view, row, form, refusal)
    messages.success(request, _("Draft saved. The other party reads it once your secretariat publishes."))
    return redirect(row.row)


@require_http_methods(["GET", "POST"])
def matrix_row_add(request: AuthedRequest, code: str) -> HttpResponse:
    room = visible_room(request, code)
    permissions.require(permissions.can_prepare(request.user, room.roadmap))
    if request.method == "GET" and (answer := over(request, room)):
        return answer
    view = room_for(room, request.user)
    form = _form(view, content.empty(), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = preparation.add_row(room.pk, text=form.content, by=request.user, now=timezone.now())
        except workflow.IllegalTransition as refusal:
            return _refused(request, view, None, form, refusal)
        messages.success(request, _("Row added. The other party sees it once your secretariat publishes."))
        return redirect(row)
    status = 422 if request.method == "POST" else 200
    return _edit_page(request, view, None, form, 0, status=status)


def _refused(
    request: AuthedRequest,
    view: RoomView,
    row: RowView | None,
    form: PlanRowForm,
    refusal: workflow.IllegalTransition,
) -> HttpResponse:
    """It was settled or put in force in the meantime: said above the text, which stays where it was typed."""
    form.full_clean()
    form.add_error(None, str(refusal))
    return _edit_page(request, view, row, form, _version(request), status=409)


def _conflict(
    request: AuthedRequest, view: RoomView, row: RowView, form: PlanRowForm, current: RowText | None
) -> HttpResponse:
    """What the person wrote stays in the form; what stands now is named, and saving again takes the own text."""
    mine = form.content if form.is_valid() else row.row.fed
    context = {
        "conflict": current,
        "differences": differing(current.content, mine, view.parties) if current else [],
    }
    version = current.version if current else 0
    return _edit_page(request, view, row, form, version, status=409, **context)


def _beginning(row: RowView, own: RowText | None, *, from_other: bool) -> Mapping[str, Any]:
    if from_other and row.acceptable and row.acceptable.published and not row.acceptable.published_dropped:
        return row.acceptable.published
    if own:
        return own.content
    if row.row.fed:
        return row.row.fed
    return (row.acceptable.published if row.acceptable else None) or content.empty()


def _version(request: AuthedRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _form(view: RoomView, start: Mapping[str, Any], data: Any = None) -> PlanRowForm:
    roadmap = view.room.roadmap
    institutions = Institution.objects.filter(
        Q(country__in=[roadmap.party_a, roadmap.party_b]) | Q(country=None)
    )
    return PlanRowForm(
        data,
        parties=view.parties,
        institutions=institutions.existing_on(timezone.localdate()),
        axes=_axes(view, start),
        content=start,
    )


def _axes(view: RoomView, start: Mapping[str, Any]) -> list[str]:
    """The titles that there are, those of the other party's drafts not among them."""
    told = view.room.rows.values_list(
        *("fed__axis", "agreed__axis", "texts__published__axis", "texts__content__axis", "texts__country")
    )
    titles = [
        title
        for fed, agreed, published, written, country in told
        for title in (fed, agreed, published, written if country == view.own else None)
    ]
    return [title for title in dict.fromkeys([*titles, start.get("axis")]) if title]


def _edit_page(
    request: AuthedRequest,
    view: RoomView,
    row: RowView | None,
    form: PlanRowForm,
    version: int,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = page(request, view.room) | {"view": view, "row": row, "form": form, "version": version, **more}
    return render(request, "roadmap/matrix_row_edit.html", context, status=status)


# --- Acts -------------------------------------------------------------------------------------------------
@require_POST
def matrix_row_reopen(request: AuthedRequest, pk: int) -> HttpResponse:
    view, row = _visible_row(request, pk)
    permissions.require(permissions.can_prepare(request.user, view.room.roadmap))
    try:
        preparation.reopen(pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The row is open again: the other party's secretariat was told."))
    return redirect(row.row)


@require_POST
def matrix_row_discard(request: AuthedRequest, pk: int) -> HttpResponse:
    view, _row = _visible_row(request, pk)
    permissions.require(permissions.can_prepare(request.user, view.room.roadmap))
    try:
        preparation.discard_row(pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Row discarded."))
    return redirect(view.room)
