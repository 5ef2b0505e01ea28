"""The ways in which people write a date -> a day.

A partial date (a month, a half-year, a year) is its last day, or its first where it begins something.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import is_date_format

from roadmap.calendar import end_of_day
from roadmap.imports.cells import Unreadable, line, shown
from roadmap.imports.parts import YEARS, Cell
from roadmap.imports.texts import fold

_MONTHS = (
    "enero ene january jan|febrero feb february|marzo mar march|abril abr april apr|mayo may|junio jun june"
    "|julio jul july|agosto ago august aug|setiembre septiembre set sep sept september"
    "|octubre oct october|noviembre nov november|diciembre dic december dec"
)
MONTHS = {word: index for index, words in enumerate(_MONTHS.split("|"), 1) for word in words.split()}
_PARTS_OF_YEAR = {"semestre": 2, "cuatrimestre": 3, "trimestre": 4, "bimestre": 6}
_ORDINAL_WORDS = (
    "i 1 1er 1ero 1ro 1o primer primero",
    "ii 2 2do 2o segundo",
    "iii 3 3er 3ero 3ro 3o tercer tercero",
    "iv 4 4to 4o cuarto",
    "v 5 5to 5o quinto",
    "vi 6 6to 6o sexto",
)
_ORDINALS = {word: index for index, words in enumerate(_ORDINAL_WORDS, 1) for word in words.split()}
_CLOCK = r"(?:[ T,]+(?:a las )?(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d+)?)? ?(?:hrs?\.?|h\.?)?)?"
_TIME = _CLOCK + r"(Z|[+-]\d{2}:?\d{2})?"
_OF = r"(?:\s+(?:de|del))?\s*[\s./,-]\s*(?:del?\s+)?"


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of what is written; `at` where it says a time, aware only where it says a zone."""

    first: date
    last: date
    at: datetime | None = None


def day(cell: Cell, *, permanent: date | None = None, begins: bool = False) -> date:
    """The day written in a filled cell; `permanent` is what *Permanente* stands for. Raises Unreadable."""
    if permanent is not None and isinstance(cell.value, str) and fold(cell.value) == "permanente":
        return permanent
    span = _span(cell)
    return span.first if begins else span.last


def instant(cell: Cell, zone: str) -> datetime:
    """The moment written in a filled cell, aware; without a time of day the end of that day in the zone."""
    span = _span(cell)
    if span.at is None:
        return end_of_day(span.last, zone)
    return span.at if span.at.tzinfo else span.at.replace(tzinfo=ZoneInfo(zone))


def text_day(text: str, *, permanent: date | None = None) -> date:
    """The same for a date inside a longer text."""
    return day(Cell(text), permanent=permanent)


def _span(cell: Cell) -> Span:
    span = None
    if isinstance(cell.value, datetime):
        span = _real(cell.value, cell.format)
    elif isinstance(cell.value, Decimal):
        span = _year(cell.value)
    elif isinstance(cell.value, str):
        span = _written(line(cell))
    if span is None:
        raise _unreadable(cell)
    return span


def _unreadable(cell: Cell) -> Unreadable:
    if isinstance(cell.value, Decimal | time | timedelta):
        return Unreadable(
            _("“%(text)s” is a number, not a date") % {"text": shown(cell)},
            _("Give the cell a date format, or write the date as 31/12/2025"),
        )
    return Unreadable(
        _("“%(text)s” is not a date that exists, or is not written as one") % {"text": shown(cell)},
        _(
            "Write the day, the month and the year with four digits, such as 31/12/2025; "
            "or diciembre 2025, I semestre 2026, 2026"
        ),
    )


def _real(value: datetime, code: str) -> Span | None:
    if value.year not in YEARS:
        return None
    on = value.date()
    if value.time() != time():
        return Span(on, on, value)
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0]).lower()
    if on.day == 1 and "y" in shown and "d" not in shown and is_date_format(code):
        # Typed "Dic-2025", which the program turned into the first of the month: people see the month.
        return _months(on.year, on.month, on.month) if "m" in shown else _whole_year(on)
    return Span(on, on)


