"""Whether a report is complete: what its roadmap wants looked at before it is submitted, and again before it counts.

What no report can do without is in `content`; what is here warns or blocks as the roadmap's rules say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap import permissions, plan
from roadmap.models import Activity, Evidence, InstitutionalApproval, ProgressReport, Roadmap
from roadmap.models.rules import Check, Level, default_checks
from roadmap.workflow import content, screening
from roadmap.workflow.drafts import last_validated

PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list. `missing`: it is not so yet; `level` says what follows then. `field` of the form."""

    check: str
    level: str
    missing: bool
    message: str
    field: str

    @property
    def blocks(self) -> bool:
        return self.missing and self.level == Level.BLOCK


def level_of(roadmap: Roadmap, check: str) -> str:
    """`off`, `warn` or `block`; a rule that the roadmap does not name is the usual one."""
    return {**default_checks(), **roadmap.checks}[check]


def findings(report: ProgressReport, *, now: datetime) -> list[Finding]:
    """What is there and what is missing, for whoever is about to submit the report."""
    return [*_always(report, now), *_by_the_rules(report), *_persons(report)]


def findings_to_decide(report: ProgressReport, *, now: datetime) -> list[Finding]:
    """The same for the secretariat: what was not so when it was submitted warns, a missing approval may block."""
    warned = [
        Finding(one.check, Level.WARN, one.missing, one.message, one.field) for one in _by_the_rules(report)
    ]
    warned += [one for piece in report.evidence.all() for one in _piece(piece, report) if not one.blocks]
    approval = _approval(report, now)
    return [*warned, approval] if approval else warned


def check_complete(report: ProgressReport, *, now: datetime) -> None:
    """Raises ValidationError with the messages of what blocks, by field."""
    errors: dict[str, list[str]] = {}
    for finding in findings(report, now=now):
        if finding.blocks:
            errors.setdefault(finding.field, []).append(finding.message)
    if errors:
        raise ValidationError(errors)


def lower_than_before(activity: Activity, before: ProgressReport | None, said: Mapping[str, Any]) -> bool:
    """Less than what the country last validated: a lower percentage, or a milestone that is no longer met.

    `said` has `as_of`, `percent` and `milestones_met`; a milestone that left the plan by then is not missed.
    """
    if before is None:
        return False
    keys = plan.milestone_keys_on(activity, said["as_of"])
    if keys:
        return bool(keys.intersection(before.milestones_met) - set(said["milestones_met"]))
    return said["percent"] is not None and said["percent"] < (before.percent or 0)


def approval_of(report: ProgressReport) -> InstitutionalApproval | None:
    """What the institution's authority said to this very version; an earlier version's word is void."""
    found = report.approvals.filter(report_version=report.version)
    return found.select_related("decided_by", "document").first()


def approved(report: ProgressReport) -> bool:
    given = InstitutionalApproval.Decision.GIVEN
    return report.approvals.filter(report_version=report.version, decision=given).exists()


def _always(report: ProgressReport, now: datetime) -> Iterator[Finding]:
    problems = content.missing(report, now=now)
    for field, texts in problems.items():
        for text in texts:
            yield Finding("content", Level.BLOCK, True, text, field)
    for piece in report.evidence.all():
        yield from _piece(piece, report)
    if not problems:
        yield Finding("content", Level.BLOCK, False, _("The day, the progress and what was done"), "as_of")


def _piece(piece: Evidence, report: ProgressReport) -> Iterator[Finding]:
    """What its readers have to be told of a piece."""
    if not piece.category:
        words = _("Say what type of document “%(title)s” is.")
        yield Finding("content", Level.BLOCK, True, words % {"title": piece.title}, "uploads")
    if not piece.supports(report.activity.kind):
        words = _(
            "“%(title)s” is for your country alone: it supports this activity only with a statement that the "
            "counterpart can read."
        )
        yield Finding("content", Level.WARN, True, words % {"title": piece.title}, "uploads")


def _persons(report: ProgressReport) -> Iterator[Finding]:
    """No rule of a roadmap turns this off."""
    for one in screening.suspicions(report):
        words = _("%(found)s Take it out, or say on the page of submission why it is none.")
        yield Finding(PERSONS, Level.BLOCK, True, words % {"found": one.message}, one.field)


def _by_the_rules(report: ProgressReport) -> list[Finding]:
    before = last_validated(report)
    found = (_evidence(report), _lower(report, before), _early(report, before), _short(report))
    return [one for one in found if one is not None]


def _finding(report: ProgressReport, check: str, missing: bool, message: str, field: str) -> Finding | None:
    level = level_of(report.activity.roadmap, check)
    return None if level == Level.OFF else Finding(check, level, missing, message, field)


def _evidence(report: ProgressReport) -> Finding | None:
    """Nothing needs no proof."""
    if not report.activity.roadmap.evidence_required or not (report.percent or report.milestones_met):
        return None
    missing = not report.evidence.exists()
    words = _("It has no evidence: without any the activity will not count as fulfilled.")
    return _finding(report, Check.EVIDENCE, missing, words if missing else _("Evidence"), "uploads")


def _lower(report: ProgressReport, before: ProgressReport | None) -> Finding | None:
    if before is None or not lower_than_before(report.activity, before, content.of(report)):
        return None
    missing = not report.explanation.strip()
    words = _("The progress is lower than the one validated as of %(day)s: explain why.")
    said = words % {"day": _day(before)} if missing else _("Why the progress is lower than before")
    return _finding(report, Check.LOWER, missing, said, "explanation")


def _early(report: ProgressReport, before: ProgressReport | None) -> Finding | None:
    """Milestones that this report says are met before their date; what was validated before is not asked again."""
    news = set(report.milestones_met) - set(before.milestones_met if before else ())
    stones = plan.milestones_on(report.activity, report.as_of)
    early = [stone for stone in stones if stone.key in news and stone.due and stone.due > report.as_of]
    titles = "; ".join(stone.title for stone in early)
    if not titles:
        return None
    words = _("Met before its date? Look at it once more: %(milestones)s")
    return _finding(report, Check.EARLY_MILESTONE, True, words % {"milestones": titles}, "milestones_met")


def _short(report: ProgressReport) -> Finding | None:
    minimum, length = report.activity.roadmap.minimum_text, len(report.description.strip())
    if length == 0 or minimum == 0:
        return None
    missing = length < minimum
    words = ngettext(
        "What was done is told in %(count)s character; the roadmap asks for %(minimum)s at least.",
        "What was done is told in %(count)s characters; the roadmap asks for %(minimum)s at least.",
        length,
    )
    told = words % {"count": length, "minimum": minimum} if missing else _("What was done says enough")
    return _finding(report, Check.SHORT_TEXT, missing, told, "description")


def _approval(report: ProgressReport, now: datetime) -> Finding | None:
    """Blocks only where somebody could give it; a report of an earlier workbook is nobody's submission."""
    level = level_of(report.activity.roadmap, Check.APPROVAL)
    if level == Level.OFF or report.from_workbook:
        return None
    if approved(report):
        return Finding(Check.APPROVAL, level, False, _("Approval of the institution"), "")
    if permissions.authorities_of(report, now=now).exists():
        words = _("The institution's authority has not given its approval yet.")
        return Finding(Check.APPROVAL, level, True, words, "")
    words = _(
        "The institution has no authority in office: the report is marked “without institutional approval”."
    )
    return Finding(Check.APPROVAL, Level.WARN, True, words, "")


def _day(report: ProgressReport) -> str:
    return formats.date_format(report.as_of, "SHORT_DATE_FORMAT")
