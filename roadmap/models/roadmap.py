"""The roadmap itself: its two parties, its period, its axes, its cutoff dates, a figure declared without breakdown."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.lookups import In
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country, User
from accounts.models.ledger import Recorded
from roadmap.models import rules

PARTIES_SLOT = "{partes}"


class RoadmapQuerySet(models.QuerySet["Roadmap"]):
    def with_parties(self) -> RoadmapQuerySet:
        return self.select_related("party_a", "party_b", "declared_figure", "preparation")

    def in_force_first(self) -> RoadmapQuerySet:
        """Then those in preparation, then what is over; in each the latest first."""
        order = [Roadmap.Status.IN_FORCE, Roadmap.Status.IN_PREPARATION, Roadmap.Status.FINISHED]
        place = models.Case(*(models.When(status=status, then=i) for i, status in enumerate(order)))
        return self.order_by(place, "-end", "code")

    def of_country(self, country: Country | str | None) -> RoadmapQuerySet:
        return self.filter(Q(party_a=country) | Q(party_b=country))


class Roadmap(models.Model):
    """A promise between two states. Its parties are equal: they are stored in the order of their codes."""

    RECORD = Recorded("roadmap", roadmap="code")

    class Status(models.TextChoices):
        IN_PREPARATION = "in_preparation", _("In preparation")
        IN_FORCE = "in_force", _("In force")
        FINISHED = "finished", _("Finished")

    code = models.CharField(_("code"), max_length=100, unique=True)
    title = models.TextField(_("title"), help_text=_("May hold the slot {partes}."))
    party_a = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    party_b = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("party"))
    start = models.DateField(_("start"))
    end = models.DateField(_("end"))
    # What was signed, once an extension changed it; and the day of the latest agreed modification: for it and
    # later days the rows are the plan, for earlier ones `plan` undoes what did not hold yet.
    first_end = models.DateField(_("original end"), null=True, blank=True, editable=False)
    amended_on = models.DateField(
        _("last modification in effect from"), null=True, blank=True, editable=False
    )
    signed_on = models.DateField(_("date of signature"), null=True, blank=True)
    signed_place = models.TextField(_("place of signature"), blank=True)
    conformity_required = models.BooleanField(_("requires the counterpart's conformity"), default=True)
    evidence_required = models.BooleanField(_("requires evidence"), default=True)
    # The rules of the roadmap (`rules`): accepted with it, afterwards changed by agreed modification only.
    answer_days = models.PositiveSmallIntegerField(
        _("days for the counterpart's answer"), default=rules.ANSWER_DAYS
    )
    tacit_conformity = models.BooleanField(_("no answer within the term counts as agreement"), default=False)
    minimum_text = models.PositiveSmallIntegerField(
        _("characters that the text has at least"), default=rules.MINIMUM_TEXT
    )
    checks = models.JSONField(_("checks before submission"), default=rules.default_checks)
    reminders = models.JSONField(_("reminders"), default=rules.default_reminders)
    sign_days = models.PositiveSmallIntegerField(_("days to sign a closing"), default=rules.SIGN_DAYS)
    closing_visto_bueno = models.BooleanField(
        _("the foreign ministries give their visto bueno to a closing"), default=False
    )
    source = models.TextField(_("source"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.IN_PREPARATION)
    is_demonstration = models.BooleanField(_("demonstration data"), default=False, editable=False)
    # A fictional example that everybody who signs in may read (the demonstration's XA–XB).
    is_example = models.BooleanField(_("fictional example"), default=False, editable=False)
    history = HistoricalRecords()

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        verbose_name = _("roadmap")
        verbose_name_plural = _("roadmaps")
        ordering = ["-end", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="roadmap_has_code"),
            models.CheckConstraint(condition=~Q(title=""), name="roadmap_has_title"),
            models.CheckConstraint(
                condition=Q(party_a__lt=F("party_b")),
                name="roadmap_two_parties_in_order",
                violation_error_message=_("A roadmap has two different parties."),
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="roadmap_ends_after_it_begins",
                violation_error_message=_("The end cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["in_preparation", "in_force", "finished"]),
                name="roadmap_status_known",
            ),
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, answer_days__lte=365),
                name="roadmap_answer_days_in_range",
                violation_error_message=_("The term for the answer goes from 1 to 365 days."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_text__lte=2000),
                name="roadmap_minimum_text_in_range",
                violation_error_message=_("Ask for at most 2000 characters."),
            ),
            models.CheckConstraint(
                condition=Q(sign_days__gte=1, sign_days__lte=365),
                name="roadmap_sign_days_in_range",
                violation_error_message=_("The term to sign goes from 1 to 365 days."),
            ),
            *[
                models.CheckConstraint(
                    condition=Q(In(KT(f"checks__{check}"), ["off", "warn", "block"])),
                    name=f"roadmap_check_{check}_known",
                )
                for check in ("evidence", "lower", "early_milestone", "short_text", "approval")
            ],
        ]

    def __str__(self) -> str:
        return self.title_for()

    def get_absolute_url(self) -> str:
        return reverse("roadmap:dashboard", args=[self.code])

    def parties(self, first: str | None = None) -> tuple[Country, Country]:
        """Both parties: alphabetical for everybody, `first` ahead in that country's own copy (the alternat)."""
        a, b = sorted((self.party_a, self.party_b), key=lambda country: country.name)
        return (b, a) if first == b.code else (a, b)

    def title_for(self, first: str | None = None) -> str:
        """The title with its slot filled in the order of the copy."""
        return self.title.replace(PARTIES_SLOT, "–".join(str(country) for country in self.parties(first)))

    def short_title_for(self, first: str | None = None) -> str:
        """Its parties and its years, where the title would be too long."""
        years = dict.fromkeys(str(day.year) for day in (self.start, self.end))
        return f"{'–'.join(map(str, self.parties(first)))} {'–'.join(years)}"

    def short_title_to(self, person: User) -> str:
        """The same in the language and the order of a person, for letters."""
        with translation.override(person.language):
            return self.short_title_for(person.country_id)

    def has_party(self, code: str | None) -> bool:
        return code is not None and code in (self.party_a_id, self.party_b_id)

    def counterpart(self, code: str) -> Country:
        """The other party. Raises ValueError for a country that is none."""
        if not self.has_party(code):
            raise ValueError(f"{code} is not a party of {self.code}")
        return self.party_b if code == self.party_a_id else self.party_a


