"""Letters on their way: written in the same transaction as what they tell, sent afterwards, tried again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.country import Country


class Letter(models.Model):
    """`template` is `emails/<template>.txt`; `told` holds its words, `path` the page that its link opens.

    `country`: whose secretariat is shown a letter that cannot be delivered.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters", verbose_name=_("to")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    template = models.CharField(_("letter"), max_length=60)
    told = models.JSONField(_("content"), default=dict)
    path = models.TextField(_("page"), blank=True)
    caused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("caused by"),
    )
    written_at = models.DateTimeField(_("written at"))
    next_try_at = models.DateTimeField(_("next attempt"))
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["written_at", "id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="letter_waiting_to_be_sent")
        ]
        constraints = [models.CheckConstraint(condition=~Q(template=""), name="letter_has_template")]

    def __str__(self) -> str:
        return f"{self.template} → {self.person_id}"
