"""Background work that somebody asked for: how far it is, and the file that came of it until it is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Country
from roadmap.models.roadmap import Roadmap


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        """Waiting for its turn, or at work."""
        return self.filter(state__in=Job.OPEN)

    def lost(self, now: datetime) -> JobQuerySet:
        """At work, and not heard of when it should have been: its worker died."""
        return self.filter(state=Job.State.RUNNING, lost_at__lte=now)


class Job(models.Model):
    """Only `roadmap.jobs` writes it. `request`: the same one while it is open is asked for once by a person.

    `lost_at`: when its worker is taken for dead unless it is heard of before. `tries` counts who took it up, so that
    an earlier worker that lives after all notices that it is no longer its own. `task` is its place in the queue.
    """

    class Kind(models.TextChoices):
        BUNDLE = "bundle", _("Complete copy")
        ORIGINALS = "originals", _("Originals to be signed")
        SIGNATURES = "signatures", _("Check of signatures")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("background work", "Waiting for its turn")
        RUNNING = "running", pgettext_lazy("background work", "Being prepared")
        DONE = "done", pgettext_lazy("background work", "Ready")
        FAILED = "failed", pgettext_lazy("background work", "Not possible")
        CANCELLED = "cancelled", pgettext_lazy("background work", "Cancelled")

    OPEN = (State.QUEUED, State.RUNNING)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, null=True, blank=True, related_name="jobs", verbose_name=_("roadmap")
    )
    parameters = models.JSONField(_("what was asked for"), default=dict, blank=True)
    request = models.CharField(_("SHA-256 of the request"), max_length=64)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("in total"), default=0)
    message = models.TextField(_("message"), blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    task = models.UUIDField(_("place in the queue"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    lost_at = models.DateTimeField(_("lost unless heard of before"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)
    file = models.FileField(_("file"), max_length=300, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(
                fields=["state"], condition=Q(state__in=["queued", "running"]), name="job_still_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["bundle", "originals", "signatures"]), name="job_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at=None, expires_at=None)
                | Q(
                    state__in=["done", "failed", "cancelled"],
                    finished_at__isnull=False,
                    expires_at__isnull=False,
                ),
                name="job_over_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(started_at__isnull=False, lost_at__isnull=False, tries__gte=1),
                name="job_running_has_instant",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(message=""), name="job_failed_says_why"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=Q(file="", file_name="", content_type="", sha256="", size=None)
                | (
                    Q(state="done", size__isnull=False, sha256__regex="^[0-9a-f]{64}$")
                    & ~Q(file="")
                    & ~Q(file_name="")
                    & ~Q(content_type="")
                ),
                name="job_file_whole_and_of_what_is_done",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "request"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_open_a_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:job-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def percent(self) -> int:
        """For the bar: 100 only once it is done."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0
