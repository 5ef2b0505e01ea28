"""Countries: names, time zone and number format. Rows come from the data that the product ships."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """A state, known by its ISO 3166-1 alpha-2 code (XA–XZ are user-assigned: fictional)."""

    class NumberFormat(models.TextChoices):
        POINT = "point", "1,234.5"
        COMMA = "comma", "1.234,5"

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    official_name = models.CharField(_("official name"), max_length=200)
    official_name_en = models.CharField(_("official name in English"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=40)
    number_format = models.CharField(
        _("number format"), max_length=5, choices=NumberFormat, default=NumberFormat.COMMA
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex="^[A-Z]{2}$"), name="country_code_is_iso"),
            models.CheckConstraint(
                condition=models.Q(number_format__in=["point", "comma"]), name="country_number_format_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def official(self) -> str:
        """The official name in the language of the page: *Estado Plurinacional de Bolivia*."""
        return self.official_name_en if (get_language() or "").startswith("en") else self.official_name
