"""Who answered before: a responsibility that passed to another institution, with the days on which it stood."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Institution, InstitutionChange
from accounts.models.ledger import Recorded
from roadmap.models.activity import Activity, Responsibility


class FormerResponsibility(models.Model):
    """Only added, when a change of institution takes effect. The plan of an earlier day shows it."""

    RECORD = Recorded("former", roadmap="activity__roadmap__code")

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="former_responsibilities", verbose_name=_("activity")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="former_responsibilities", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=15, choices=Responsibility.Role)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"))
    change = models.ForeignKey(
        InstitutionChange, models.PROTECT, related_name="passed", verbose_name=_("institutional change")
    )

    class Meta:
        verbose_name = _("former responsibility")
        verbose_name_plural = _("former responsibilities")
        ordering = ["activity", "country", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["lead", "co_responsible", "support"]),
                name="former_responsibility_role_known",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until__gte=F("since")),
                name="former_responsibility_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["activity", "country", "institution", "until"], name="former_responsibility_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.until})"
