"""A step in a roadmap's life that one secretariat proposes and the other accepts, seeing the content's hash."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.roadmap import Roadmap


class RoadmapStep(models.Model):
    RECORD = Recorded("step", roadmap="roadmap__code")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Waiting for the other party")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OVERTAKEN = "overtaken", _("Void: the content changed")

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="steps", verbose_name=_("roadmap"))
    to_status = models.CharField(_("new status"), max_length=20, choices=Roadmap.Status)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("proposed by the party")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["roadmap", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap"],
                condition=Q(outcome="pending"),
                name="step_one_pending",
                violation_error_message=_("A step is already waiting for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__regex="^[0-9a-f]{64}$"), name="step_has_content_hash"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["pending", "accepted", "declined", "withdrawn", "overtaken"]),
                name="step_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id} → {self.to_status}"
