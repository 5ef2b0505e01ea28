"""Institutions change: each state's own affair, notified with its document. The counterpart takes note, no more."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.country import Country
from accounts.models.document import Document
from accounts.models.institution import Institution
from accounts.models.ledger import Recorded


class InstitutionChangeQuerySet(models.QuerySet["InstitutionChange"]):
    def waiting(self) -> InstitutionChangeQuerySet:
        """Notified, and not in effect yet."""
        return self.filter(applied_at=None, withdrawn_at=None)

    def standing(self) -> InstitutionChangeQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)


class InstitutionChange(models.Model):
    """From `effective_on` the successor stands where the institution stood; who was there before keeps its row.

    The successor is an institution that is there, or one that comes with the change: then `acronym` and `name` are
    its own, and `successor` is empty until the change takes effect. A dissolution may have none.
    """

    RECORD = Recorded("institution-change")

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("Renamed")
        MERGED = "merged", _("Merged into another one")
        DISSOLVED = "dissolved", _("Dissolved")
        SUCCESSION = "succession", _("Successor designated")

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    kind = models.CharField(_("what changes"), max_length=10, choices=Kind)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="changes", verbose_name=_("institution")
    )
    successor = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="came_by",
        verbose_name=_("successor"),
    )
    acronym = models.CharField(_("new acronym"), max_length=100, blank=True)
    name = models.TextField(_("new name"), blank=True)
    effective_on = models.DateField(_("with effect from"))
    legal_basis = models.TextField(_("legal basis"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("notified by")
    )
    notified_at = models.DateTimeField(_("notified at"))
    applied_at = models.DateTimeField(_("in effect since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    history = HistoricalRecords()

    objects = InstitutionChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("institutional change")
        verbose_name_plural = _("institutional changes")
        ordering = ["-notified_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["renamed", "merged", "dissolved", "succession"]),
                name="change_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="dissolved") | Q(successor__isnull=False) | (~Q(acronym="") & ~Q(name="")),
                name="change_names_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("institution")), name="change_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(withdrawn_at=None), name="change_in_effect_or_withdrawn"
            ),
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(applied_at=None, withdrawn_at=None),
                name="change_one_waiting",
                violation_error_message=_("A change of this institution is already notified."),
            ),
        ]

    def __str__(self) -> str:
        """By acronyms; by names where the acronym stays."""
        before, after = self.institution.acronym, self.heir_name
        if before == after:
            before = self.institution.name
            after = self.successor.name if self.successor else self.name
        return f"{before} › {after}" if after else before

    @property
    def heir_name(self) -> str:
        """The acronym of the successor, as it is or will be; empty where there is none."""
        return self.successor.acronym if self.successor else self.acronym

    @property
    def is_waiting(self) -> bool:
        return self.applied_at is None and self.withdrawn_at is None

    def is_due(self, today: date) -> bool:
        """`today` is the day in the institution's country."""
        return self.is_waiting and self.effective_on <= today


class InstitutionChangeNote(models.Model):
    """A counterpart read it. Nothing depends on it: a change takes effect by itself."""

    RECORD = Recorded("institution-note")

    change = models.ForeignKey(
        InstitutionChange, models.PROTECT, related_name="notes", verbose_name=_("institutional change")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("note taken")
        verbose_name_plural = _("notes taken")
        ordering = ["noted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "country"], name="change_noted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.country_id}"
