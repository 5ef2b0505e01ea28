"""The heads of the record as they went to a capital, one a day and chain: proof that nothing before changed."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Country

SHA256 = "^[0-9a-f]{64}$"


class SentHead(models.Model):
    """`day` is that of the capital. `signed`: the file as it was signed, canonical JSON with its signature."""

    APPEND_ONLY = True

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    day = models.DateField(_("day"))
    chain = models.CharField(_("chain"), max_length=120)
    number = models.PositiveBigIntegerField(_("number of the entry"))
    hash = models.CharField(_("hash of the entry"), max_length=64)
    at = models.DateTimeField(_("at"))
    signed = models.TextField(_("signed file"))

    class Meta:
        verbose_name = _("head of the record")
        verbose_name_plural = _("heads of the record")
        ordering = ["-day", "chain", "country"]
        constraints = [
            models.UniqueConstraint(fields=["country", "day", "chain"], name="sent_head_one_a_day"),
            models.CheckConstraint(condition=Q(hash__regex=SHA256), name="sent_head_has_hash"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sent_head_of_an_entry"),
        ]

    def __str__(self) -> str:
        return self.line

    def get_absolute_url(self) -> str:
        return reverse("roadmap:head-download", args=[self.pk])

    @property
    def line(self) -> str:
        """As it stands in the letter, and as the verifier takes it."""
        return f"{self.chain} {self.number} {self.hash}"

    @property
    def public_key(self) -> str:
        """With which it was signed: 64 hexadecimal digits."""
        return str(json.loads(self.signed)["public_key"])

    @property
    def file_name(self) -> str:
        """Of the signed file."""
        return f"{self.day}-{self.country_id}-{slugify(self.chain.replace('/', '-'))}.json"
