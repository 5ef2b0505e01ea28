"""What an institution reports on for a cutoff date, with its last validated word; and the fingerprint of that."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from accounts.models import Country, Institution
from roadmap import completion, plan
from roadmap.models import Activity, Milestone, ProgressReport, Roadmap


@dataclass(frozen=True, slots=True)
class Assigned:
    """One activity. `last`: what the country last validated up to the cutoff date."""

    activity: Activity
    milestones: tuple[Milestone, ...]
    last: ProgressReport | None

    @property
    def met(self) -> frozenset[str]:
        """The keys of the milestones that the last validated report attests."""
        return frozenset(self.last.milestones_met) if self.last else frozenset()

    @property
    def percent(self) -> str | None:
        """The last value with one decimal, as `completion` writes it; None without a report."""
        if self.last is None:
            return None
        if not self.milestones:
            return completion.one_decimal(Fraction(self.last.percent or 0))
        whole = sum((stone.weight for stone in self.milestones), Decimal(0))
        part = sum((stone.weight for stone in self.milestones if stone.key in self.met), Decimal(0))
        return completion.one_decimal(Fraction(part) * 100 / Fraction(whole))


def assigned(roadmap: Roadmap, institution: Institution, country: Country, day: date) -> list[Assigned]:
    """In the order of the plan, what is in effect on the day, with its milestones of then.

    Three queries for any number, a fourth one where something was agreed for later.
    """
    activities = (
        Activity.objects.filter(
            roadmap=roadmap,
            responsibilities__country=country,
            responsibilities__institution=institution,
        )
        .distinct()
        .in_plan_order()
        .select_related("roadmap")
    )
    rows = [row for row in activities if _in_effect(row, day)]
    reports = ProgressReport.objects.validated().filter(activity__in=rows, country=country, as_of__lte=day)
    last = {report.activity_id: report for report in reports.in_order_of_entry()}
    milestones = plan.milestones_of(rows, day)
    return [Assigned(row, tuple(milestones[row.pk]), last.get(row.pk)) for row in rows]


def fingerprint(
    roadmap: Roadmap, institution: Institution, country: Country, day: date, rows: Sequence[Assigned]
) -> str:
    """SHA-256 of what the form asks: another plan, cutoff date or institution gives another one."""
    asked = [
        [row.activity.number, row.activity.title, [[stone.key, stone.title] for stone in row.milestones]]
        for row in rows
    ]
    text = json.dumps(
        [roadmap.code, day.isoformat(), country.pk, institution.acronym, asked], ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _in_effect(activity: Activity, day: date) -> bool:
    return not (activity.effective_from and activity.effective_from > day) and not (
        activity.withdrawn_on and activity.withdrawn_on <= day
    )
