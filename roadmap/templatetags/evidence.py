"""Pieces of evidence in words: their type, and what is said of one that only its own country reads."""

from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from roadmap.models import Evidence

register = template.Library()
SHOWN = 12  # characters of a commitment; the whole of it stands in the JSON


@register.filter
def category_word(category: str) -> str:
    """ "Acta"; a piece of which nobody said it yet is none of them."""
    return str(Evidence.Category(category).label) if category else _("type not given yet")


@register.filter
def visibility_word(visibility: str) -> str:
    """ "Binacional": who reads the piece."""
    return str(Evidence.Visibility(visibility).label) if visibility else ""


@register.filter
def uses_of(reused: dict[int, list[Any]], pk: int) -> list[Any]:
    """Where else the file of the piece is."""
    return reused.get(pk, []) if reused else []


@register.filter
def reuse_words(use: Any) -> str:
    """A joint event told by each side is normal; the same file for two activities is a question."""
    words = {
        "counterpart": _(
            "This file is also in the report of %(country)s as of %(day)s on this activity: a joint event told by "
            "each side is normal."
        ),
        "earlier": _("This file is also in the report as of %(day)s on this activity."),
        "question": _(
            "This file is also in activity %(number)s (%(roadmap)s, %(country)s, as of %(day)s): does it prove both?"
        ),
    }
    report = use.report
    return words[use.kind] % {
        "number": report.activity.number,
        "roadmap": report.activity.roadmap.code,
        "country": report.country,
        "day": formats.date_format(report.as_of, "SHORT_DATE_FORMAT"),
    }


@register.filter
def sealed_words(piece: Any) -> str:
    """ "Existe: acta, compromiso 0f3a…": all that a reader of the other country is told, besides the statement."""
    told = {"category": category_word(piece.category).lower(), "commitment": piece.commitment[:SHOWN]}
    return _("It exists: %(category)s, commitment %(commitment)s…") % told
