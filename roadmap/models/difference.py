"""Why the two parties declare different values of one joint activity, as each side puts it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity


class DifferenceNote(models.Model):
    """Notes are only added, for the day of the figures that they are about: the latest of each side is shown."""

    RECORD = Recorded("difference", roadmap="activity__roadmap__code")

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="difference_notes", verbose_name=_("activity")
    )
    as_of = models.DateField(_("day of the figures"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    reason = models.TextField(_("why the values differ"))
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("note on a difference")
        verbose_name_plural = _("notes on differences")
        ordering = ["activity", "as_of", "added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="difference_has_reason",
                violation_error_message=_("Say why the values differ."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.country_id} {self.as_of}"
