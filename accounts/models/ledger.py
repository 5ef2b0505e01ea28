"""The record of what happened: chains of entries that nobody edits or deletes, and the state of what they name.

Written by `accounts.acts` alone. An entry holds hashes and references; what these stand for lies beside it, one row
a thing, so that it can be taken away by order of its owner (an expurgo) without breaking the chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PLATFORM = "platform"
SHA256 = "^[0-9a-f]{64}$"


@dataclass(frozen=True, slots=True)
class Recorded:
    """How the rows of a model stand in the record: its attribute `RECORD`.

    `kind`: the word before the slash of its references. `roadmap`: the path to the code of the roadmap whose chain it
    is in, empty for the platform's. `side`: of a row's columns, and of those `told` besides, the country that alone
    may read it; None for both. `without`: columns that are no state. `many`: to-many columns that are part of it.
    """

    kind: str
    roadmap: str = ""
    side: Callable[[dict[str, Any]], str | None] = lambda row: None
    told: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    many: tuple[str, ...] = ()


class LedgerChain(models.Model):
    """One for each roadmap, and the platform's. Its head is held while an entry is added."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    number = models.PositiveBigIntegerField(_("number of its last entry"), default=0)
    hash = models.CharField(_("hash of its last entry"), max_length=64)

    class Meta:
        verbose_name = _("chain of the record")
        verbose_name_plural = _("chains of the record")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(hash__regex=SHA256), name="ledger_chain_has_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerEntry(models.Model):
    """What happened in one act. `side`: the country that alone may read its body; empty: both parties may."""

    APPEND_ONLY = True

    chain = models.ForeignKey(LedgerChain, models.PROTECT, related_name="entries", verbose_name=_("chain"))
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    event = models.CharField(_("what happened"), max_length=60)
    side = models.CharField(_("who may read it"), max_length=2, blank=True)
    body = models.TextField(_("content"))
    previous = models.CharField(_("hash of the entry before"), max_length=64)
    content = models.CharField(_("hash of its content"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="ledger_entry_unique_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_entry_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}:{self.number} {self.event}"


class LedgerThing(models.Model):
    """The state of something after an act, as canonical text with its salt; empty text and hash where it was removed.

    `position`: its place in the entry's list. A text that was taken away by order leaves its hash.
    """

    APPEND_ONLY = "payload"

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="things", verbose_name=_("entry"))
    position = models.PositiveIntegerField(_("position"))
    ref = models.CharField(_("reference"), max_length=80)
    side = models.CharField(_("who may read it"), max_length=2, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    payload = models.TextField(_("state"), blank=True)

    class Meta:
        verbose_name = _("state in the record")
        verbose_name_plural = _("states in the record")
        ordering = ["entry", "position"]
        indexes = [models.Index(fields=["ref", "entry"], name="ledger_thing_by_ref")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_thing_unique_position"),
        ]

    def __str__(self) -> str:
        return self.ref
