"""The counterpart's answer to a validated report, and the position that the reporting side maintains against it.

Answers are only added: the latest one is in force.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.progress import ProgressReport


class Conformity(models.Model):
    RECORD = Recorded("conformity", roadmap="report__activity__roadmap__code")

    class Decision(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        OBSERVED = "observed", _("Under observation")

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="conformities", verbose_name=_("progress report")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("country that answers")
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    from_workbook = models.BooleanField(_("from a workbook"), default=False, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("conformity")
        verbose_name_plural = _("conformities")
        ordering = ["report", "decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["agreed", "observed"]), name="conformity_decision_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision="observed") | ~Q(reason="") | Q(from_workbook=True),
                name="conformity_observed_has_reason",
                violation_error_message=_("Say why you observe it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.decision}"

    @property
    def standing(self) -> str:
        """agreed, observed or maintained: what a badge says of it. Select `maintained` along."""
        return "maintained" if hasattr(self, "maintained") else str(self.decision)


class MaintainedPosition(models.Model):
    """The reporting side stands by what it said although the counterpart observes it: both stay on record."""

    RECORD = Recorded("maintained", roadmap="observation__report__activity__roadmap__code")

    observation = models.OneToOneField(
        Conformity, models.PROTECT, related_name="maintained", verbose_name=_("observation")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("country that maintains its position")
    )
    reason = models.TextField(_("reason"))
    maintained_at = models.DateTimeField(_("maintained at"))
    maintained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("maintained by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("maintained position")
        verbose_name_plural = _("maintained positions")
        ordering = ["observation"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="maintained_has_reason",
                violation_error_message=_("Say why your country maintains what it reported."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.observation_id} {self.country_id}"
