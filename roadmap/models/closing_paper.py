"""What stands beside a closing: the document signed by hand or with a state's certificate, and the *constancia
unilateral* of a party whose counterpart did not sign within the term. That one is no closing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Document
from accounts.models.ledger import Recorded
from roadmap.models.closing import SHA256, PeriodClosing
from roadmap.models.roadmap import Roadmap


class ClosingPaper(models.Model):
    """A party binds a signed document to a sealed closing."""

    class Kind(models.TextChoices):
        INK = "ink", _("Signed by hand and scanned")
        PADES = "pades", _("Signed with certificates")

    RECORD = Recorded("closing-paper", roadmap="closing__roadmap__code")
    APPEND_ONLY = True

    closing = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="papers")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="closing_paper", verbose_name=_("document")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("bound by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("signed document of a closing")
        verbose_name_plural = _("signed documents of closings")
        ordering = ["closing", "at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["ink", "pades"]), name="closing_paper_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.country_id} {self.kind}"


class UnilateralRecord(models.Model):
    """What one party puts on record alone, with its own number: the figures that it signed and the other did not.

    `statement` is canonical JSON, `sha256` its hash. Its reason lies among the texts of the closing.
    """

    RECORD = Recorded("unilateral", roadmap="roadmap__code")
    APPEND_ONLY = True

    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="unilateral_records", verbose_name=_("roadmap")
    )
    number = models.PositiveIntegerField(_("number"))
    closing = models.OneToOneField(
        PeriodClosing,
        models.PROTECT,
        related_name="unilateral",
        verbose_name=_("proposal that was not signed"),
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    statement = models.TextField(_("what is on record"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("unilateral record")
        verbose_name_plural = _("unilateral records")
        ordering = ["roadmap", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="unilateral_unique_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="unilateral_number_from_one"),
            models.CheckConstraint(condition=~Q(statement=""), name="unilateral_has_statement"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="unilateral_has_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id} CU {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:unilateral-detail", args=[self.pk])


class UnilateralAnswer(models.Model):
    """What the other party says of it; its text lies among the texts of the closing, by this hash."""

    RECORD = Recorded("unilateral-answer", roadmap="record__roadmap__code")
    APPEND_ONLY = True

    record = models.OneToOneField(UnilateralRecord, models.PROTECT, related_name="answer")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    text_sha256 = models.CharField(_("SHA-256 of the text"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("answer to a unilateral record")
        verbose_name_plural = _("answers to unilateral records")
        ordering = ["record"]
        constraints = [
            models.CheckConstraint(condition=Q(text_sha256__regex=SHA256), name="unilateral_answer_has_text")
        ]

    def __str__(self) -> str:
        return str(self.record_id)
