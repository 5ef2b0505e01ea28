"""Pages of appointments, for a country's own offices: inviting, appointing, renewing, revoking. Handing over, which
moves drafts too, is `roadmap.views.handover`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import appointing, appointments, charge
from accounts import people as registry
from accounts.forms.appointments import EndForm, NewcomerForm, RevocationForm, Sheet, TermsForm, needs_act
from accounts.models import Appointment, User
from accounts.requests import AuthedRequest


def own_appointment(request: AuthedRequest, pk: int) -> Appointment:
    """Of somebody whom they are in charge of: else there is none."""
    every = Appointment.objects.select_related("person__country", "institution", "country")
    return get_object_or_404(every.filter(person__in=charge.seen_by(request.user)), pk=pk)


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def posted(request: AuthedRequest) -> Any:
    return request.POST if request.method == "POST" else None


def done(sheet: Sheet, verb: Callable[[], Any]) -> Any:
    """What the verb gave back; None where the forms are wrong, or the verb refused and they say why."""
    if not sheet.is_valid():
        return None
    try:
        return verb()
    except ValidationError as refusal:
        sheet.refuse(refusal)
    return None


@require_http_methods(["GET", "POST"])
def person_invite(request: AuthedRequest) -> HttpResponse:
    """A new person and the appointment, in one form."""
    require(charge.accredits(request.user))
    today = appointments.today_of(request.user, timezone.now())
    terms = TermsForm(posted(request), by=request.user, today=today)
    newcomer = NewcomerForm(posted(request))
    sheet = Sheet(request, newcomer, terms, by_role=True)
    if request.method == "POST" and (made := done(sheet, lambda: _invited(request, newcomer, terms, sheet))):
        return told_by_letter(request, made.person)
    return _page(request, "person_invite", sheet, terms=terms, newcomer=newcomer)


def _invited(request: AuthedRequest, newcomer: NewcomerForm, terms: TermsForm, sheet: Sheet) -> Appointment:
    return appointing.invite(
        newcomer.newcomer, terms=terms.terms, papers=sheet.papers, by=request.user, now=timezone.now()
    )


@require_http_methods(["GET", "POST"])
def person_appoint(request: AuthedRequest, pk: int) -> HttpResponse:
    """Somebody who has an account: again, to another office, for the time being."""
    person = get_object_or_404(charge.seen_by(request.user), pk=pk)
    require(charge.can_appoint(request.user, person))
    today = appointments.today_of(request.user, timezone.now())
    initial = {"role": person.role, "institution": person.institution_id}
    terms = TermsForm(posted(request), by=request.user, today=today, initial=initial)
    sheet = Sheet(request, terms, by_role=True)
    if request.method == "POST" and done(sheet, lambda: _appointed(request, pk, terms, sheet)):
        messages.success(request, _("Appointment recorded. The person is told by e-mail."))
        return redirect("accounts:person-edit", pk)
    return _page(request, "person_appoint", sheet, terms=terms, person=person)


def _appointed(request: AuthedRequest, pk: int, terms: TermsForm, sheet: Sheet) -> Appointment:
    return appointing.appoint(pk, terms=terms.terms, papers=sheet.papers, by=request.user, now=timezone.now())


@require_http_methods(["GET", "POST"])
def appointment_renew(request: AuthedRequest, pk: int) -> HttpResponse:
    appointment = own_appointment(request, pk)
    require(charge.can_end(request.user, appointment))
    form = EndForm(posted(request))
    sheet = Sheet(request, form, needs_act=needs_act(appointment))
    if request.method == "POST" and done(sheet, lambda: _renewed(request, pk, form, sheet)):
        messages.success(request, _("Appointment renewed. The person is told by e-mail."))
        return redirect("accounts:person-edit", appointment.person_id)
    return _page(request, "appointment_renew", sheet, form=form, appointment=appointment)


def _renewed(request: AuthedRequest, pk: int, form: EndForm, sheet: Sheet) -> Appointment:
    return appointing.renew(
        pk, ends_on=form.cleaned_data["ends_on"], papers=sheet.papers, by=request.user, now=timezone.now()
    )


@require_http_methods(["GET", "POST"])
def appointment_revoke(request: AuthedRequest, pk: int) -> HttpResponse:
    appointment = own_appointment(request, pk)
    require(charge.can_end(request.user, appointment))
    form = RevocationForm(posted(request))
    if form.is_valid():
        try:
            appointing.revoke(pk, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Appointment revoked. The person is told by e-mail."))
            return redirect("accounts:person-edit", appointment.person_id)
    context = {"form": form, "appointment": appointment, "nav_here": "people"}
    return render(request, "accounts/appointment_revoke.html", context, status=422 if form.errors else 200)


def told_by_letter(request: AuthedRequest, person: User) -> HttpResponse:
    """The link to choose a password, at once; then the person's page."""
    if registry.send_link(person, by=request.user, site=request.build_absolute_uri("/"), now=timezone.now()):
        said = _("The link to set a password was sent to %(email)s.")
        messages.success(request, said % {"email": person.email})
    else:
        said = _("The mail server does not answer: the letter to %(email)s leaves by itself when it does.")
        messages.warning(request, said % {"email": person.email})
    return redirect("accounts:person-edit", person.pk)


def _page(request: AuthedRequest, name: str, sheet: Sheet, **context: Any) -> HttpResponse:
    is_wrong = any(form.errors for form in sheet)
    context |= {"sheet": sheet, "accredits_only": not charge.appoints(request.user), "nav_here": "people"}
    return render(request, f"accounts/{name}.html", context, status=422 if is_wrong else 200)
