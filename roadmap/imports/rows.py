"""What a workbook says, as typed rows, and what is wrong in it. Plain data, nothing is read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class CountryInfo(Protocol):
    """What the reader must know of a country; the product's shipped data (`accounts.countries`) fits."""

    @property
    def code(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def time_zone(self) -> str: ...


Countries = Mapping[str, CountryInfo]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or odd in one cell, and what to do about it. Without a sheet it is about the file."""

    sheet: str
    cell: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        words = f"{self.problem} → {self.remedy}"
        return f"{self.sheet}!{self.cell}: {words}" if self.sheet else words


class CellError(Finding):
    """A reason to refuse the workbook."""


class CellWarning(Finding):
    """Odd, but taken."""


@dataclass(frozen=True, slots=True)
class RoadmapRow:
    code: str
    title: str  # with its slot {partes}, where it has one
    parties: tuple[tuple[str, str | None], ...]  # (code, name of a user-assigned code), as written
    start: date
    end: date
    signed_on: date | None
    signed_at: str
    conformity_required: bool
    evidence_required: bool
    cutoffs: tuple[date, ...]
    source: str
    declared: Decimal | None


@dataclass(frozen=True, slots=True)
class ResponsibleRow:
    country: str  # the side on which it stands
    institution_country: str | None  # None: international
    acronym: str
    role: str  # lead, co_responsible, support


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    key: str
    title: str
    due: date | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ActivityRow:
    number: str
    axis_number: int
    axis_title: str
    title: str
    kind: str  # joint, parallel, national
    responsibles: tuple[ResponsibleRow, ...]
    start: date
    deadline: date
    weight: Decimal
    milestones: tuple[MilestoneRow, ...]
    indicator: str
    unit: str
    baseline: str
    target: str
    means_of_verification: str
    source: str
    cooperation: str
    funding: str
    effective_from: date | None
    withdrawn_on: date | None
    cell: str  # of its number, such as "A7"


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    acronym: str
    name: str
    country: str | None  # None: international
    kind: str  # as written
    valid_from: date | None
    valid_until: date | None
    successor: str | None  # acronym, in the same country
    legal_basis: str
    cell: str
    successor_cell: str | None = None  # the row of the successor: an acronym may pass on with a new name


@dataclass(frozen=True, slots=True)
class ProgressRow:
    activity: str
    country: str
    as_of: date
    percent: Decimal | None  # None: reported by milestones
    milestones_met: tuple[str, ...]
    description: str
    difficulties: str
    next_steps: str
    evidence: tuple[str, ...]
    validated_at: datetime | None  # aware
    conformity: str | None  # agreed, observed
    reason: str
    value_reached: str
    entry: int  # order in the sheet
    cell: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that was read. With any error the rest is incomplete and must not be used."""

    roadmap: RoadmapRow | None = None
    activities: list[ActivityRow] = field(default_factory=list)
    institutions: list[InstitutionRow] = field(default_factory=list)
    progress: list[ProgressRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    warnings: list[CellWarning] = field(default_factory=list)
