"""What becomes of a proposed closing: offices sign it, all have, or it ends without that. Rows are only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Role
from accounts.models.ledger import Recorded
from roadmap.models.closing import SHA256, PeriodClosing


class RemarkKind(models.TextChoices):
    """What a party puts on record when it signs."""

    SALVEDAD = "salvedad", _("Salvedad")
    CONSTANCIA = "constancia", _("Constancia")


class ClosingSignature(models.Model):
    """One office of one party signed. `statement` is the canonical JSON of its part of the seal."""

    class Office(models.TextChoices):
        SECRETARIAT = Role.SECRETARIAT.value, _("Technical secretariat")
        FOREIGN_MINISTRY = Role.FOREIGN_MINISTRY.value, _("Foreign ministry")

    RECORD = Recorded("closing-signature", roadmap="closing__roadmap__code")
    APPEND_ONLY = True

    closing = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="signatures")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    office = models.CharField(_("office"), max_length=20, choices=Office)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"))
    statement = models.TextField(_("what was signed"))

    class Meta:
        verbose_name = _("signature of a closing")
        verbose_name_plural = _("signatures of closings")
        ordering = ["closing", "signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["closing", "country", "office"],
                name="closing_signature_one_an_office",
                violation_error_message=_("This office has already signed the closing."),
            ),
            models.CheckConstraint(
                condition=Q(office__in=["secretariat", "foreign_ministry"]),
                name="closing_signature_office_known",
            ),
            models.CheckConstraint(condition=~Q(statement=""), name="closing_signature_has_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.country_id} {self.office}"


class ClosingEnd(models.Model):
    """Why a closing that waited will never be sealed: a figure changed after the first signature, or it was taken back.

    why: what changed and how much of it, as references and numbers; `by` is nobody where it was found by itself.
    """

    class Kind(models.TextChoices):
        VOID = "void", _("Void: the figures changed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    RECORD = Recorded("closing-end", roadmap="closing__roadmap__code")
    APPEND_ONLY = True

    closing = models.OneToOneField(PeriodClosing, models.PROTECT, related_name="end")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    why = models.JSONField(_("what changed"), default=dict, blank=True)

    class Meta:
        verbose_name = _("end of a closing")
        verbose_name_plural = _("ends of closings")
        ordering = ["closing"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="void") | Q(kind="withdrawn", by__isnull=False),
                name="closing_end_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.kind}"


class ClosingSeal(models.Model):
    """All have signed. `seal` is canonical JSON; its SHA-256 is the number that is printed, shown and verified."""

    RECORD = Recorded("closing-seal", roadmap="closing__roadmap__code")
    APPEND_ONLY = True

    closing = models.OneToOneField(PeriodClosing, models.PROTECT, related_name="seal")
    seal = models.TextField(_("seal"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal of a closing")
        verbose_name_plural = _("seals of closings")
        ordering = ["closing"]
        constraints = [
            models.CheckConstraint(condition=~Q(seal=""), name="closing_seal_has_text"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="closing_seal_has_sha256"),
        ]

    def __str__(self) -> str:
        return self.sha256
