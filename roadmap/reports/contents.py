"""What a report holds: every output shows these values and no other. Nothing is computed here.

A percentage is text with one decimal and a point ("81.8") beside the text that is shown ("81,8"); a day is a
date beside its text. Where both parties appear they stand in the order of the copy. Percentages of one country
over several activities are not here: both parties share this document, and nobody is ranked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from roadmap.reports.said import Answer, Evidence, Note, Report
from roadmap.reports.signed import Closing

SCHEMA_VERSION = 1
LONG_TEXT = 700  # characters: a sixth of a page in half its width


@dataclass(frozen=True, slots=True)
class Party:
    code: str
    name: str
    official_name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A percentage with its fraction: key is "due", "fulfilment", "average" or "coverage"."""

    key: str
    label: str
    percent: str | None
    headline: str
    percent_text: str
    fraction: str
    part: int | None = None
    whole: int | None = None
    leading: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """One count of both parties, in the order of the copy."""

    key: str
    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Responsible:
    acronym: str
    name: str
    role: str
    role_text: str
    existed: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    key: str
    title: str
    due: date | None
    due_text: str
    weight: str
    met_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One party's part of one activity. A party that does not answer for it has `responsible` False and no value.

    `standing` says more than `status`: an agreement may be tacit, an observation maintained, a waiting report silent,
    which is to say that the term for its answer, `answer_due`, has been over for `silent_days`.
    """

    country: str
    name: str
    responsible: bool
    value: str | None
    value_text: str
    fulfilled: bool
    status: str
    status_text: str
    out_of_date: bool
    responsibles: tuple[Responsible, ...]
    report: Report | None
    answer: Answer | None
    evidence: tuple[Evidence, ...]
    standing: str = ""
    answer_due: date | None = None
    answer_due_text: str = ""
    silent_days: int = 0
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    number: str
    title: str
    kind: str
    kind_text: str
    axis: int
    weight: str
    start: date
    start_text: str
    deadline: date
    deadline_text: str
    first_deadline: date | None
    first_deadline_text: str
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
    milestones: tuple[Milestone, ...]
    value: str | None
    value_text: str
    fulfilled: bool
    due: bool
    days_overdue: int
    state: str | None
    state_text: str
    sides: tuple[Side, ...]
    differs: bool = False

    @property
    def long(self) -> bool:
        """So much text that its row may be cut between two pages: kept whole it would leave one empty."""
        told = [side.report for side in self.sides if side.report]
        texts = [text for one in told for text in (one.description, one.difficulties, one.next_steps)]
        reasons = [side.answer.reason for side in self.sides if side.answer]
        kept = [side.answer.maintained for side in self.sides if side.answer]
        reasons += [position.reason for position in kept if position]
        reasons += [side.note.reason for side in self.sides if side.note]
        return max(len(text) for text in (self.title, *texts, *reasons)) > LONG_TEXT


@dataclass(frozen=True, slots=True)
class Axis:
    """`label` is the title, with its number in front where the title has none of its own."""

    number: int
    title: str
    label: str
    figures: tuple[Figure, ...]
    activities: tuple[Activity, ...]

    @property
    def figures_by_key(self) -> dict[str, Figure]:
        return {figure.key: figure for figure in self.figures}


@dataclass(frozen=True, slots=True)
class Attention:
    """An activity that somebody has to look at, and why in a few words."""

    number: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A completion that both governments declared, without a public breakdown; `value` is exactly as declared."""

    value: str
    percent: str
    percent_text: str
    source: str
    declared_on: date | None
    declared_text: str


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The whole report. `standing` is "live": what is validated until `issued_at`, before any closing; "closed": what
    both parties signed, `closing`; "unilateral": what one of them put on record alone. What is not live is issued at
    the moment of its last signature, whenever it is printed.
    """

    schema_version: int
    code: str
    title: str
    document_title: str
    parties: tuple[Party, ...]
    copy: str | None
    copy_text: str
    language: str
    locale: str
    standing: str
    standing_text: str
    demonstration: bool
    status: str
    status_text: str
    period_start: date
    period_end: date
    period_text: str
    original_end: date | None
    original_end_text: str
    original_figures: tuple[Figure, ...]
    signed_on: date | None
    signed_text: str
    source: str
    cutoff: date
    cutoff_text: str
    issued_at: datetime
    issued_text: str
    known_text: str
    rule_version: int
    conformity_required: bool
    evidence_required: bool
    signed: int
    committed: int
    withdrawn_count: int
    figures: tuple[Figure, ...]
    coverage: Figure
    elapsed: str
    elapsed_text: str
    ended: bool
    counts: tuple[Count, ...]
    axes: tuple[Axis, ...]
    overdue: tuple[Attention, ...]
    at_risk: tuple[Attention, ...]
    without_report: tuple[Attention, ...]
    withdrawn: tuple[Activity, ...]
    not_yet: tuple[Activity, ...]
    historical: int
    historical_text: str
    declared: Declared | None
    closing: Closing | None = None

    @property
    def narrated(self) -> tuple[Activity, ...]:
        """Those with something to read: at least one side has a report."""
        return tuple(one for one in self.activities if any(side.report for side in one.sides))

    @property
    def observed(self) -> tuple[tuple[Activity, Side], ...]:
        """The sides on which the counterpart has put an observation on record."""
        sides = ((one, side) for one in self.activities for side in one.sides)
        return tuple((one, side) for one, side in sides if side.status == "observed")

    @property
    def silent(self) -> tuple[tuple[Activity, Side], ...]:
        """The sides whose report the counterpart did not answer within the term."""
        sides = ((one, side) for one in self.activities for side in one.sides)
        return tuple((one, side) for one, side in sides if side.silent_days)

    @property
    def differing(self) -> tuple[Activity, ...]:
        """The joint activities of which the parties declare different values."""
        return tuple(one for one in self.activities if one.differs)

    @property
    def proven(self) -> tuple[tuple[Activity, Side], ...]:
        """The sides with accepted evidence."""
        sides = ((one, side) for one in self.activities for side in one.sides)
        return tuple((one, side) for one, side in sides if side.evidence)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The committed activities in the order of the plan."""
        return tuple(activity for axis in self.axes for activity in axis.activities)
