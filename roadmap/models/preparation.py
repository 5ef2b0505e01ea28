"""The next roadmap while two states negotiate it: its room, its rows, what each party proposes for a row."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import Country
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity
from roadmap.models.roadmap import Roadmap

SHA256 = r"^[0-9a-f]{64}$"


class Preparation(models.Model):
    """The room in which the roadmap that follows another one is agreed, row by row.

    `version` grows whenever its frame (title, period, cutoff dates) is changed.
    """

    RECORD = Recorded("room", roadmap="roadmap__code")

    roadmap = models.OneToOneField(
        Roadmap, models.PROTECT, related_name="preparation", verbose_name=_("roadmap")
    )
    follows = models.OneToOneField(
        Roadmap, models.PROTECT, related_name="next_preparation", verbose_name=_("follows the roadmap")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("preparation of a roadmap")
        verbose_name_plural = _("preparations of roadmaps")
        constraints = [
            models.CheckConstraint(
                condition=~Q(roadmap=models.F("follows")), name="preparation_follows_another"
            )
        ]

    def __str__(self) -> str:
        return str(self.roadmap)

    def get_absolute_url(self) -> str:
        return reverse("roadmap:preparation", args=[self.roadmap.code])


class MatrixRowQuerySet(models.QuerySet["MatrixRow"]):
    def on_the_table(self) -> MatrixRowQuerySet:
        """Without the rows that a party added and has not published yet."""
        published = RowText.objects.filter(row=OuterRef("pk"), published_at__isnull=False)
        return self.filter(Q(added_by_country=None) | Exists(published))


class MatrixRow(models.Model):
    """One row of the matrix. `fed` is what it began with; `agreed` the text that both parties accepted.

    Once all rows are settled the agreed ones are the plan: `activity` is the one that this row became.
    """

    RECORD = Recorded(
        "matrix-row",
        roadmap="room__roadmap__code",
        side=lambda row: None if row["settled_at"] else row["added_by_country_id"],
    )

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("row of the matrix", "Open")
        AGREED = "agreed", pgettext_lazy("row of the matrix", "Agreed")
        DROPPED = "dropped", _("Left out by both")

    room = models.ForeignKey(
        Preparation, models.CASCADE, related_name="rows", verbose_name=_("preparation of a roadmap")
    )
    position = models.PositiveIntegerField(_("position"))
    continues = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("continues the activity"),
    )
    added_by_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("added by")
    )
    fed = models.JSONField(_("what it began with"), default=dict, encoder=DjangoJSONEncoder)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    agreed = models.JSONField(_("agreed text"), null=True, blank=True, encoder=DjangoJSONEncoder)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )
    activity = models.OneToOneField(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="matrix_row",
        verbose_name=_("activity"),
    )
    history = HistoricalRecords()

    objects = MatrixRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of the matrix")
        verbose_name_plural = _("rows of the matrix")
        ordering = ["room", "position"]
        constraints = [
            models.UniqueConstraint(fields=["room", "position"], name="matrix_row_unique_position"),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "agreed", "dropped"]), name="matrix_row_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="agreed", agreed__isnull=False)
                | (~Q(outcome="agreed") & Q(agreed__isnull=True)),
                name="matrix_row_agreed_has_text",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True)
                | (~Q(outcome="open") & Q(settled_at__isnull=False)),
                name="matrix_row_settled_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.position}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:matrix-row", args=[self.pk])


class RowText(models.Model):
    """What one party proposes for a row: the draft that its secretariat writes, and what it published of it.

    `dropped`: the party proposes to leave the row out. `version` grows with each saved edit, so that a second
    person's edit in between is noticed. The other party reads what was published, nothing else; what it accepts is
    named by `published_sha256`.
    """

    RECORD = Recorded("row-text", roadmap="row__room__roadmap__code", side=lambda row: row["country_id"])

    row = models.ForeignKey(MatrixRow, models.CASCADE, related_name="texts", verbose_name=_("row"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    content = models.JSONField(_("draft"), default=dict, encoder=DjangoJSONEncoder)
    dropped = models.BooleanField(_("proposes to leave the row out"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    published = models.JSONField(_("proposal"), null=True, blank=True, encoder=DjangoJSONEncoder)
    published_dropped = models.BooleanField(_("proposal to leave the row out"), default=False)
    published_sha256 = models.CharField(_("SHA-256 of the proposal"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("proposal of a party")
        verbose_name_plural = _("proposals of the parties")
        ordering = ["row", "country"]
        constraints = [
            models.UniqueConstraint(fields=["row", "country"], name="row_text_one_a_party"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published__isnull=True, published_sha256="")
                | Q(published_at__isnull=False, published__isnull=False, published_sha256__regex=SHA256),
                name="row_text_published_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.country_id}"
