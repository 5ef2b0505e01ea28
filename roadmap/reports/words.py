"""Days, sizes and clean text as the reader's country writes them, in the language that is active.

Percentages and fractions are in `roadmap.templatetags.figures`, the same on pages and in reports. A report without
a copy follows its language alone, so that it takes neither party's way of writing.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from roadmap.completion import Tally

NOTHING = "—"
LONG_DAY = {"es": r"j \d\e F \d\e Y", "en": "j F Y"}
# English alone would write 09/10/2026 for 10 September where both parties read 9 October.
SHORT_DAY = {"en": "j M Y"}
# What XML cannot hold and no reader can see: control characters, half surrogates, non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text that every format can hold, with one way of breaking lines."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def plain(value: Decimal) -> str:
    """A weight without the zeros that the database adds, with a point: "1", "12.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date | None) -> str:
    """30/09/2026, as the active country writes it."""
    chosen = SHORT_DAY.get(get_language() or "", "SHORT_DATE_FORMAT")
    return str(formats.date_format(value, chosen)) if value else ""


def long_day(value: date | None) -> str:
    """30 de septiembre de 2026."""
    return str(formats.date_format(value, LONG_DAY[(get_language() or "es")[:2]])) if value else ""


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


def minute(instant: datetime, zone: str) -> str:
    there = local(instant, zone)
    return f"{long_day(there.date())}, {there:%H:%M}"


def size(value: int | None) -> str:
    """A file's size for reading: bytes, kB or MB."""
    if value is None:
        return ""
    if value < 1000:
        return ngettext("%(number)s byte", "%(number)s bytes", value) % {"number": value}
    if value < 1_000_000:
        return _("%(number)s kB") % {"number": formats.number_format(Decimal(value) / 1000, 1)}
    return _("%(number)s MB") % {"number": formats.number_format(Decimal(value) / 1_000_000, 1)}


def of_weights(tally: Tally) -> str:
    """What an average is taken over."""
    words = ngettext(
        "over %(all)s activity, by weight", "over %(all)s activities, by weight", tally.committed
    )
    return words % {"all": tally.committed}
