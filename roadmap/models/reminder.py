"""Reminders: what a person was reminded of, on which rung of the ladder, and what became of it. Only added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Letter


class Reminder(models.Model):
    """One rung for one person and one thing that waits, never twice.

    `key` is the thing's own (`roadmap.inbox`), `rung` "before:15", "after:1", "waiting:3". A rung that was overtaken
    by a later one, since nothing ran on its day, is kept as skipped.
    """

    class Result(models.TextChoices):
        SENT = "sent", _("A letter was written")
        SKIPPED = "skipped", _("Overtaken by a later one")

    key = models.CharField(_("what waits"), max_length=200)
    kind = models.CharField(_("what is to be done"), max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("to")
    )
    rung = models.CharField(_("rung"), max_length=20)
    due = models.DateField(_("until"), null=True, blank=True)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("letter")
    )
    result = models.CharField(_("result"), max_length=10, choices=Result)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "person", "rung"], name="reminder_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(rung=""), name="reminder_has_key_and_rung"),
            models.CheckConstraint(
                condition=Q(result="sent", letter__isnull=False) | Q(result="skipped", letter=None),
                name="reminder_sent_has_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.rung} → {self.person_id}"
