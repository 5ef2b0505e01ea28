"""What one country says about one activity for one cutoff date. Only `roadmap.workflow` moves its status."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country, Document, Institution
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def validated(self) -> ProgressReportQuerySet:
        return self.filter(status=ProgressReport.Status.VALIDATED)

    def in_order_of_entry(self) -> ProgressReportQuerySet:
        return self.order_by("as_of", "validated_at", "id")


class ProgressReport(models.Model):
    """Counts from the moment its own country validated it; never edited after that: a correction is a new report.

    `percent` or `milestones_met` (keys of the activity's milestones), never both: neither means nothing was
    advanced yet (0). `id` is the order of entry. `version` grows with each saved edit, so that a second person's
    edit in between is noticed. `writers` are all who wrote in it: none of them may validate it.
    """

    RECORD = Recorded(
        "report",
        roadmap="activity__roadmap__code",
        side=lambda row: None if row["status"] == "validated" else row["country_id"],
        many=("writers",),
    )

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        VALIDATED = "validated", _("Validated")
        RETURNED = "returned", _("Returned")

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="progress_reports", verbose_name=_("activity")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="progress_reports",
        verbose_name=_("institution that reports"),
    )
    as_of = models.DateField(_("cutoff date"))
    percent = models.DecimalField(_("progress (%)"), max_digits=15, decimal_places=12, null=True, blank=True)
    milestones_met = models.JSONField(_("milestones met"), default=list, blank=True)
    description = models.TextField(_("what was done"), blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    value_reached = models.TextField(_("value reached"), blank=True)
    explanation = models.TextField(_("why the progress is lower than before"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    writers: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("written by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by")
    )
    validated_at = models.DateTimeField(_("validated at"), null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("validated by")
    )
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("returned by")
    )
    return_reason = models.TextField(_("reason of the return"), blank=True)
    # Loaded from a workbook (the record of earlier cutoffs): nobody typed it here.
    from_workbook = models.BooleanField(_("from a workbook"), default=False, editable=False)
    # It arrived on paper, was signed there, and somebody typed it in: said of it for ever.
    on_paper = models.BooleanField(_("arrived on paper"), default=False, editable=False)
    paper = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper")
    )
    paper_signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    # Said of it for ever, from its validation on.
    without_approval = models.BooleanField(
        _("without the institution's approval"), default=False, editable=False
    )
    single_control = models.BooleanField(_("without a second person"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["activity", "country", "as_of", "validated_at", "id"]
        indexes = [
            models.Index(fields=["activity", "status", "country", "as_of"], name="progress_by_activity")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100),
                name="progress_percent_in_range",
                violation_error_message=_("The percentage goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(milestones_met=[]),
                name="progress_percent_or_milestones",
                violation_error_message=_("Give a percentage or the milestones met, not both."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "validated", "returned"]),
                name="progress_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="validated", validated_at__isnull=False)
                | (~Q(status="validated") & Q(validated_at__isnull=True)),
                name="progress_validated_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
                name="progress_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False, paper=None, paper_signed_by="")
                | (Q(on_paper=True, paper__isnull=False) & ~Q(paper_signed_by="")),
                name="progress_on_paper_has_paper",
            ),
            models.CheckConstraint(
                condition=Q(status="validated") | Q(without_approval=False, single_control=False),
                name="progress_marks_are_of_its_validation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.country_id} {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:progress-detail", args=[self.pk])
