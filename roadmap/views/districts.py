"""The district of a consulate (*circunscripción consular*): read by the own side, written by its secretariat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import appointments, districts
from accounts.models import ConsularDistrict, Institution, Role, User
from accounts.requests import AuthedRequest
from roadmap import permissions, workflow
from roadmap.forms.districts import DistrictForm, key_of


@require_http_methods(["GET", "POST"])
def institution_district(request: AuthedRequest, pk: int) -> HttpResponse:
    rows = permissions.visible(request.user, Institution.objects.consulates().select_related("country"))
    institution = get_object_or_404(rows, pk=pk)
    may_edit = permissions.may_edit_district(request.user, institution)
    if request.method == "POST":
        permissions.require(may_edit)
    found = ConsularDistrict.objects.filter(institution=institution).prefetch_related("places__country")
    district = found.first()
    form = _form(request, institution, district) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid() and _saved(request, pk, form):
        return redirect("roadmap:institution-district", pk)
    context = {
        "nav_here": "institutions",
        "institution": institution,
        "district": district,
        "form": form,
        "consuls": _consuls(institution),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "roadmap/institution_district.html", context, status=status)


def _consuls(institution: Institution) -> QuerySet[User]:
    """Those in office today."""
    if institution.country is None:
        return User.objects.none()
    found = appointments.in_office(
        Role.CONSUL, institution.country, now=timezone.now(), institution=institution.pk
    )
    return found.order_by("full_name")


def _form(
    request: AuthedRequest, institution: Institution, district: ConsularDistrict | None
) -> DistrictForm:
    abroad = list(permissions.counterparts(str(institution.country_id)))
    initial = (
        {"remark": district.remark, "places": list(map(key_of, district.places.all()))} if district else {}
    )
    data = request.POST if request.method == "POST" else None
    known = districts.known(country.pk for country in abroad)
    return DistrictForm(data, initial=initial, known=known, countries=abroad)


def _saved(request: AuthedRequest, pk: int, form: DistrictForm) -> bool:
    remark = form.cleaned_data["remark"]
    try:
        workflow.set_district(pk, places=form.chosen, remark=remark, by=request.user, now=timezone.now())
    except workflow.IllegalTransition as refusal:
        messages.warning(request, str(refusal))
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("District saved."))
    return True
