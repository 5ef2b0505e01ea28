"""Letters on their way: written in the same transaction as what they tell, sent afterwards, tried again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.country import Country


class LetterQuerySet(models.QuerySet["Letter"]):
    def to_send(self) -> LetterQuerySet:
        """On their way: written for somebody who still has an account."""
        return self.filter(sent_at=None, given_up_at=None, for_digest=False, person__is_active=True)

    def due(self, now: datetime) -> LetterQuerySet:
        return self.to_send().filter(next_try_at__lte=now)

    def not_arrived(self) -> LetterQuerySet:
        """Tried at least once in vain, whether it is still tried or was given up."""
        return self.filter(sent_at=None, tries__gt=0, person__is_active=True)


class Letter(models.Model):
    """`template` is `emails/<template>.txt`; `told` holds its words, `path` the page that its link opens.

    `country`: whose secretariat is shown a letter that cannot be delivered. `for_digest`: waits to be told with
    others in the digest of its reader, `gathered_in` then; it is not sent by itself. `given_up_at`: tried for days, or
    the door was closed to its reader.
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
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    for_digest = models.BooleanField(_("waits for the digest"), default=False)
    gathered_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gathered", verbose_name=_("digest")
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["written_at", "id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="letter_waiting_to_be_sent")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(template=""), name="letter_has_template"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="letter_sent_or_given_up"
            ),
            models.CheckConstraint(
                condition=Q(gathered_in=None) | Q(for_digest=True), name="letter_gathered_was_for_digest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.person_id}"
