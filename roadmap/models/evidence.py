"""Proof that belongs to a report: a file kept here with its SHA-256, a link, or a mere reference (*sin archivo*)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from roadmap.models.progress import ProgressReport


class Evidence(models.Model):
    class Kind(models.TextChoices):
        FILE = "file", _("File")
        LINK = "link", _("Link")
        REFERENCE = "reference", _("Reference")

    report = models.ForeignKey(
        ProgressReport, models.CASCADE, related_name="evidence", verbose_name=_("progress report")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.TextField(_("title"))
    url = models.URLField(_("link"), max_length=1000, blank=True)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", max_length=300, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.title
