"""What is said of a piece of evidence: its type, its date, who made it, who reads it, how the law classifies it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import ledger
from roadmap import calendar
from roadmap.models import Evidence, ProgressReport

FIELDS = ("title", "category", "dated", "institution", "visibility", "classification", "statement")
REFUSED = (Evidence.Classification.RESERVED, Evidence.Classification.SECRET)
SEALED = ("salt", "commitment")


def describe(evidence: Evidence, report: ProgressReport, about: Mapping[str, Any], *, now: datetime) -> None:
    """Puts what is said of it into the piece, not yet saved. What is not named stays as it is.

    Raises ValidationError for what may not be: by the field that says it.
    """
    if unknown := set(about) - set(FIELDS):
        raise ValueError(f"nothing that is said of evidence: {unknown}")
    for name, value in about.items():
        setattr(evidence, name, value.strip() if isinstance(value, str) else value)
    _check(evidence, report, now)
    seal(evidence)


def seal(evidence: Evidence) -> None:
    """The commitment to a piece that only its own country reads: the salt stays with it."""
    if not evidence.own_only:
        evidence.salt = evidence.commitment = ""
        return
    bare = evidence.sha256 or ledger.sha256(evidence.url or evidence.title)
    evidence.salt = evidence.salt or secrets.token_hex(16)
    evidence.commitment = ledger.sha256(ledger.canonical({"salt": evidence.salt, "sha256": bare}))


def _check(evidence: Evidence, report: ProgressReport, now: datetime) -> None:
    if evidence.classification in REFUSED:
        raise ValidationError(
            {
                "classification": _(
                    "What the law of either country calls secret or reserved is never kept here, not even for your "
                    "own country: nothing was added. Say in the report that it exists and which office keeps it."
                )
            }
        )
    public = evidence.visibility == Evidence.Visibility.PUBLIC
    if public and evidence.classification != Evidence.Classification.NONE:
        raise ValidationError(
            {
                "visibility": _(
                    "What is for internal use or confidential cannot be public: choose who reads it."
                )
            }
        )
    if evidence.dated and evidence.dated > calendar.local_day(now, report.country.time_zone):
        raise ValidationError({"dated": _("The document cannot be of a day that is still to come.")})
    if not evidence.title:
        raise ValidationError({"title": _("Give it a title.")})
