"""An official paper that something rests on: an act of appointment, a nota verbal, an oficio, kept as a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from accounts.models.country import Country
from accounts.models.ledger import Recorded


class Document(models.Model):
    """Of one country. `is_shared`: the counterpart reads it too, because it rests something common on it.

    `sha256` is of the file that is kept, `original_sha256` of what was handed in (pictures are cleaned).
    """

    RECORD = Recorded("document", side=lambda row: None if row["is_shared"] else row["country_id"])

    class Kind(models.TextChoices):
        OFICIO = "oficio", _("Oficio")
        MEMORANDUM = "memorandum", _("Memorandum")
        RESOLUTION = "resolution", _("Resolution")
        NOTE_VERBALE = "note_verbale", _("Note verbale")
        LAW = "law", _("Law or decree")
        MINUTES = "minutes", _("Minutes")
        REPORT = "report", _("Report on paper")
        OTHER = "other", _("Other document")

    country = models.ForeignKey(Country, models.PROTECT, related_name="documents", verbose_name=_("country"))
    kind = models.CharField(_("kind of document"), max_length=15, choices=Kind)
    number = models.CharField(_("number of the document"), max_length=100)
    dated = models.DateField(_("date of the document"))
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/", max_length=300)
    file_name = models.CharField(_("name of the file"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    original_sha256 = models.CharField(
        _("SHA-256 of the original"), max_length=64, blank=True, editable=False
    )
    is_shared = models.BooleanField(_("the counterpart reads it too"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="document_has_number"),
            models.CheckConstraint(condition=~Q(file=""), name="document_has_file"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="document_has_sha256"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("oficio", "memorandum", "resolution", "note_verbale", "law"),
                        *("minutes", "report", "other"),
                    ]
                ),
                name="document_kind_known",
            ),
        ]

    def __str__(self) -> str:
        day = formats.date_format(self.dated, "SHORT_DATE_FORMAT")
        told = {"kind": self.get_kind_display(), "number": self.number, "day": day}
        return translation.gettext("%(kind)s %(number)s, of %(day)s") % told
