"""One cell -> text, list, number, percentage or yes/no, as people write them. Dates are `dates`' work."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.imports.display import displayed, is_percentage
from roadmap.imports.parts import Cell
from roadmap.imports.texts import NOTHING, fold, folded

__all__ = ["folded"]

_NUMBER = re.compile(r"([+-]?) ?(\d{1,3}(?: \d{3})+|\d{1,30})(?:[.,](\d{1,30}))?")
_TOTAL = re.compile(r"(?:sub)?total(?:es)?\b|suma\b|promedio\b", re.I)
WEIGHT_LIMIT = 10**6
_NO = ("no", "n", "0", "false", "falso")


class Unreadable(ValueError):
    """What is written cannot be taken; becomes an error of its cell."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


def paragraphs(cell: Cell | None) -> str:
    """The text with its line breaks; texts were made tidy when they were read."""
    if cell is None:
        return ""
    return cell.value if isinstance(cell.value, str) else displayed(cell)


def line(cell: Cell | None) -> str:
    """The text in one line."""
    text = paragraphs(cell)
    return text.replace("\n", " ") if "\n" in text else text


def shown(cell: Cell) -> str:
    """The cell's text in a message: short."""
    text = line(cell)
    return text if len(text) <= 60 else f"{text[:60]}…"


def is_total(cell: Cell | None) -> bool:
    """Whether the cell calls its row a total."""
    return _TOTAL.match(line(cell)) is not None


def items(cell: Cell | None) -> list[str]:
    """A list with `;` or line breaks."""
    return [item for item in split_items(paragraphs(cell)) if item not in NOTHING]


def split_items(text: str) -> Iterator[str]:
    return (item.strip() for item in re.split(r"[;\n]", text) if item.strip())


def number(text: str) -> Decimal | None:
    """A plain decimal with point or comma, thousands with spaces; None for anything else."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, part = match.groups()
    return Decimal(f"{sign}{whole.replace(' ', '')}.{part or 0}")


def percentage(cell: Cell | None) -> Decimal | None:
    """0–100, or None for an empty cell. Raises Unreadable."""
    if cell is None:
        return None
    value, is_marked = _share(cell)
    if value is None:
        raise Unreadable(
            _("“%(text)s” is not a percentage") % {"text": shown(cell)},
            _("Write a number from 0 to 100, with or without the percent sign"),
        )
    if not is_marked and 0 < value < 1:
        raise Unreadable(
            _("“%(text)s” is ambiguous: it may be a fraction or less than one percent")
            % {"text": shown(cell)},
            _("Write it with the percent sign, or give the cell the percentage format"),
        )
    if not 0 <= value <= 100:
        raise Unreadable(
            _("The percentage %(text)s is not between 0 and 100") % {"text": shown(cell)},
            _("Write a number from 0 to 100, with or without the percent sign"),
        )
    return value


def weight(cell: Cell | None) -> Decimal | None:
    """Above 0, or None for an empty cell. Raises Unreadable."""
    return None if cell is None else positive(cell)


def positive(cell: Cell) -> Decimal:
    value, _is_marked = _share(cell)
    if value is not None and value >= WEIGHT_LIMIT:
        raise Unreadable(
            _("The weight “%(text)s” is too large") % {"text": shown(cell)},
            _("Write a number below 1000000: only the proportion between weights counts"),
        )
    if value is None or value <= 0:
        raise Unreadable(
            _("The weight “%(text)s” is not a number above 0") % {"text": shown(cell)},
            _("Write a number above 0, such as 1"),
        )
    return value


def yes(cell: Cell | None, *, default: bool) -> bool | None:
    """Sí or No; the default for an empty cell; None for what is neither."""
    if cell is None:
        return default
    if isinstance(cell.value, bool):
        return cell.value
    word = fold(line(cell))
    if word in _NO or word.startswith("noexige") or word.startswith("noaplica"):
        return False
    return True if word in ("si", "s", "x", "1", "true", "verdadero", "yes", "y") else None


def _share(cell: Cell) -> tuple[Decimal | None, bool]:
    """The number, out of 100 where it is a percentage, and whether it says that it is one."""
    if isinstance(cell.value, Decimal):
        is_marked = is_percentage(cell.format)
        return _plain(cell.value * 100 if is_marked else cell.value), is_marked
    if not isinstance(cell.value, str):
        return None, False
    text = paragraphs(cell)
    value = number(text.removesuffix("%").strip())
    return (None if value is None else _plain(value)), text.endswith("%")


def _plain(value: Decimal) -> Decimal:
    """75, not 75.000 or 7.5E+1."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
