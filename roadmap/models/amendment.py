"""A change of a roadmap in force (*modificación acordada*, *prórroga*): one party proposes it, the other accepts."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country, Document
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity
from roadmap.models.roadmap import Roadmap

# What an amendment of the roadmap itself is about; one of an activity is about `activity:<number>`.
ROADMAP_SUBJECT = "roadmap"


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def pending(self) -> AmendmentQuerySet:
        return self.filter(outcome=Amendment.Outcome.PENDING)

    def accepted(self) -> AmendmentQuerySet:
        """In the order in which they changed the plan."""
        return self.filter(outcome=Amendment.Outcome.ACCEPTED).order_by("answered_at", "id")

    def in_effect_after(self, day: date) -> AmendmentQuerySet:
        """Accepted, but not yet part of the plan on that day."""
        return self.accepted().filter(effective_on__gt=day)

    def with_people(self) -> AmendmentQuerySet:
        return self.select_related(
            "roadmap__party_a",
            "roadmap__party_b",
            "country",
            "proposed_by",
            "answered_by",
            "document",
            "answer_document",
        )


class Amendment(models.Model):
    """`changes` are the new values by field, `before` the same fields as they were (and what follows from them).

    `subject` is the one thing that it changes: two that wait never change the same one. `wanted_on` is the day
    from which the proposer wants it to hold (empty: as soon as it is accepted), `effective_on` the day from which
    it holds, never before the day of acceptance: figures of earlier days do not move. `content_sha256` is what
    the other party accepts.
    """

    RECORD = Recorded("amendment", roadmap="roadmap__code")

    class Kind(models.TextChoices):
        ADD = "add", _("Activity added")
        WITHDRAW = "withdraw", _("Activity withdrawn")
        REPROGRAM = "reprogram", _("Activity reprogrammed")
        CHANGE = "change", _("Activity changed")
        EXTEND = "extend", _("Roadmap extended")
        RULES = "rules", _("Rules of the roadmap changed")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Waiting for the other party")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OVERTAKEN = "overtaken", _("Void: the content changed")

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="amendments", verbose_name=_("roadmap"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.CharField(_("what it changes"), max_length=120)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("activity"),
    )
    changes = models.JSONField(_("changes"))
    before = models.JSONField(_("as it was"), default=dict, blank=True)
    reason = models.TextField(_("reason"))
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name=_("document of the proposal")
    )
    wanted_on = models.DateField(_("to take effect on"), null=True, blank=True)
    effective_on = models.DateField(_("in effect from"), null=True, blank=True)
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("proposed by the party")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.PENDING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_reason = models.TextField(_("reason of the answer"), blank=True)
    answer_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document of the answer"),
    )
    history = HistoricalRecords()

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed modification")
        verbose_name_plural = _("agreed modifications")
        ordering = ["roadmap", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="amendment_unique_number"),
            models.UniqueConstraint(
                fields=["roadmap", "subject"],
                condition=Q(outcome="pending"),
                name="amendment_one_pending_a_subject",
                violation_error_message=_("A proposal about the same already waits for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["add", "withdraw", "reprogram", "change", "extend", "rules"]),
                name="amendment_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["pending", "accepted", "declined", "withdrawn", "overtaken"]),
                name="amendment_outcome_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_reason"),
            models.CheckConstraint(
                condition=Q(content_sha256__regex="^[0-9a-f]{64}$"), name="amendment_has_content_hash"
            ),
            models.CheckConstraint(
                condition=Q(outcome="pending", answered_at__isnull=True)
                | (~Q(outcome="pending") & Q(answered_at__isnull=False)),
                name="amendment_answered_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted", effective_on__isnull=False)
                | (~Q(outcome="accepted") & Q(effective_on__isnull=True)),
                name="amendment_accepted_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="declined") | ~Q(answer_reason=""),
                name="amendment_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["extend", "rules"], subject=ROADMAP_SUBJECT, activity__isnull=True)
                | (~Q(kind__in=["extend", "rules"]) & Q(subject__startswith="activity:")),
                name="amendment_subject_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(wanted_on=None) | Q(effective_on=None) | Q(effective_on__gte=F("wanted_on")),
                name="amendment_not_before_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:amendment-detail", args=[self.pk])

    @property
    def activity_number(self) -> str:
        """Empty for an amendment of the roadmap itself."""
        return self.subject.removeprefix("activity:") if self.subject != ROADMAP_SUBJECT else ""
