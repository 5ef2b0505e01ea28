"""What people say to each other about an activity or one report on it: within their own side, or to both."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity
from roadmap.models.progress import ProgressReport


class Comment(models.Model):
    """Never edited, never deleted: what was wrong is put right by another one.

    `country`: the side of who wrote it, which alone reads it unless `is_shared`.
    """

    RECORD = Recorded(
        "comment",
        roadmap="activity__roadmap__code",
        side=lambda row: None if row["is_shared"] else row["country_id"],
        many=("mentioned",),
    )

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="comments", verbose_name=_("activity")
    )
    report = models.ForeignKey(
        ProgressReport,
        models.SET_NULL,  # a draft that is thrown away leaves what was said about it with the activity
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("progress report"),
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    is_shared = models.BooleanField(_("both parties read it"))
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    mentioned: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("mentioned")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["activity", "-written_at"], name="comment_of_activity")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.written_by_id} {self.written_at}"

    def get_absolute_url(self) -> str:
        """The conversation that it stands in."""
        if self.report_id is not None:
            return reverse("roadmap:progress-conversation", args=[self.report_id])
        return reverse(
            "roadmap:activity-conversation", args=[self.activity.roadmap.code, self.activity.number]
        )
