"""Handing an appointment over, with the drafts: the page beside `accounts.appointment_views`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import appointments, charge, standing
from accounts.appointment_views import done, own_appointment, posted, told_by_letter
from accounts.forms.appointments import HandOverForm, Sheet, needs_act
from accounts.models import Appointment
from accounts.requests import AuthedRequest
from roadmap import workflow
from roadmap.permissions import require


@require_http_methods(["GET", "POST"])
def appointment_hand_over(request: AuthedRequest, pk: int) -> HttpResponse:
    appointment = own_appointment(request, pk)
    require(charge.can_end(request.user, appointment))
    form = HandOverForm(posted(request), appointment=appointment, by=request.user)
    sheet = Sheet(request, form, needs_act=needs_act(appointment))
    if request.method == "POST" and (begun := done(sheet, lambda: _handed_over(request, pk, form, sheet))):
        messages.success(request, _("Handed over: the drafts and what was waiting passed on."))
        if begun.person.has_usable_password():
            return redirect("accounts:person-edit", begun.person_id)
        return told_by_letter(request, begun.person)
    today = appointments.today_of(request.user, timezone.now())
    is_over = standing.state_of(appointment, today) in ("over", "revoked")
    context = {"form": form, "sheet": sheet, "appointment": appointment, "is_over": is_over}
    context["nav_here"] = "people"
    is_wrong = any(one.errors for one in sheet)
    return render(request, "roadmap/appointment_hand_over.html", context, status=422 if is_wrong else 200)


def _handed_over(request: AuthedRequest, pk: int, form: HandOverForm, sheet: Sheet) -> Appointment:
    return workflow.hand_over(
        pk,
        to=form.successor,
        capacity=form.cleaned_data["capacity"],
        ends_on=form.cleaned_data["ends_on"],
        papers=sheet.papers,
        by=request.user,
        now=timezone.now(),
    )
