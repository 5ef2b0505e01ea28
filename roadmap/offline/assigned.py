"""What an institution reports on for a cutoff date, with its last validated word; and the fingerprint of that."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Country, Institution
from roadmap import completion, summary
from roadmap.models import Activity, Roadmap
from roadmap.summary import CountrySide, MilestoneRow, ReportRow


@dataclass(frozen=True, slots=True)
class Assigned:
    """One activity. `milestones`: of the plan in force on the day; `side`: where the country stands on it."""

    activity: Activity
    milestones: tuple[MilestoneRow, ...]
    side: CountrySide | None

    @property
    def last(self) -> ReportRow | None:
        """What the country last validated up to the day."""
        return self.side.report if self.side else None

    @property
    def met(self) -> frozenset[str]:
        """The keys of the milestones that the last validated report attests."""
        return frozenset(self.last.milestones_met) if self.last else frozenset()

    @property
    def percent(self) -> str | None:
        """The country's value with one decimal, as the summary has it; None without a report."""
        return completion.one_decimal(self.side.value) if self.side and self.last else None


def assigned(
    roadmap: Roadmap, institution: Institution, country: Country, day: date, *, now: datetime
) -> list[Assigned]:
    """In the order of the plan, what is in effect on the day. As many queries for one as for a hundred."""
    own = Activity.objects.filter(
        roadmap=roadmap, responsibilities__country=country, responsibilities__institution=institution
    )
    activities = {row.pk: row for row in own.distinct()}
    rows = summary.live(roadmap, as_of=day, now=now).activities
    return [
        Assigned(activities[row.id], row.milestones, row.countries.get(country.pk))
        for row in rows
        if row.id in activities
    ]


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
