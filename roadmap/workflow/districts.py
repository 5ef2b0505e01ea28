"""The consular district: which places of the receiving state a consulate answers for. Its own secretariat says so."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts, districts
from accounts.models import ConsularDistrict, Institution, Place, User
from roadmap import permissions
from roadmap.workflow import moves

# A place is named by its country, its kind and its name.
Named = tuple[str, str, str]


@acts.act
def set_district(
    institution_id: int, *, places: Sequence[Named], remark: str = "", by: User, now: datetime
) -> ConsularDistrict:
    """The places as they are from now on, of countries with which the own one has a roadmap."""
    by = moves.acting(by, now=now)
    rows = Institution.objects.select_for_update(of=("self",), no_key=True)
    institution = rows.get(pk=institution_id)
    permissions.require(permissions.may_edit_district(by, institution))
    abroad = set(permissions.counterparts(str(by.country_id)).values_list("pk", flat=True))
    for country, kind, name in places:
        if country not in abroad or kind not in Place.Kind.values or not name.strip():
            raise ValidationError({"places": _("Choose places of the country in which the consulate is.")})
    district = ConsularDistrict.objects.filter(institution=institution).first()
    district = district or ConsularDistrict(institution=institution)
    district.remark = remark.strip()
    moves.sign(district, by=by, now=now).save()
    district.places.set([districts.ensure(country, kind, name.strip()) for country, kind, name in places])
    return district
