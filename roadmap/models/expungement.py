"""An expungement (*expurgo*): a victim's datum or a secret that got in is taken away by order of two people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.progress import ProgressReport


class ExpungementQuerySet(models.QuerySet["Expungement"]):
    def waiting(self) -> ExpungementQuerySet:
        """For the second person."""
        return self.filter(decision=None)

    def done(self) -> ExpungementQuerySet:
        return self.filter(decision__outcome=ExpungementDecision.Outcome.DONE)


class Expungement(models.Model):
    """What one person of the owner's side orders: of things in or about a report, which texts or files.

    `items`: pairs of a reference and the names of its columns. What they held stands nowhere in it.
    """

    RECORD = Recorded(
        "expungement",
        roadmap="report__activity__roadmap__code",
        side=lambda row: row["country_id"] if row["decision__outcome"] != "done" else None,
        told=("decision__outcome",),
    )
    APPEND_ONLY = True

    class Why(models.TextChoices):
        VICTIM = "victim", _("Data of a victim or of a minor")
        PERSON = "person", _("Data of another person that have no place here")
        SECRET = "secret", _("What the law of the country calls secret or reserved")

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="expungements", verbose_name=_("progress report")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    items = models.JSONField(_("what is taken away"))
    why = models.CharField(_("why"), max_length=10, choices=Why)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )
    ordered_at = models.DateTimeField(_("ordered at"))

    objects = ExpungementQuerySet.as_manager()

    class Meta:
        verbose_name = _("expungement")
        verbose_name_plural = _("expungements")
        ordering = ["-ordered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=["victim", "person", "secret"]), name="expungement_why_known"
            ),
            models.CheckConstraint(condition=~Q(items=[]), name="expungement_has_items"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.why}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:expungement-detail", args=[self.pk])


class ExpungementDecision(models.Model):
    """What the second person said. `taken`: the hashes that stay of what was taken away, by reference."""

    RECORD = Recorded(
        "expungement-decision",
        roadmap="expungement__report__activity__roadmap__code",
        side=lambda row: None if row["outcome"] == "done" else row["expungement__country_id"],
        told=("expungement__country_id",),
    )
    APPEND_ONLY = True

    class Outcome(models.TextChoices):
        DONE = "done", _("Confirmed and done")
        DECLINED = "declined", _("Not confirmed")

    expungement = models.OneToOneField(Expungement, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    taken = models.JSONField(_("what stays of it"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("decision on an expungement")
        verbose_name_plural = _("decisions on expungements")
        ordering = ["expungement"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="done") & ~Q(taken=[]) | Q(outcome="declined", taken=[]),
                name="expungement_decision_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.expungement_id} {self.outcome}"
