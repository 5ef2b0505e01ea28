"""Under which rules the counterpart answers a report: those in force when it was validated, for good.

What the parties decide later about the term, or about what silence is worth, is for reports that are validated later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from roadmap import calendar
from roadmap.models import Roadmap
from roadmap.plan.validity import Amended, amended


class AnsweringRules(NamedTuple):
    """Days for an answer; `tacit`: silence until their end counts as agreement."""

    days: int
    tacit: bool


class Answering:
    """The rules of one roadmap through time. `changes` are its accepted modifications, in their order.

    `roadmap` comes with its parties. `first` are the rules that it began with, `later` those that were accepted at an
    instant and hold since a day.
    """

    def __init__(self, roadmap: Roadmap, changes: Iterable[Amended]) -> None:
        self._zones = [party.time_zone for party in (roadmap.party_a, roadmap.party_b)]
        rules = AnsweringRules(roadmap.answer_days, roadmap.tacit_conformity)
        self.later: list[tuple[datetime, date, AnsweringRules]] = []
        for row in reversed(
            [row for row in changes if row.before.keys() & {"answer_days", "tacit_conformity"}]
        ):
            self.later.insert(0, (row.accepted_at, row.effective_on, rules))
            rules = AnsweringRules(
                row.before.get("answer_days", rules.days), row.before.get("tacit_conformity", rules.tacit)
            )
        self.first = rules

    @classmethod
    def of(
        cls,
        zones: Iterable[str],
        first: AnsweringRules,
        later: Iterable[tuple[datetime, date, AnsweringRules]],
    ) -> Answering:
        """From what `first` and `later` gave."""
        made = cls.__new__(cls)
        made._zones, made.first, made.later = list(zones), first, list(later)
        return made

    @property
    def ever_tacit(self) -> bool:
        return self.first.tacit or any(rules.tacit for _at, _day, rules in self.later)

    def at(self, validated_at: datetime) -> AnsweringRules:
        """For a report that was validated at the instant: what was agreed by then and in effect on that day."""
        day = max(calendar.local_day(validated_at, zone) for zone in self._zones)
        held = [rules for at, since, rules in self.later if at <= validated_at and since <= day]
        return held[-1] if held else self.first


def answering(roadmap: Roadmap) -> Answering:
    """One query, and none where nothing was ever modified."""
    return Answering(roadmap, amended([roadmap], {roadmap.pk: date.max})[roadmap.pk])