def _whole_year(on: date) -> Span:
    return Span(on, date(on.year, 12, 31) if on.month == 1 else on)


def _year(value: Decimal) -> Span | None:
    return _months(int(value), 1, 12) if value == value.to_integral_value() and 0 < value < 10000 else None


def _months(year: int, first: int, last: int) -> Span | None:
    if not (year in YEARS and 1 <= first <= 12 and 1 <= last <= 12):
        return None
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _exact(year: str, month: int, day_: str, clock: tuple[str | None, ...]) -> Span | None:
    hour, minute, second, zone = clock
    try:
        on = date(int(year), month, int(day_))
        at = None
        if hour and minute:
            at = datetime.combine(on, time(int(hour), int(minute), int(second or 0)), tzinfo=_zone(zone))
    except ValueError:
        return None
    return Span(on, on, at) if on.year in YEARS else None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() == "Z":
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def _day_month_year(match: re.Match[str]) -> Span | None:
    return _exact(match[3], int(match[2]), match[1], match.groups()[3:])


def _year_month_day(match: re.Match[str]) -> Span | None:
    return _exact(match[1], int(match[2]), match[3], match.groups()[3:])


def _day_name_year(match: re.Match[str]) -> Span | None:
    month = MONTHS.get(fold(match[2]))
    return _exact(match[3], month, match[1], match.groups()[3:]) if month else None


def _name_year(match: re.Match[str]) -> Span | None:
    month = MONTHS.get(fold(match[1]))
    return _months(int(match[2]), month, month) if month else None


def _part_of_year(match: re.Match[str]) -> Span | None:
    ordinal = _ORDINALS.get(fold(match["before"] or match["after"] or ""))
    parts = _PARTS_OF_YEAR[match["part"].lower()]
    if not ordinal or ordinal > parts:
        return None
    size = 12 // parts
    return _months(int(match["year"]), (ordinal - 1) * size + 1, ordinal * size)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Span | None]], ...] = tuple(
    (re.compile(pattern, re.I | re.A), read)
    for pattern, read in (
        (r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})" + _TIME, _day_month_year),
        (r"(\d{4}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{1,2})" + _TIME, _year_month_day),
        (
            r"(\d{1,2})(?:ro|er|ero|[°º.])?" + _OF + r"([a-z]{3,10})\.?" + _OF + r"(\d{4})" + _TIME,
            _day_name_year,
        ),
        (r"([a-z]{3,10})\.?" + _OF + r"(\d{4})", _name_year),
        (r"(\d{1,2}) ?[/-] ?(\d{4})", lambda match: _months(int(match[2]), int(match[1]), int(match[1]))),
        (r"(\d{4}) ?[/-] ?(\d{1,2})", lambda match: _months(int(match[1]), int(match[2]), int(match[2]))),
        (
            r"(?:(?P<before>[a-z0-9.°º]{1,8})\s+)?(?P<part>semestre|cuatrimestre|trimestre|bimestre)"
            r"(?:\s+(?P<after>[ivx0-9]{1,3}))??" + _OF + r"(?P<year>\d{4})",
            _part_of_year,
        ),
        (r"(?:(?:año|gestión|gestion|ano) )?(\d{4})", lambda match: _months(int(match[1]), 1, 12)),
    )
)
_WEEKDAY = re.compile(r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo),? +", re.I)


def _written(text: str) -> Span | None:
    text = _WEEKDAY.sub("", text.rstrip(". "), count=1)
    if text.casefold().startswith("primero de "):
        text = f"1 {text[8:]}"
    for pattern, read in _FORMS:
        if (match := pattern.fullmatch(text)) and (span := read(match)):
            return span
    return None
