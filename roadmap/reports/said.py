"""What the parties say in a report: one's account and its evidence, the other's answer, why two values differ."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """An accepted piece of evidence; only files have a SHA-256. `carried` came with an earlier report.

    One that only its own country reads (`own_country`) says in its title that it exists, and has a commitment.
    """

    kind: str
    kind_text: str
    title: str
    url: str
    file_name: str
    sha256: str
    size: int | None
    size_text: str
    added_by: str
    accepted_at: datetime | None
    accepted_text: str
    carried: bool
    category: str = ""
    category_text: str = ""
    dated: date | None = None
    dated_text: str = ""
    institution: str = ""
    visibility: str = ""
    visibility_text: str = ""
    statement: str = ""
    commitment: str = ""

    @property
    def sealed(self) -> bool:
        return self.visibility == "own_country"


@dataclass(frozen=True, slots=True)
class Maintained:
    """The position that the reporting side maintains against an observation."""

    reason: str
    maintained_at: datetime
    maintained_text: str
    maintained_by: str


@dataclass(frozen=True, slots=True)
class Note:
    """Why the values of a joint activity differ, as one side puts it; `as_of`: the day whose values it is about."""

    reason: str
    as_of: date
    as_of_text: str
    added_by: str
    added_text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the counterpart said; `carried` was said of an earlier report with the same content.

    `tacit`: nobody said it within the term, and both parties decided that this counts as agreement.
    """

    decision: str
    decision_text: str
    reason: str
    country: str
    decided_at: datetime
    decided_text: str
    decided_by: str
    carried: bool
    tacit: bool = False
    maintained: Maintained | None = None


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    as_of: date
    as_of_text: str
    validated_at: datetime
    validated_text: str
    validated_by: str
    author: str
    answered_by: str
    typed_by: str
    on_paper: bool
    without_approval: bool
    single_control: bool
    marks: tuple[str, ...]
    institution: str
    milestones_met: tuple[str, ...]
    value_reached: str
    description: str
    difficulties: str
    next_steps: str
    explanation: str
    from_workbook: bool
