"""Period closings (*cierres*): figures of a cutoff date as both parties signed them, and what was bound to them.

Nothing here is ever changed or deleted: what became of a closing is told by the rows that were added to it. Without a
`ClosingEnd` and without a `ClosingSeal` it waits for signatures. Its texts, the only thing that may have to be removed,
lie beside the content, which holds nothing of them but a salted commitment.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Role
from accounts.models.ledger import Recorded
from roadmap.models.roadmap import Roadmap

SHA256 = "^[0-9a-f]{64}$"
ROADMAP = ("party_a", "party_b", "declared_figure", "preparation")  # what pages show around it


class PeriodClosingQuerySet(models.QuerySet["PeriodClosing"]):
    def of(self, roadmap: Roadmap) -> PeriodClosingQuerySet:
        return self.filter(roadmap=roadmap)

    def sealed(self) -> PeriodClosingQuerySet:
        """Signed by all who had to."""
        return self.filter(seal__isnull=False)

    def waiting(self) -> PeriodClosingQuerySet:
        """For a signature."""
        return self.filter(seal=None, end=None)

    def in_force(self) -> PeriodClosingQuerySet:
        """Sealed, and not replaced by a later one that was sealed too."""
        later = PeriodClosing.objects.sealed().filter(replaces=OuterRef("pk"))
        return self.sealed().exclude(Exists(later))

    def in_force_on(self, cutoff: date) -> PeriodClosingQuerySet:
        """The one by which that cutoff date is closed, if it is."""
        return self.in_force().filter(cutoff=cutoff)

    def with_standing(self) -> PeriodClosingQuerySet:
        """All that says what became of each; without the content, which is long."""
        later = PeriodClosing.objects.sealed().filter(replaces=OuterRef("pk"))
        rows = self.select_related("seal", "end", "replaces__seal", "country", "proposed_by", "unilateral")
        rows = rows.select_related(*(f"roadmap__{name}" for name in ROADMAP))
        return rows.annotate(was_replaced=Exists(later)).defer("content", "replaces__content")


class PeriodClosing(models.Model):
    """`content` is the canonical JSON of the figures, `content_sha256` its hash: that is what the parties sign.

    `sign_days` and `needs_visto_bueno` are the roadmap's rules on the day of the proposal: by them it is signed.
    """

    RECORD = Recorded("closing", roadmap="roadmap__code", without=("content",))
    APPEND_ONLY = True

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="closings", verbose_name=_("roadmap"))
    number = models.PositiveIntegerField(_("number"))
    cutoff = models.DateField(_("cutoff date"))
    known_at = models.DateTimeField(_("as known at"))
    content = models.TextField(_("content"))
    content_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    sign_days = models.PositiveSmallIntegerField(_("days to sign a closing"))
    needs_visto_bueno = models.BooleanField(_("the foreign ministries give their visto bueno to a closing"))
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("proposed by the party")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))

    objects = PeriodClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("period closing")
        verbose_name_plural = _("period closings")
        ordering = ["roadmap", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="closing_unique_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="closing_number_from_one"),
            models.CheckConstraint(condition=~Q(content=""), name="closing_has_content"),
            models.CheckConstraint(
                condition=Q(content_sha256__regex=SHA256), name="closing_has_content_hash"
            ),
            models.CheckConstraint(
                condition=Q(sign_days__gte=1, sign_days__lte=365), name="closing_sign_days_in_range"
            ),
            models.CheckConstraint(
                condition=Q(known_at__lte=F("proposed_at")), name="closing_known_when_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:closing-detail", args=[self.pk])

    @property
    def offices(self) -> tuple[Role, ...]:
        """Those of each party that sign it."""
        return (Role.SECRETARIAT, Role.FOREIGN_MINISTRY) if self.needs_visto_bueno else (Role.SECRETARIAT,)

    @property
    def term_begins_at(self) -> datetime:
        """With the first signature; until there is one, with the proposal. Prefetch `signatures`."""
        return min((row.signed_at for row in self.signatures.all()), default=self.proposed_at)

    def unsigned(self) -> list[tuple[str, Role]]:
        """The offices, each with its country, whose signature is not there. Prefetch `signatures`."""
        signed = {(row.country_id, row.office) for row in self.signatures.all()}
        parties = (self.roadmap.party_a_id, self.roadmap.party_b_id)
        every = [(code, office) for code in parties for office in self.offices]
        return [one for one in every if one not in signed]

    @property
    def is_sealed(self) -> bool:
        return hasattr(self, "seal")

    @property
    def is_over(self) -> bool:
        """Void, or taken back."""
        return hasattr(self, "end")

    @property
    def is_waiting(self) -> bool:
        return not (self.is_sealed or self.is_over)


class ClosingText(models.Model):
    """What somebody wrote that the content, a signature or a record of the closing holds by its hash alone.

    sha256: of the canonical JSON of {"salt", "text"}.
    """

    closing = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="texts")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    salt = models.CharField(_("salt"), max_length=32)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of a closing")
        verbose_name_plural = _("texts of closings")
        ordering = ["closing", "sha256"]
        constraints = [
            models.UniqueConstraint(fields=["closing", "sha256"], name="closing_text_unique"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="closing_text_has_sha256"),
            models.CheckConstraint(condition=Q(salt__regex="^[0-9a-f]{32}$"), name="closing_text_has_salt"),
        ]

    def __str__(self) -> str:
        return self.sha256
