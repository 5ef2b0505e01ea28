"""Institutions of a country, or international ones. Known by country and acronym: both states have an MRE."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.country import Country
from accounts.models.ledger import Recorded


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def existing_on(self, day: date) -> "InstitutionQuerySet":
        """Those that existed on that day, by their dates of creation and dissolution."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
        )

    def consulates(self) -> "InstitutionQuerySet":
        """By their kind, which each country writes in its own words, or because a consul is of them."""
        with_consul = Institution.objects.filter(people__role="consul")
        return self.filter(Q(kind__icontains="consula") | Q(pk__in=with_consul.values("pk")))


class Institution(models.Model):
    RECORD = Recorded("institution")

    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="institutions", verbose_name=_("country")
    )
    acronym = models.CharField(_("acronym"), max_length=100)
    name = models.TextField(_("name"))
    kind = models.TextField(_("kind"), blank=True)
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    legal_basis = models.TextField(_("legal basis"), blank=True)
    history = HistoricalRecords()

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["country", "acronym"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "acronym"],
                condition=Q(valid_until=None),
                name="institution_unique_in_country",
                violation_error_message=_("This country already has an institution with this acronym."),
            ),
            models.UniqueConstraint(
                fields=["acronym"], condition=Q(country=None), name="institution_unique_international"
            ),
            models.CheckConstraint(condition=~Q(acronym=""), name="institution_has_acronym"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="institution_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")), name="institution_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    @property
    def is_consulate(self) -> bool:
        return Institution.objects.consulates().filter(pk=self.pk).exists()

    def existed_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until >= day
        )

    def heir(self) -> "Institution":
        """Who stands in its place by now: the last of its successors, or itself."""
        seen, last = {self.pk}, self
        while last.successor is not None and last.successor_id not in seen:
            last = last.successor
            seen.add(last.pk)
        return last
