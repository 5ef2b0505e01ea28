"""Proof that belongs to a report: a file kept here with its SHA-256, a link, or a mere reference (*sin archivo*).

The own secretariat accepts or rejects each piece; what was accepted stays so. What only the own country reads is for
everybody else a commitment: a salted hash, from which neither the content nor its bare hash can be told.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import Institution
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity
from roadmap.models.progress import ProgressReport

HASH = "^[0-9a-f]{64}$"


def _who_may_read(row: dict[str, Any]) -> str | None:
    """Its own country alone what is for that country, and anything before its secretariat accepts it."""
    counts = row["report__status"] == "validated" and row["accepted_at"] is not None
    own = row["visibility"] == "own_country" or not counts
    return row["report__country"] if own else None


class Evidence(models.Model):
    """`sha256` is of the file that is kept, `original_sha256` of what was handed in (pictures are cleaned).

    `statement` (the *constancia*) tells what it shows and who keeps it: the counterpart reads it always.
    """

    RECORD = Recorded(
        "evidence",
        roadmap="report__activity__roadmap__code",
        side=_who_may_read,
        told=("report__country", "report__status"),
    )

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        LINK = "link", _("Link")
        REFERENCE = "reference", _("Reference")

    class Category(models.TextChoices):
        """Empty while nobody said it, in a report that is still open."""

        MINUTES = "minutes", pgettext_lazy("evidence", "Minutes")
        OFFICIAL_LETTER = "official_letter", pgettext_lazy("evidence", "Official letter")
        REPORT = "report", pgettext_lazy("evidence", "Report")
        ATTENDANCE = "attendance", pgettext_lazy("evidence", "Attendance list")
        PHOTOGRAPH = "photograph", pgettext_lazy("evidence", "Photograph")
        NORM = "norm", pgettext_lazy("evidence", "Law or regulation")
        MATERIAL = "material", pgettext_lazy("evidence", "Printed or training material")
        STATISTICS = "statistics", pgettext_lazy("evidence", "Statistics")
        OTHER = "other", pgettext_lazy("evidence", "Other")

    class Visibility(models.TextChoices):
        PUBLIC = "public", pgettext_lazy("evidence", "Public")
        BINATIONAL = "binational", pgettext_lazy("evidence", "Binational")
        OWN_COUNTRY = "own_country", pgettext_lazy("evidence", "Only my country")

    class Classification(models.TextChoices):
        """As the law of its country calls it. The last two are named only to be refused."""

        NONE = "none", pgettext_lazy("evidence", "Not classified")
        INTERNAL = "internal", pgettext_lazy("evidence", "For internal use")
        CONFIDENTIAL = "confidential", pgettext_lazy("evidence", "Confidential")
        RESERVED = "reserved", pgettext_lazy("evidence", "Reserved")
        SECRET = "secret", pgettext_lazy("evidence", "Secret")

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="evidence", verbose_name=_("progress report")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.TextField(_("title"))
    category = models.CharField(
        _("type of document"), max_length=20, choices=Category, default=Category.OTHER, blank=True
    )
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution that made it"),
    )
    visibility = models.CharField(
        _("who reads it"), max_length=12, choices=Visibility, default=Visibility.BINATIONAL
    )
    classification = models.CharField(
        _("legal classification"), max_length=12, choices=Classification, default=Classification.NONE
    )
    statement = models.TextField(_("statement for the counterpart"), blank=True)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    commitment = models.CharField(_("commitment"), max_length=64, blank=True, editable=False)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", max_length=300, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    original_sha256 = models.CharField(
        _("SHA-256 of the original"), max_length=64, blank=True, db_index=True, editable=False
    )
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    rejected_at = models.DateTimeField(_("rejected at"), null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("rejected by")
    )
    rejection_reason = models.TextField(_("reason of the rejection"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["report", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["file", "link", "reference"]), name="evidence_kind_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_title"),
            models.CheckConstraint(
                condition=(
                    Q(kind="file", url="", size__isnull=False, sha256__regex="^[0-9a-f]{64}$")
                    & ~Q(file="")
                    & ~Q(content_type="")
                )
                | (Q(kind="link", file="", sha256="", size__isnull=True) & ~Q(url=""))
                | Q(kind="reference", file="", url="", sha256="", size__isnull=True),
                name="evidence_holds_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(
                    category__in=[
                        *("", "minutes", "official_letter", "report", "attendance", "photograph"),
                        *("norm", "material", "statistics", "other"),
                    ]
                ),
                name="evidence_category_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "binational", "own_country"]),
                name="evidence_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["none", "internal", "confidential"]),
                name="evidence_is_neither_reserved_nor_secret",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="public") | Q(classification="none"),
                name="evidence_public_is_not_classified",
            ),
            models.CheckConstraint(
                condition=Q(visibility="own_country", salt__regex="^[0-9a-f]{32}$", commitment__regex=HASH)
                | (~Q(visibility="own_country") & Q(salt="", commitment="")),
                name="evidence_of_one_country_has_commitment",
            ),
            models.CheckConstraint(
                condition=Q(original_sha256="") | Q(kind="file", original_sha256__regex=HASH),
                name="evidence_original_is_a_file",
            ),
            models.CheckConstraint(
                condition=Q(rejected_at=None, rejection_reason="")
                | (Q(rejected_at__isnull=False) & ~Q(rejection_reason="")),
                name="evidence_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(rejected_at=None) | Q(rejected_at__lte=F("accepted_at")),
                name="evidence_accepted_stays_so",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def decision(self) -> str:
        """accepted, rejected or waiting: what its own secretariat said last."""
        if self.accepted_at is not None:
            return "accepted"
        return "waiting" if self.rejected_at is None else "rejected"

    @property
    def own_only(self) -> bool:
        """Only its own country reads it."""
        return self.visibility == self.Visibility.OWN_COUNTRY

    def supports(self, kind: str) -> bool:
        """Whether it may support an activity of this kind: what is joint needs what both can read."""
        return not self.own_only or bool(self.statement) or kind == Activity.Kind.NATIONAL
