"""Signatures of state: the originals of a closing as PDF, what the parties bring back signed, and what was found in it.

Each party has its own original; both sign both, one after the other, in the same file. Nothing here is ever changed:
what became of an upload is told by its checks, and the accepted uploads of an original each contain the one before.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Country, Document
from accounts.models.ledger import Recorded
from roadmap.models.closing import SHA256, PeriodClosing

ROADMAP = "closing__roadmap__code"


class ClosingOriginal(models.Model):
    """The PDF that a party's ministries sign, kept byte by byte: it stands first in it."""

    APPEND_ONLY = True
    RECORD = Recorded("closing-original", roadmap=ROADMAP)

    closing = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="originals")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("original of"))
    file = models.FileField(_("file"), max_length=300)
    file_name = models.CharField(_("name of the file"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("original of a closing")
        verbose_name_plural = _("originals of closings")
        ordering = ["closing", "country"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "country"], name="closing_original_one_a_party"),
            models.CheckConstraint(condition=~Q(file=""), name="closing_original_has_file"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="closing_original_has_sha256"),
        ]

    def __str__(self) -> str:
        return self.file_name


class SignedUpload(models.Model):
    """A file that a party brought back signed. The counterpart reads it once it is accepted."""

    APPEND_ONLY = True
    RECORD = Recorded("signed-upload", roadmap=ROADMAP, side=lambda row: row["country_id"])

    closing = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="signed_uploads")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="signed_upload", verbose_name=_("document")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("signed file of a closing")
        verbose_name_plural = _("signed files of closings")
        ordering = ["closing", "at", "id"]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.country_id}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:signed-upload", args=[self.pk])


class SignatureCheck(models.Model):
    """What was found in an upload; the last one counts. `content` is canonical JSON: one answer a signature.

    `original` is the one that the file begins with. `unknown`: intact, but under no root that this installation knows.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("signed file", "Accepted")
        UNKNOWN = "unknown", pgettext_lazy("signed file", "Unknown root")
        REFUSED = "refused", pgettext_lazy("signed file", "Not accepted")

    APPEND_ONLY = True
    RECORD = Recorded(
        "signature-check",
        roadmap="upload__closing__roadmap__code",
        told=("upload__country_id",),
        side=lambda row: row["upload__country_id"],
    )

    upload = models.ForeignKey(SignedUpload, models.PROTECT, related_name="checks")
    original = models.ForeignKey(
        ClosingOriginal, models.PROTECT, null=True, blank=True, related_name="checks"
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    content = models.TextField(_("what was found"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("check of signatures")
        verbose_name_plural = _("checks of signatures")
        ordering = ["upload", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["unknown", "accepted"], original__isnull=False)
                | Q(verdict="refused"),
                name="signature_check_verdict_known",
            ),
            models.CheckConstraint(condition=~Q(content=""), name="signature_check_has_content"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.verdict}"


class StateSignature(models.Model):
    """A signature in an accepted file, found for the first time. `country`: under whose root it stands, if any.

    `revision_sha256`: of the file up to and with this signature. `trusted_at`: where a timestamp proves it.
    """

    APPEND_ONLY = True
    RECORD = Recorded("state-signature", roadmap="original__closing__roadmap__code")

    original = models.ForeignKey(ClosingOriginal, models.PROTECT, related_name="signatures")
    found_in = models.ForeignKey(SignatureCheck, models.PROTECT, related_name="signatures")
    position = models.PositiveSmallIntegerField(_("number"))
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    signer = models.CharField(_("signed by"), max_length=300)
    organisation = models.CharField(_("institution"), max_length=300, blank=True)
    issuer = models.CharField(_("certificate issued by"), max_length=300)
    certificate_sha256 = models.CharField(_("SHA-256 of the certificate"), max_length=64)
    revision_sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64)
    claimed_at = models.DateTimeField(_("signed at, as the signer says"), null=True, blank=True)
    trusted_at = models.DateTimeField(_("signed at, proven by a timestamp"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature of state")
        verbose_name_plural = _("signatures of state")
        ordering = ["original", "position"]
        constraints = [
            models.UniqueConstraint(fields=["original", "position"], name="state_signature_unique_position"),
            models.CheckConstraint(condition=Q(position__gte=1), name="state_signature_from_one"),
            models.CheckConstraint(
                condition=Q(certificate_sha256__regex=SHA256, revision_sha256__regex=SHA256),
                name="state_signature_has_hashes",
            ),
        ]

    def __str__(self) -> str:
        return self.signer
