"""How figures are written for readers: page, PDF and Excel use these alike. Rounding is in `completion`.

The decimal sign is that of the active language's formats; Spanish puts a no-break space before the sign.
"""

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from roadmap import completion
from roadmap.completion import Tally
from roadmap.templatetags import states

register = template.Library()

NOTHING = "—"
NO_BREAK = "\N{NO-BREAK SPACE}"


def _signed(text: str | None) -> str:
    if text is None:
        return NOTHING
    return f"{_localized(text)}{'' if _english() else NO_BREAK}%"


def _localized(text: str) -> str:
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def percent0(value: Fraction | None) -> str:
    """ "18 %": a whole percentage, for headlines."""
    return _signed(completion.whole(value))


@register.filter
def percent1(value: Fraction | None) -> str:
    """ "76,5 %": with one decimal, for tables."""
    return _signed(completion.one_decimal(value))


@register.filter
def number1(value: Fraction | None) -> str:
    """ "76,5": the same without the sign, for columns whose heading has it."""
    text = completion.one_decimal(value)
    return NOTHING if text is None else _localized(text)


@register.filter
def headline(tally: Tally) -> str:
    """ "18 %": fulfilment, the sentence of the press."""
    return percent0(tally.fulfilment)


@register.filter
def fulfilled_of(tally: Tally) -> str:
    """ "2 de 11 actividades"; what was withdrawn is said: "23 de 23 (25 suscritas, 2 retiradas)"."""
    if tally.withdrawn:
        return _("%(part)s of %(all)s (%(signed)s signed, %(withdrawn)s withdrawn)") % {
            "part": tally.fulfilled,
            "all": tally.committed,
            "signed": tally.signed,
            "withdrawn": tally.withdrawn,
        }
    words = ngettext("%(part)s of %(all)s activity", "%(part)s of %(all)s activities", tally.committed)
    return words % {"part": tally.fulfilled, "all": tally.committed}


@register.filter
def due_of(tally: Tally) -> str:
    """ "2 de 5 exigibles a la fecha"."""
    words = ngettext("%(part)s of %(all)s due so far", "%(part)s of %(all)s due so far", tally.due)
    return words % {"part": tally.due_fulfilled, "all": tally.due}


@register.filter
def coverage_of(tally: Tally) -> str:
    """ "22 de 22 reportes"."""
    words = ngettext("%(part)s of %(all)s report", "%(part)s of %(all)s reports", tally.expected_reports)
    return words % {"part": tally.with_report, "all": tally.expected_reports}


@register.filter
def declared(value: Decimal) -> str:
    """ "92 %", "92,4 %": a declared figure exactly as it was declared, never rounded."""
    return _signed(f"{value.normalize():f}")


@register.filter
def coordinate(value: Fraction | float | None) -> str:
    """A length in a drawing: a point whatever the language, at most two decimals."""
    return f"{float(value or 0):.2f}".rstrip("0").rstrip(".")


# What keeps a country's part from being fulfilled (rule 6).
LACKS = {
    "fulfilled": gettext_lazy("fulfilled"),
    "no_report": gettext_lazy("no report"),
    "below_100": gettext_lazy("progress below 100"),
    "not_agreed": gettext_lazy("not agreed by the counterpart yet"),
    "observed": gettext_lazy("observed by the counterpart"),
    "no_evidence": gettext_lazy("no accepted evidence"),
}


@register.filter
def reason_words(reason: str) -> str:
    """ "sin reporte": why a part of an activity does not count."""
    return str(LACKS[reason])


RECORD = {
    "unconfirmed": gettext_lazy("Historical record, not confirmed"),
    "confirmed": gettext_lazy("Historical record, confirmed by both parties"),
}


@register.simple_tag
def record_badge(record: str | None) -> SafeString:
    """The mark of what was loaded from a workbook instead of being reported here."""
    return states.badge(record, str(RECORD[record])) if record else SafeString("")


@register.filter
def weight(value: Decimal) -> str:
    """ "1", "2,5": a weight as it was written."""
    return _localized(f"{value.normalize():f}")


@register.filter
def amount(value: Fraction) -> str:
    """ "11", "841,67": a sum, with two decimals where it is not whole."""
    if value.denominator == 1:
        return str(value.numerator)
    return _localized(f"{Decimal(value.numerator) / Decimal(value.denominator):.2f}")
