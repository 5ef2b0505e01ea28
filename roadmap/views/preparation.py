"""The room of the next roadmap: opening it, its frame, its matrix, publishing, accepting, taking it away."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthedRequest
from roadmap import permissions, preparation, workflow
from roadmap.forms.preparation import FrameForm, OpenForm
from roadmap.imports import negotiated
from roadmap.models import MatrixRow, Preparation, Roadmap
from roadmap.preparation import FrameOfRoadmap
from roadmap.preparation.comparing import differing
from roadmap.preparation.reading import RoomView, RowView, room_for
from roadmap.reports import matrix_pdf
from roadmap.reports.making import TYPES
from roadmap.views.frame import frame, visible_roadmap


def visible_room(request: AuthedRequest, code: str) -> Preparation:
    """Raises Http404 where there is none that this person may read."""
    roadmap = visible_roadmap(request, code)
    room = get_object_or_404(Preparation.objects.select_related("follows"), roadmap=roadmap)
    room.roadmap = roadmap
    return room


def over(request: AuthedRequest, room: Preparation) -> HttpResponse | None:
    """Where nothing is written in the room any more, whoever asks for a form is told so instead."""
    try:
        preparation.expect_in_preparation(room.roadmap)
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
        return redirect(room)
    return None


def page(request: AuthedRequest, room: Preparation) -> dict[str, Any]:
    return frame(request, room.roadmap, "preparation") | {"room": room}


# --- Opening and its frame --------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def preparation_open(request: AuthedRequest, code: str) -> HttpResponse:
    """The room for the roadmap that follows this one; where it is open already, it is shown."""
    roadmap = visible_roadmap(request, code)
    already = Preparation.objects.filter(follows=roadmap).select_related("roadmap").first()
    if already is not None:
        return redirect(already)
    permissions.require(permissions.can_prepare(request.user, roadmap))
    if roadmap.status not in (Roadmap.Status.IN_FORCE, Roadmap.Status.FINISHED):
        messages.warning(request, _("The next roadmap is prepared once this one is in force or finished."))
        return redirect(roadmap)
    form = OpenForm(request.POST if request.method == "POST" else None, initial=_suggested(roadmap))
    if form.is_valid() and (room := _opened(request, roadmap, form)):
        return redirect(room)
    context = frame(request, roadmap, "status") | {"form": form}
    return render(request, "roadmap/preparation_open.html", context, status=422 if form.errors else 200)


def _opened(request: AuthedRequest, roadmap: Roadmap, form: OpenForm) -> Preparation | None:
    try:
        room = preparation.open_room(
            roadmap.pk,
            code=form.cleaned_data["code"],
            frame=_frame_of(form),
            by=request.user,
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    except workflow.IllegalTransition as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("The room is open: the other party's secretariat was told."))
    return room


def _suggested(roadmap: Roadmap) -> dict[str, Any]:
    """The years after: as long as this one in whole years."""
    first = roadmap.end + timedelta(days=1)
    years = max(roadmap.end.year - roadmap.start.year, 0)
    last = date(first.year + years, 12, 31)
    words = {str(roadmap.start.year): str(first.year), str(roadmap.end.year): str(last.year)}
    days = [
        date(year, *day) for year in range(first.year, last.year + 1) for day in ((4, 30), (8, 31), (12, 31))
    ]
    return {
        "code": _with_years(roadmap.code, words),
        "title": _with_years(roadmap.title, words),
        "start": first,
        "end": last,
        "cutoffs": [day for day in days if day >= first],
    }


def _with_years(text: str, words: dict[str, str]) -> str:
    """The text with its years changed, all at once: 2025–2026 becomes 2027–2028."""
    marked = text
    for at, year in enumerate(words):
        marked = marked.replace(year, f"\0{at}")
    for at, year in enumerate(words.values()):
        marked = marked.replace(f"\0{at}", year)
    return marked if marked != text else ""


@require_http_methods(["GET", "POST"])
def preparation_frame(request: AuthedRequest, code: str) -> HttpResponse:
    room = visible_room(request, code)
    permissions.require(permissions.can_prepare(request.user, room.roadmap))
    if request.method == "GET" and (answer := over(request, room)):
        return answer
    form = FrameForm(request.POST if request.method == "POST" else None, initial=_frame_data(room))
    if form.is_valid():
        return _changed_frame(request, room, form)
    return _frame_page(request, room, form, status=422 if form.errors else 200)


def _changed_frame(request: AuthedRequest, room: Preparation, form: FrameForm) -> HttpResponse:
    version = form.cleaned_data["version"] or 0
    try:
        preparation.change_frame(
            room.pk, frame=_frame_of(form), version=version, by=request.user, now=timezone.now()
        )
    except preparation.FrameChangedMeanwhile:
        return _frame_conflict(request, room.roadmap.code)
    except ValidationError as error:
        form.add_error(None, error)
        return _frame_page(request, room, form, status=422)
    except workflow.IllegalTransition as refusal:
        form.add_error(None, str(refusal))
        return _frame_page(request, room, form, status=409)
    messages.success(request, _("Saved. The other party's secretariat was told."))
    return redirect(room)


def _frame_conflict(request: AuthedRequest, code: str) -> HttpResponse:
    """What the person wrote stays in the form; what stands now is shown, and saving again takes the own text."""
    room = visible_room(request, code)
    data = request.POST.copy()
    data["version"] = str(room.version)
    last = room.history.select_related("history_user").first()
    return _frame_page(request, room, FrameForm(data), status=409, conflict=last)


def _frame_page(
    request: AuthedRequest, room: Preparation, form: FrameForm, *, status: int, **more: Any
) -> HttpResponse:
    context = page(request, room) | {"form": form, "now": _frame_data(room), **more}
    return render(request, "roadmap/preparation_frame.html", context, status=status)


def _frame_of(form: FrameForm) -> FrameOfRoadmap:
    given = form.cleaned_data
    return FrameOfRoadmap(given["title"], given["start"], given["end"], given["cutoffs"])


def _frame_data(room: Preparation) -> dict[str, Any]:
    roadmap = room.roadmap
    return {
        "title": roadmap.title,
        "start": roadmap.start,
        "end": roadmap.end,
        "cutoffs": [cutoff.day for cutoff in roadmap.cutoff_dates.all()],
        "version": room.version,
    }


# --- The matrix -------------------------------------------------------------------------------------------
@require_safe
def preparation_room(request: AuthedRequest, code: str) -> HttpResponse:
    room = visible_room(request, code)
    view = room_for(room, request.user)
    in_preparation = room.roadmap.status == Roadmap.Status.IN_PREPARATION
    context = page(request, room) | {
        "view": view,
        "rows": [(row, _differences(row, view)) for row in view.rows],
        "open": in_preparation,
        "can_write": in_preparation and view.can_prepare,
        "acceptable": in_preparation and any(row.acceptable for row in view.rows),
    }
    return render(request, "roadmap/preparation.html", context)


def _differences(row: RowView, view: RoomView) -> list[str]:
    """The fields in which the two columns, as this person sees them, differ."""
    texts = [column.content for column in row.columns if column.content and not column.dropped]
    if row.is_settled or len(texts) < 2:
        return []
    return differing(texts[0], texts[1], view.parties)


@require_POST
def preparation_publish(request: AuthedRequest, code: str) -> HttpResponse:
    room = visible_room(request, code)
    permissions.require(permissions.can_prepare(request.user, room.roadmap))
    try:
        count = preparation.publish(room.pk, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
    else:
        told = ngettext(
            "%(rows)d proposal published: the other party reads it now.",
            "%(rows)d proposals published: the other party reads them now.",
            count,
        )
        messages.success(request, told % {"rows": count})
    return redirect(room)


@require_POST
def preparation_accept(request: AuthedRequest, code: str) -> HttpResponse:
    """Each `row` that was ticked comes with the hash of the proposal that the person saw."""
    room = visible_room(request, code)
    permissions.require(permissions.can_prepare(request.user, room.roadmap))
    chosen = [pk for pk in request.POST.getlist("row") if pk.isascii() and pk.isdigit() and len(pk) < 16]
    proposals = {int(pk): request.POST.get(f"sha256_{pk}", "") for pk in chosen}
    try:
        rows = preparation.accept(room.pk, proposals=proposals, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
        return redirect(room)
    if all(row.outcome == MatrixRow.Outcome.AGREED for row in rows):
        told = ngettext("%(rows)d row is agreed.", "%(rows)d rows are agreed.", len(rows))
    else:
        told = ngettext("%(rows)d row is settled.", "%(rows)d rows are settled.", len(rows))
    messages.success(request, told % {"rows": len(rows)})
    return redirect(rows[0] if len(rows) == 1 and "one" in request.POST else room)


# --- Taking it away ---------------------------------------------------------------------------------------
@require_safe
def preparation_download(request: AuthedRequest, code: str, name: str) -> HttpResponse:
    """`matrix.xlsx` in the importer's layout, or `matrix.pdf`: what this person may read, as it stands."""
    room = visible_room(request, code)
    if name not in ("matrix.xlsx", "matrix.pdf"):
        raise Http404
    view, language = room_for(room, request.user), request.user.language
    if name == "matrix.xlsx":
        called, content = negotiated.file_name(view), negotiated.write(view)
    else:
        called = matrix_pdf.file_name(view, language=language)
        content = matrix_pdf.render(view, language=language, now=timezone.now())
    headers = {
        "Content-Disposition": str(content_disposition_header(True, called)),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
