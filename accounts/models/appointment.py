"""Appointments: who acts for a country or an institution, since when, until when, by which act."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.country import Country
from accounts.models.document import Document
from accounts.models.institution import Institution
from accounts.models.ledger import Recorded
from accounts.models.user import OF_A_COUNTRY, Role


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force_on(self, day: date) -> AppointmentQuerySet:
        """Begun, not over and not revoked: `day` is the one in the person's country."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, revoked_at=None)

    def not_over_on(self, day: date) -> AppointmentQuerySet:
        """In force on that day, or to begin later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), revoked_at=None)

    def overlapping(self, first: date, last: date | None) -> AppointmentQuerySet:
        """In force on some day between the two; without a last one, for ever."""
        found = self.not_over_on(first)
        return found if last is None else found.filter(starts_on__lte=last)


class Appointment(models.Model):
    """The right to act rests on one that is in force today in the person's country.

    `act`: the document of the own institution that appoints (oficio, memorándum, resolución); `note`: the nota
    verbal by which the foreign ministries told each other, where that is the practice. An account that was there
    before appointments were kept has neither. Nothing is deleted: what ends early is revoked, with its reason.
    """

    RECORD = Recorded("appointment", side=lambda row: row["country_id"])

    class Capacity(models.TextChoices):
        TITULAR = "titular", _("Titular")
        ALTERNATE = "alternate", _("Alternate")
        INTERIM = "interim", _("Interim")

    class Ended(models.TextChoices):
        """Reasons that nobody writes: kept as words of no language in `revoked_reason`, told by `reason`."""

        HANDED_OVER = "handed_over", _("Handed over.")
        ANOTHER_OFFICE = "another_office", _("Appointed to another office.")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("institution"),
    )
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity, default=Capacity.TITULAR)
    act = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("act")
    )
    note = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("note verbale")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="succeeded_by", verbose_name=_("succeeds")
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("appointed by"),
    )
    appointed_at = models.DateTimeField(_("appointed at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoked_reason = models.TextField(_("reason of the revocation"), blank=True)
    history = HistoricalRecords()

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["person", "-starts_on", "-id"]
        indexes = [models.Index(fields=["person", "starts_on", "ends_on"], name="appointment_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in OF_A_COUNTRY]), name="appointment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=["titular", "alternate", "interim"]),
                name="appointment_capacity_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_begins",
                violation_error_message=_("The end cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="appointment_revoked_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(institution__isnull=False) | ~Q(role__in=["focal_point", "authority"]),
                name="appointment_role_has_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_capacity_display()})"

    @property
    def reason(self) -> str:
        """Why it ended early, in the reader's language; as it was written where somebody wrote it."""
        if self.revoked_reason not in self.Ended.values:
            return self.revoked_reason
        if self.revoked_reason == self.Ended.HANDED_OVER:
            for following in self.succeeded_by.all():
                if following.appointed_at == self.revoked_at:
                    return gettext("Handed over to %(name)s.") % {"name": following.person.full_name}
        return str(self.Ended(self.revoked_reason).label)

    @property
    def until(self) -> date | None:
        """Its last day as it turned out: what ended early counted until that day in its country."""
        if self.revoked_at is None:
            return self.ends_on
        return self.revoked_at.astimezone(ZoneInfo(self.country.time_zone)).date()

    @property
    def never_began(self) -> bool:
        """Revoked before its first day."""
        return self.until is not None and self.until < self.starts_on

    def in_force_on(self, day: date) -> bool:
        return (
            self.starts_on <= day
            and (self.ends_on is None or self.ends_on >= day)
            and self.revoked_at is None
        )
