"""The plan below an axis: activities, who answers for them, their milestones."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country, Institution
from accounts.models.ledger import Recorded
from roadmap.models.roadmap import Axis, Roadmap


class ActivityQuerySet(models.QuerySet["Activity"]):
    def in_plan_order(self) -> ActivityQuerySet:
        return self.select_related("axis").order_by("position")


class Activity(models.Model):
    RECORD = Recorded("activity", roadmap="roadmap__code")

    class Kind(models.TextChoices):
        JOINT = "joint", _("Joint")
        PARALLEL = "parallel", _("Parallel")
        NATIONAL = "national", _("National")

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="activities", verbose_name=_("roadmap"))
    axis = models.ForeignKey(Axis, models.PROTECT, related_name="activities", verbose_name=_("axis"))
    number = models.CharField(_("number"), max_length=100)
    position = models.PositiveIntegerField(_("position"))
    title = models.TextField(_("title"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    weight = models.DecimalField(_("weight"), max_digits=15, decimal_places=9, default=1)
    start = models.DateField(_("start"))
    deadline = models.DateField(_("deadline"))
    first_deadline = models.DateField(_("original deadline"), null=True, blank=True, editable=False)
    indicator = models.TextField(_("indicator"), blank=True)
    unit = models.TextField(_("unit"), blank=True)
    baseline = models.TextField(_("baseline"), blank=True)
    target = models.TextField(_("target"), blank=True)
    means_of_verification = models.TextField(_("means of verification"), blank=True)
    source = models.TextField(_("source"), blank=True)
    cooperation = models.TextField(_("cooperation"), blank=True)
    funding = models.TextField(_("funding"), blank=True)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("continues the activity"),
    )
    history = HistoricalRecords()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["roadmap", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "number"],
                name="activity_unique_number",
                violation_error_message=_("This roadmap already has an activity with this number."),
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""), name="activity_has_number_and_title"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["joint", "parallel", "national"]), name="activity_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="activity_weight_above_zero",
                violation_error_message=_("The weight must be above 0."),
            ),
            models.CheckConstraint(
                condition=Q(deadline__gte=F("start")),
                name="activity_deadline_after_start",
                violation_error_message=_("The deadline cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=F("id")), name="activity_does_not_continue_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:activity-detail", args=[self.roadmap.code, self.number])


class Responsibility(models.Model):
    """An institution that answers for an activity on one country's side (an international one may support a side)."""

    RECORD = Recorded("responsibility", roadmap="activity__roadmap__code")

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        CO_RESPONSIBLE = "co_responsible", _("Co-responsible")
        SUPPORT = "support", _("Support")

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="responsibilities", verbose_name=_("activity")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="responsibilities", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=15, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Where it passed from another institution: from that day on. Until then see `FormerResponsibility`.
    since = models.DateField(_("since"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["activity", "country", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "country", "institution"], name="responsibility_unique_institution"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "co_responsible", "support"]), name="responsibility_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.get_role_display()})"


class Milestone(models.Model):
    RECORD = Recorded("milestone", roadmap="activity__roadmap__code")

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="milestones", verbose_name=_("activity")
    )
    key = models.CharField(_("key"), max_length=100)
    title = models.TextField(_("title"))
    due = models.DateField(_("date"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=15, decimal_places=9, default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["activity", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "key"],
                name="milestone_unique_key",
                violation_error_message=_("This activity already has a milestone with this key."),
            ),
            models.CheckConstraint(condition=~Q(key=""), name="milestone_has_key"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="milestone_weight_above_zero"),
        ]

    def __str__(self) -> str:
        return self.title
