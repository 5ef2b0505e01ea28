"""Why something that looks like a person's datum is none: asked before a report is submitted, and kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.ledger import Recorded
from roadmap.models.progress import ProgressReport


class Declaration(models.Model):
    """Of what one rule found in one place. The data themselves are never kept: `digests` are keyed with this
    installation's secret and `salt`, so that nobody finds a number by trying them all, in a copy least of all.
    """

    RECORD = Recorded(
        "declaration",
        roadmap="report__activity__roadmap__code",
        side=lambda row: row["report__country"],
        told=("report__country",),
    )

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="declarations", verbose_name=_("progress report")
    )
    # Of the rule that found it, as in `roadmap/screening/data`.
    kind = models.CharField(_("what it looks like"), max_length=40)
    # A field of the report, or "evidence/7": never the words of the place, which could hold the datum.
    where = models.CharField(_("where"), max_length=60)
    salt = models.CharField(_("salt"), max_length=32)
    digests = models.JSONField(_("what was found, hashed"))
    reason = models.TextField(_("why it is none"))
    declared_at = models.DateTimeField(_("declared at"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["report", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="declaration_has_reason",
                violation_error_message=_("Say why it is none."),
            ),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(where=""), name="declaration_says_of_what"),
            models.CheckConstraint(condition=Q(salt__regex="^[0-9a-f]{32}$"), name="declaration_has_salt"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.where} {self.kind}"
