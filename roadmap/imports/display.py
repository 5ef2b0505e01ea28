"""A number or date cell -> the text that its number format shows.

As much of the formats as numbers of activities, acronyms and indicators use: decimals, leading zeros,
thousands, percent, fixed text, day-month-year.
"""

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import is_date_format

from roadmap.imports.parts import GENERAL, Cell

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|([#0?][#0?,]*)|([.])|(%)|(General)|(.)', re.S | re.I)
_DATE_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(y+|m+|d+|h+|s+)|(.)', re.S | re.I)
_GENERAL_DIGITS = 10
_SPANISH_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def displayed(cell: Cell) -> str:
    """What a person sees in the cell; where a format is beyond us or hides it, the plain value."""
    return _displayed(cell) or str(cell.value)


def _displayed(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, Decimal):
        return _number(value, cell.format)
    if isinstance(value, datetime):
        return _date(value, cell.format)
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def is_percentage(code: str) -> bool:
    """Whether the format shows a fraction as a percentage; a sign in quotes is only a letter."""
    return "%" in code and any(token[5] for token in _TOKEN.finditer(code))


def plain(value: Decimal) -> str:
    """As the general format shows it: ten digits, without exponent or trailing zeros."""
    decimals = max(_GENERAL_DIGITS - max(value.adjusted() + 1, 1), 0)
    if decimals < -int(value.as_tuple().exponent):
        value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Decimal, code: str) -> str:
    sections = code.split(";")
    section = sections[0]
    if value < 0 and len(sections) > 1 and sections[1]:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2 and sections[2]:
        section = sections[2]
    if code in (GENERAL, "@") or not re.search(r"[0#?]", section) or re.search(r"[eE][+-]|/", section):
        return plain(value)
    return _in_format(value, section)


def _in_format(value: Decimal, section: str) -> str:
    tokens = list(_TOKEN.finditer(section))
    if any(token[5] for token in tokens):
        value *= 100
    point = next((index for index, token in enumerate(tokens) if token[4]), len(tokens))
    decimals = "".join(token[3] or "" for token in tokens[point:]).replace(",", "")
    if len(decimals) > 12 or abs(value) >= 10**15:
        return plain(value)
    number = f"{abs(value).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    whole, _point, part = number.partition(".")
    required = len(decimals) - decimals.count("#")
    part = part[:required] + part[required:].rstrip("0")
    groups = iter(_spread(whole, [token[3] for token in tokens[:point] if token[3]]))
    shown = ["-"] if value < 0 else []
    for index, token in enumerate(tokens):
        if token[3]:
            shown.append(next(groups, "") if index < point else "")
        else:
            shown.append(
                f".{part}" if token[4] and part else token[1] or token[2] or token[5] or token[7] or ""
            )
    return "".join(shown).strip()


def _spread(whole: str, groups: list[str]) -> list[str]:
    """The digits dealt from the right to the groups of placeholders; the first takes all that is left."""
    thousands = any("," in group.rstrip(",") for group in groups)
    dealt: list[str] = []
    for index in range(len(groups) - 1, -1, -1):
        size = len(groups[index].replace(",", ""))
        piece = whole if index == 0 else whole[-size:] if size else ""
        whole = "" if index == 0 else whole[: len(whole) - len(piece)]
        required = groups[index].count("0")
        piece = piece.lstrip("0").rjust(required, "0") if index == 0 else piece.rjust(required, "0")
        dealt.insert(0, f"{int(piece):,}" if thousands and piece.isdigit() else piece)
    return dealt


def _date(value: datetime, code: str) -> str:
    if not is_date_format(code):
        return value.date().isoformat()
    shown = []
    before = ""
    for token in _DATE_TOKEN.finditer(code.split(";")[0]):
        unit = (token[3] or "").lower()
        shown.append(_date_unit(value, unit, before) if unit else token[1] or token[2] or token[4] or "")
        before = unit or before
    return "".join(shown).strip()


def _date_unit(value: datetime, unit: str, before: str) -> str:
    if unit[0] == "y":
        return f"{value.year:04d}" if len(unit) > 2 else f"{value.year % 100:02d}"
    if unit[0] == "m" and not before.startswith("h"):
        return _SPANISH_MONTHS[value.month - 1] if len(unit) > 2 else f"{value.month:0{len(unit)}d}"
    if unit[0] == "d":
        return f"{value.day:0{min(len(unit), 2)}d}"
    amount = {"h": value.hour, "m": value.minute, "s": value.second}[unit[0]]
    return f"{amount:0{min(len(unit), 2)}d}"
