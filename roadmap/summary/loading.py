"""Reports, answers and evidence of roadmaps as plain rows: three queries for any number of them.

What only a detailed summary shows (texts, names, titles of evidence) is read for that one alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from roadmap.completion import Acceptance, Answer, Decision, Report
from roadmap.models import Conformity, DifferenceNote, Evidence, ProgressReport


class LoadedReport(NamedTuple):
    """A validated report; its last columns are empty unless detail was asked for."""

    id: int
    roadmap_id: int
    activity_number: str
    country: str
    as_of: date
    validated_at: datetime
    percent: Decimal | None
    milestones_met: list[str]
    from_workbook: bool
    validated_by: str | None
    on_paper: bool
    without_approval: bool
    single_control: bool
    author: str | None = None
    submitted_by: str | None = None
    paper_signed_by: str = ""
    institution: str | None = None
    description: str = ""
    difficulties: str = ""
    next_steps: str = ""
    value_reached: str = ""
    explanation: str = ""
    typed_by: str = ""


class LoadedAnswer(NamedTuple):
    """`tacit`: nobody gave it, the term ran out. `maintained_…`: what the reporting side said to an observation."""

    id: int | None
    report_id: int
    decision: str
    decided_at: datetime
    country: str
    reason: str
    decided_by: str | None
    from_workbook: bool
    maintained_at: datetime | None = None
    maintained_reason: str | None = None
    maintained_by: str | None = None
    tacit: bool = False

    def known_at(self, instant: datetime) -> "LoadedAnswer":
        """Without the position that was maintained later."""
        if self.maintained_at is None or self.maintained_at <= instant:
            return self
        return self._replace(maintained_at=None, maintained_reason=None, maintained_by=None)


class LoadedEvidence(NamedTuple):
    """One accepted piece; its last columns are empty unless detail was asked for.

    `kept_back`: only its own country reads it, and no statement tells the counterpart what it shows.
    """

    id: int
    report_id: int
    accepted_at: datetime
    kept_back: bool
    kind: str = ""
    title: str = ""
    url: str = ""
    file_name: str = ""
    sha256: str = ""
    size: int | None = None
    content_type: str = ""
    added_at: datetime | None = None
    added_by: str | None = None
    category: str = ""
    dated: date | None = None
    institution: str | None = None
    visibility: str = ""
    classification: str = ""
    statement: str = ""
    commitment: str = ""


class LoadedNote(NamedTuple):
    """Why the values of a joint activity differ, as one side put it."""

    activity_id: int
    country: str
    as_of: date
    reason: str
    added_at: datetime
    added_by: str


@dataclass(slots=True)
class Loaded:
    """The rows of one roadmap; answers and evidence by the report's id, in the order they came in.

    `notes` on differences by the activity's id, for a detailed summary only.
    """

    reports: dict[int, LoadedReport] = field(default_factory=dict)
    answers: dict[int, list[LoadedAnswer]] = field(default_factory=dict)
    evidence: dict[int, list[LoadedEvidence]] = field(default_factory=dict)
    notes: dict[int, list[LoadedNote]] = field(default_factory=dict)

    def until(self, as_of: date, known_at: datetime | None) -> "Loaded":
        """What is of the day or earlier and was known at the instant."""
        reports = {pk: row for pk, row in self.reports.items() if row.as_of <= as_of}
        notes = {
            pk: [row for row in rows if row.as_of <= as_of and (known_at is None or row.added_at <= known_at)]
            for pk, rows in self.notes.items()
        }
        if known_at is None:
            return replace(self, reports=reports, notes=notes)
        return replace(
            self,
            reports={pk: row for pk, row in reports.items() if row.validated_at <= known_at},
            answers={
                pk: [row.known_at(known_at) for row in rows if row.decided_at <= known_at]
                for pk, rows in self.answers.items()
            },
            notes=notes,
        )

    def for_completion(self) -> list[Report]:
        answers, evidence = self.answers, self.evidence
        return [
            Report(
                activity=row.activity_number,
                country=row.country,
                as_of=row.as_of,
                validated_at=row.validated_at,
                percent=row.percent,
                milestones_met=frozenset(row.milestones_met),
                answers=tuple(map(_answer, answers.get(row.id, ()))),
                accepted=tuple(map(_acceptance, evidence.get(row.id, ()))),
                entry=row.id,
            )
            for row in self.reports.values()
        ]


def _answer(row: LoadedAnswer) -> Answer:
    return Answer(Decision(row.decision), row.decided_at, row)


def _acceptance(row: LoadedEvidence) -> Acceptance:
    return Acceptance(row.accepted_at, row, shared=not row.kept_back)


REPORT = (
    *("id", "activity__roadmap_id", "activity__number", "country_id", "as_of", "validated_at"),
    *("percent", "milestones_met", "from_workbook", "validated_by__full_name"),
    *("on_paper", "without_approval", "single_control"),
)
REPORT_DETAIL = (
    *("author__full_name", "submitted_by__full_name", "paper_signed_by", "institution__acronym"),
    *("description", "difficulties", "next_steps", "value_reached", "explanation"),
)
ANSWER = (
    *("id", "report_id", "decision", "decided_at", "country_id", "reason"),
    *("decided_by__full_name", "from_workbook"),
    *("maintained__maintained_at", "maintained__reason", "maintained__maintained_by__full_name"),
)
NOTE = (
    *("activity__roadmap_id", "activity_id", "country_id", "as_of", "reason", "added_at"),
    "added_by__full_name",
)
KEPT_BACK = ExpressionWrapper(
    Q(visibility=Evidence.Visibility.OWN_COUNTRY, statement=""), output_field=BooleanField()
)
EVIDENCE = ("id", "report_id", "accepted_at", "kept_back")
EVIDENCE_DETAIL = (
    *("kind", "title", "url", "file_name", "sha256", "size", "content_type"),
    *("added_at", "added_by__full_name", "category", "dated", "institution__acronym"),
    *("visibility", "classification", "statement", "commitment"),
)


def load(roadmaps: Sequence[int], *, until: date, detail: bool) -> dict[int, Loaded]:
    """What was validated for days until `until`, by the roadmap's id."""
    loaded = {pk: Loaded() for pk in roadmaps}
    home: dict[int, Loaded] = {}
    for report in map(LoadedReport._make, _padded(_reports(roadmaps, until, detail), LoadedReport)):
        home[report.id] = loaded[report.roadmap_id]
        home[report.id].reports[report.id] = report
    if detail:
        _tell_who_wrote(home, _validated("progressreport", roadmaps, until))
    validated = _validated("report", roadmaps, until)
    answers = Conformity.objects.filter(**validated).order_by("decided_at", "id").values_list(*ANSWER)
    for answer in (LoadedAnswer(*row) for row in answers):
        if answer.report_id in home:
            home[answer.report_id].answers.setdefault(answer.report_id, []).append(answer)
    accepted = Evidence.objects.filter(**validated, accepted_at__isnull=False).order_by("id")
    accepted = accepted.annotate(kept_back=KEPT_BACK)
    columns = (*EVIDENCE, *EVIDENCE_DETAIL) if detail else EVIDENCE
    for piece in map(LoadedEvidence._make, _padded(accepted.values_list(*columns), LoadedEvidence)):
        if piece.report_id in home:
            home[piece.report_id].evidence.setdefault(piece.report_id, []).append(piece)
    if detail:
        _add_notes(loaded, until)
    return loaded


