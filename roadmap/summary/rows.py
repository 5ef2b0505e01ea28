"""What a summary is made of: plain rows, ready to be shown. No arithmetic happens after this."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from accounts.models import Country
from roadmap.completion import State, Tally


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence; `inherited`: it belongs to an earlier report that says the same.

    One that only its own country reads is `sealed`: here, where everybody's pages and documents are made of, it has
    its kinds, its statement and its commitment, and nothing else.
    """

    id: int
    kind: str
    title: str
    url: str
    file_name: str
    sha256: str
    size: int | None
    content_type: str
    added_at: datetime | None
    added_by: str
    accepted_at: datetime | None
    inherited: bool = False
    category: str = "other"
    dated: date | None = None
    institution: str = ""
    visibility: str = "binational"
    classification: str = "none"
    statement: str = ""
    commitment: str = ""

    @property
    def sealed(self) -> bool:
        return self.visibility == "own_country"


@dataclass(frozen=True, slots=True)
class MaintainedRow:
    """The position that the reporting side maintains against an observation."""

    reason: str
    maintained_at: datetime
    maintained_by: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What the counterpart `country` said about a report. `tacit`: nobody said it, its term ran out; without `id`."""

    decision: str
    reason: str
    decided_at: datetime
    decided_by: str
    country: str
    from_workbook: bool
    id: int | None = None
    tacit: bool = False
    maintained: MaintainedRow | None = None

    @property
    def standing(self) -> str:
        """agreed, tacit, observed or maintained: what a badge says of it."""
        if self.maintained is not None:
            return "maintained"
        return "tacit" if self.tacit else self.decision


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A validated report. Its texts, people, evidence and answers are there in a detailed summary only.

    `answered_by`: who signed the paper that it arrived on, else who submitted it. `typed_by`: all who wrote in it,
    handed it in, or typed the paper in; `author` says the same.
    """

    id: int
    activity_number: str
    country: str
    as_of: date
    validated_at: datetime
    percent: Decimal | None
    milestones_met: tuple[str, ...]
    from_workbook: bool
    on_paper: bool = False
    without_approval: bool = False
    single_control: bool = False
    description: str = ""
    difficulties: str = ""
    next_steps: str = ""
    value_reached: str = ""
    explanation: str = ""
    author: str = ""
    answered_by: str = ""
    typed_by: str = ""
    validated_by: str = ""
    institution: str = ""
    evidence: tuple[EvidenceRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """`met_by`: the codes of the countries whose current report attests it."""

    key: str
    title: str
    due: date | None
    weight: Decimal
    met_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResponsibleRow:
    """`exists`: the institution existed on the day of the figures; `ended`: it was over, and nobody took its place."""

    country: str
    institution_id: int
    acronym: str
    name: str
    role: str
    exists: bool
    ended: bool = False


@dataclass(frozen=True, slots=True)
class CountrySide:
    """One country's part of an activity. `evidence`: accepted, own and inherited; in detail only.

    `answer_due`: the last day of the counterpart's term while it waits; `silent_days`: for how many it has been over.
    """

    country: str
    value: Fraction
    fulfilled: bool
    report: ReportRow | None
    answer: Literal["agreed", "observed"] | None
    answer_row: AnswerRow | None
    answer_inherited: bool
    evidence: tuple[EvidenceRow, ...]
    evidence_count: int
    stale: bool
    reasons: tuple[str, ...]
    waiting: bool
    answer_due: date | None = None
    silent_days: int = 0

    @property
    def silent(self) -> bool:
        """Without pronouncement: it still waits after the term."""
        return self.silent_days > 0

    @property
    def standing(self) -> str:
        """no_report, agreed, tacit, observed, maintained, waiting, silent, or validated where none is needed."""
        if self.report is None:
            return "no_report"
        if self.answer_row is not None:
            return self.answer_row.standing
        if self.waiting:
            return "silent" if self.silent else "waiting"
        return "validated"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """Why the two values differ, as one side puts it: its latest note up to the day; in detail only."""

    country: str
    as_of: date
    reason: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Continued:
    """The activity of an earlier roadmap that one continues."""

    roadmap_code: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity; one that is not committed has no state and no countries' parts."""

    id: int
    number: str
    title: str
    kind: str
    axis_number: int
    axis_title: str
    weight: Decimal
    start: date
    deadline: date
    first_deadline: date | None
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
    continues: Continued | None
    responsibles: tuple[ResponsibleRow, ...]
    milestones: tuple[MilestoneRow, ...]
    value: Fraction
    fulfilled: bool
    state: State | None
    due: bool
    days_overdue: int
    elapsed: Fraction
    countries: dict[str, CountrySide]
    differences: tuple[DifferenceRow, ...] = ()

    @property
    def differs(self) -> bool:
        """Both countries declare something of a joint result, and not the same."""
        sides = list(self.countries.values())
        reported = self.kind == "joint" and len(sides) > 1 and all(side.report for side in sides)
        return reported and any(side.value != self.value for side in sides)

    @property
    def without_report(self) -> tuple[str, ...]:
        """The codes of the countries that owe a report and have none."""
        return tuple(code for code, side in self.countries.items() if side.report is None)


@dataclass(frozen=True, slots=True)
class AxisRow:
    """An axis with its figures and its committed activities."""

    number: int
    title: str
    tally: Tally
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class PartyCounts:
    """What a party has to show, as counts of its activities: nobody is ranked by a percentage.

    `silent` are among those that wait, `tacit` among those agreed, `maintained` among those observed.
    `waiting_days`: for how many days the counterpart's longest outstanding answer has been waited for.
    """

    country: Country
    activities: int
    with_report: int
    agreed: int
    observed: int
    waiting: int
    without_report: int
    stale: int
    silent: int = 0
    tacit: int = 0
    maintained: int = 0
    waiting_days: int = 0

    @property
    def validated(self) -> int:
        """Only a validated report is one."""
        return self.with_report

    @property
    def no_answer_needed(self) -> int:
        """Reports on what one country does alone."""
        return self.with_report - self.agreed - self.observed - self.waiting


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was validated or answered. `who`: the person, where somebody typed it here."""

    at: datetime
    kind: Literal["report_validated", "agreed", "tacit", "observed", "maintained"]
    activity_number: str
    activity_title: str
    country: str
    who: str
    report_id: int
    reason: str = ""
