"""Places (cities, border posts …) and the consular district that a consulate answers for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.country import Country
from accounts.models.institution import Institution
from accounts.models.ledger import Recorded


class Place(models.Model):
    class Kind(models.TextChoices):
        CITY = "city", _("City")
        PROVINCE = "province", _("Province")
        DEPARTMENT = "department", _("Department")
        BORDER_POST = "border_post", _("Border post")

    country = models.ForeignKey(Country, models.PROTECT, related_name="places", verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind of place"), max_length=15, choices=Kind)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["country", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "kind", "name"],
                name="place_unique",
                violation_error_message=_("This place is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["city", "province", "department", "border_post"]),
                name="place_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="place_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ConsularDistrict(models.Model):
    """The *circunscripción* of a consulate: an institution of the sending state, places of the receiving one."""

    RECORD = Recorded("district", many=("places",))

    institution = models.OneToOneField(
        Institution, models.PROTECT, related_name="district", verbose_name=_("consulate")
    )
    places: models.ManyToManyField = models.ManyToManyField(
        Place, related_name="districts", blank=True, verbose_name=_("places")
    )
    remark = models.TextField(_("remark"), blank=True)
    history = HistoricalRecords(m2m_fields=[places])

    class Meta:
        verbose_name = _("consular district")
        verbose_name_plural = _("consular districts")
        ordering = ["institution"]

    def __str__(self) -> str:
        return str(self.institution)
