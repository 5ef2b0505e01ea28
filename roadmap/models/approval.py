"""What the authority of an institution says to its own report before the secretariat looks at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Document
from accounts.models.ledger import Recorded
from roadmap.models.progress import ProgressReport


class InstitutionalApproval(models.Model):
    """The *visto bueno institucional*: of one version of a report, and void as soon as that changes.

    Given or withheld by the authority itself (`decided_by`), or given by an oficio that whoever submitted the
    report attached (`document`).
    """

    RECORD = Recorded(
        "approval",
        roadmap="report__activity__roadmap__code",
        side=lambda row: row["report__country"],
        told=("report__country",),
    )

    class Decision(models.TextChoices):
        GIVEN = "given", _("Given")
        WITHHELD = "withheld", _("Withheld")

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="approvals", verbose_name=_("progress report")
    )
    report_version = models.PositiveIntegerField(_("version of the report"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    at = models.DateTimeField(_("decided at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("institutional approval")
        verbose_name_plural = _("institutional approvals")
        ordering = ["report", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "report_version"], name="approval_once_a_version"),
            models.CheckConstraint(
                condition=Q(decision__in=["given", "withheld"]), name="approval_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False, document=None)
                | Q(decided_by=None, document__isnull=False, decision="given"),
                name="approval_by_authority_or_document",
            ),
            models.CheckConstraint(
                condition=~Q(decision="withheld") | ~Q(reason=""), name="approval_withheld_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.decision}"
