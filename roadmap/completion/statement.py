"""What a report says in the terms of the plan: the milestones met, else the percentage.

Two reports say the same when their statements are equal. A milestone that the plan in force does not
have says nothing, nor does a percentage where the plan has milestones.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from .plan import ActivityPlan, Report

Statement = frozenset[str] | Decimal

NONE_MET: frozenset[str] = frozenset()
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def exact(number: Decimal | int | float) -> Decimal:
    """The number itself; a float counts as its shortest decimal."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


class Scale:
    """How far an activity has got, for a statement about it: rule 3, and the joint part of rule 4."""

    __slots__ = ("_keys", "_total", "_weights", "all", "nothing")

    def __init__(self, activity: ActivityPlan) -> None:
        self._weights = {stone.key: Fraction(exact(stone.weight)) for stone in activity.milestones}
        self._keys = frozenset(self._weights)
        self._total = sum(self._weights.values(), Fraction(0))
        self.nothing: Statement = NONE_MET if self._keys else ZERO
        self.all: Statement = self._keys or HUNDRED

    def says(self, report: Report) -> Statement:
        """The report's statement."""
        if self._keys:
            return report.milestones_met & self._keys
        return ZERO if report.percent is None else exact(report.percent)

    def value(self, statement: Statement) -> Fraction:
        """The percentage, 0 to 100, that the statement is worth."""
        if isinstance(statement, Decimal):
            return Fraction(statement)
        if not statement:
            return Fraction(0)
        return sum((self._weights[key] for key in statement), Fraction(0)) * 100 / self._total

    def both(self, statements: Iterable[Statement]) -> Statement:
        """What all of the statements attest together: the common milestones, else the lowest percentage."""
        return reduce(_both, statements)


def _both(one: Statement, other: Statement) -> Statement:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return min(one, other)
    raise TypeError("One activity is measured either by milestones or by percentage.")