def _validated(report: str, roadmaps: Sequence[int], until: date) -> dict[str, Any]:
    """The conditions of what belongs to validated reports, by the name under which it knows them."""
    return {
        f"{report}__activity__roadmap__in": list(roadmaps),
        f"{report}__status": ProgressReport.Status.VALIDATED,
        f"{report}__as_of__lte": until,
    }


def _add_notes(loaded: dict[int, Loaded], until: date) -> None:
    notes = DifferenceNote.objects.filter(activity__roadmap__in=list(loaded), as_of__lte=until)
    for roadmap, *columns in notes.order_by("as_of", "added_at", "id").values_list(*NOTE):
        note = LoadedNote(*columns)
        loaded[roadmap].notes.setdefault(note.activity_id, []).append(note)


def _tell_who_wrote(home: dict[int, Loaded], validated: dict[str, Any]) -> None:
    """All who did, in one query: whoever is in charge of a report may have written nothing in it."""
    writers = ProgressReport.writers.through.objects.filter(**validated)
    names: dict[int, list[str]] = {}
    for pk, name in writers.order_by("user__full_name").values_list("progressreport", "user__full_name"):
        names.setdefault(pk, []).append(name)
    for pk, typed_by in names.items():
        if pk in home:
            reports = home[pk].reports
            reports[pk] = reports[pk]._replace(typed_by=", ".join(typed_by))


def _reports(roadmaps: Sequence[int], until: date, detail: bool) -> QuerySet[Any, tuple]:
    reports = ProgressReport.objects.validated().filter(
        activity__roadmap__in=list(roadmaps), as_of__lte=until
    )
    return reports.order_by("id").values_list(*REPORT, *(REPORT_DETAIL if detail else ()))


def _padded(rows: Iterable[tuple], row_type: Any) -> Iterable[tuple]:
    """Rows read without their last columns, with the defaults of these."""
    defaults = tuple(row_type._field_defaults.values())
    width = len(row_type._fields)
    return (row if len(row) == width else row + defaults[len(row) - width :] for row in rows)