class Axis(models.Model):
    """A strategic axis; axes are numbered by first appearance and keep their title as written."""

    RECORD = Recorded("axis", roadmap="roadmap__code")

    roadmap = models.ForeignKey(Roadmap, models.CASCADE, related_name="axes", verbose_name=_("roadmap"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.TextField(_("title"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["roadmap", "number"]
        constraints = [
            models.UniqueConstraint(fields=["roadmap", "number"], name="axis_unique_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="axis_number_from_one"),
            models.CheckConstraint(condition=~Q(title=""), name="axis_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class CutoffDate(models.Model):
    """A day on which the parties look at the figures together (*fecha de corte*)."""

    RECORD = Recorded("cutoff", roadmap="roadmap__code")

    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, related_name="cutoff_dates", verbose_name=_("roadmap")
    )
    day = models.DateField(_("day"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cutoff date")
        verbose_name_plural = _("cutoff dates")
        ordering = ["roadmap", "day"]
        constraints = [models.UniqueConstraint(fields=["roadmap", "day"], name="cutoff_unique_day")]

    def __str__(self) -> str:
        return self.day.isoformat()


class DeclaredFigure(models.Model):
    """A completion that both governments declared, without public breakdown. None is ever invented."""

    RECORD = Recorded("declared", roadmap="roadmap__code")

    roadmap = models.OneToOneField(
        Roadmap, models.CASCADE, related_name="declared_figure", verbose_name=_("roadmap")
    )
    value = models.DecimalField(_("declared completion"), max_digits=15, decimal_places=12)
    source = models.TextField(_("source"))
    declared_on = models.DateField(_("date"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("declared figure")
        verbose_name_plural = _("declared figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=100), name="declared_figure_is_a_percentage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_id}: {self.value.normalize()} %"
