"""One activity put into words: its two sides in the order of the copy, their reports, answers and evidence.

An act is dated in the zone of the country that did it, so that both copies give it the same day.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Country
from roadmap import completion
from roadmap.models import Activity as Plan
from roadmap.models import Evidence as Proof
from roadmap.models import Responsibility
from roadmap.reports import words
from roadmap.reports.contents import Activity, Milestone, Responsible, Side
from roadmap.reports.said import Answer, Evidence, Maintained, Note, Report
from roadmap.summary import (
    ActivityRow,
    AnswerRow,
    CountrySide,
    DifferenceRow,
    EvidenceRow,
    MilestoneRow,
    ReportRow,
    ResponsibleRow,
)
from roadmap.templatetags import figures
from roadmap.templatetags.evidence import category_word, sealed_words, visibility_word
from roadmap.templatetags.marks import marks
from roadmap.templatetags.states import state_word

Parties = tuple[Country, Country]


def activity(row: ActivityRow, parties: Parties) -> Activity:
    counted = row.state is not None
    return Activity(
        number=words.clean(row.number),
        title=words.clean(row.title),
        kind=str(row.kind),
        kind_text=str(Plan.Kind(row.kind).label),
        axis=row.axis_number,
        weight=words.plain(row.weight),
        start=row.start,
        start_text=words.day(row.start),
        deadline=row.deadline,
        deadline_text=words.day(row.deadline),
        first_deadline=row.first_deadline,
        first_deadline_text=_first_deadline(row),
        indicator=words.clean(row.indicator),
        unit=words.clean(row.unit),
        baseline=words.clean(row.baseline),
        target=words.clean(row.target),
        means_of_verification=words.clean(row.means_of_verification),
        source=words.clean(row.source),
        cooperation=words.clean(row.cooperation),
        funding=words.clean(row.funding),
        effective_from=row.effective_from,
        withdrawn_on=row.withdrawn_on,
        milestones=tuple(_milestone(milestone) for milestone in row.milestones),
        value=completion.one_decimal(row.value) if counted else None,
        value_text=figures.percent1(row.value) if counted else words.NOTHING,
        fulfilled=row.fulfilled,
        due=row.due,
        days_overdue=row.days_overdue,
        state=str(row.state) if row.state is not None else None,
        state_text=state_word(str(row.state)) if row.state is not None else "",
        sides=tuple(_side(row, party, parties) for party in parties),
        differs=row.differs,
    )


def _first_deadline(row: ActivityRow) -> str:
    """Empty where the deadline is the one that was signed."""
    if row.first_deadline in (None, row.deadline):
        return ""
    return _("reprogrammed, original deadline %(day)s") % {"day": words.day(row.first_deadline)}


def _milestone(row: MilestoneRow) -> Milestone:
    return Milestone(
        key=words.clean(row.key),
        title=words.clean(row.title),
        due=row.due,
        due_text=words.day(row.due),
        weight=words.plain(row.weight),
        met_by=row.met_by,
    )


def _side(row: ActivityRow, party: Country, parties: Parties) -> Side:
    side = row.countries.get(party.code)
    status = _status(side)
    return Side(
        country=party.code,
        name=str(party),
        responsible=side is not None,
        value=completion.one_decimal(side.value) if side else None,
        value_text=_value_text(side),
        fulfilled=side is not None and side.fulfilled,
        status=status,
        status_text=_standing_text(side) if side else _("Does not answer for it"),
        out_of_date=side is not None and side.stale,
        responsibles=tuple(_responsible(one) for one in row.responsibles if one.country == party.code),
        report=_report(side.report, row, party) if side and side.report else None,
        answer=_answer(side.answer_row, side.answer_inherited, parties) if side and side.answer_row else None,
        evidence=tuple(_evidence(piece, party.time_zone) for piece in side.evidence) if side else (),
        standing=side.standing if side else "",
        answer_due=side.answer_due if side else None,
        answer_due_text=words.day(side.answer_due) if side else "",
        silent_days=side.silent_days if side else 0,
        note=next((_note(one, party) for one in row.differences if one.country == party.code), None),
    )


def _standing_text(side: CountrySide) -> str:
    """ "Sin pronunciamiento, 12 días"."""
    word = state_word(side.standing)
    if not side.silent:
        return word
    days = ngettext("%(state)s, %(days)s day", "%(state)s, %(days)s days", side.silent_days)
    return days % {"state": word, "days": side.silent_days}


def _note(row: DifferenceRow, party: Country) -> Note:
    return Note(
        reason=words.clean(row.reason),
        as_of=row.as_of,
        as_of_text=words.day(row.as_of),
        added_by=words.clean(row.added_by),
        added_text=words.day(words.local(row.added_at, party.time_zone).date()),
    )


def _status(side: CountrySide | None) -> str:
    """no_report, agreed, observed, waiting or validated (no answer is needed); empty: it does not answer for it."""
    if side is None:
        return ""
    if side.report is None:
        return "no_report"
    if side.answer is not None:
        return str(side.answer)
    return "waiting" if side.waiting else "validated"


def _value_text(side: CountrySide | None) -> str:
    if side is None:
        return words.NOTHING
    return figures.percent1(side.value) if side.report else state_word("no_report")


def _responsible(row: ResponsibleRow) -> Responsible:
    return Responsible(
        acronym=words.clean(row.acronym),
        name=words.clean(row.name),
        role=str(row.role),
        role_text=str(Responsibility.Role(row.role).label),
        existed=row.exists,
    )


def _report(row: ReportRow, activity: ActivityRow, party: Country) -> Report:
    met = set(row.milestones_met)
    validated_at = words.local(row.validated_at, party.time_zone)
    return Report(
        id=row.id,
        as_of=row.as_of,
        as_of_text=words.day(row.as_of),
        validated_at=validated_at,
        validated_text=words.day(validated_at.date()),
        validated_by=words.clean(row.validated_by),
        author=words.clean(row.author),
        answered_by=words.clean(row.answered_by),
        typed_by=words.clean(row.typed_by),
        on_paper=row.on_paper,
        without_approval=row.without_approval,
        single_control=row.single_control,
        marks=tuple(map(words.clean, marks(row))),
        institution=words.clean(row.institution),
        milestones_met=tuple(words.clean(one.title) for one in activity.milestones if one.key in met),
        value_reached=words.clean(row.value_reached),
        description=words.clean(row.description),
        difficulties=words.clean(row.difficulties),
        next_steps=words.clean(row.next_steps),
        explanation=words.clean(row.explanation),
        from_workbook=row.from_workbook,
    )


def _answer(row: AnswerRow, inherited: bool, parties: Parties) -> Answer:
    by = next(party for party in parties if party.code == row.country)
    decided_at = words.local(row.decided_at, by.time_zone)
    return Answer(
        decision=str(row.decision),
        decision_text=state_word(row.standing),
        reason=words.clean(row.reason),
        country=by.code,
        decided_at=decided_at,
        decided_text=words.day(decided_at.date()),
        decided_by=words.clean(row.decided_by),
        carried=inherited,
        tacit=row.tacit,
        maintained=_maintained(row, parties),
    )


def _maintained(row: AnswerRow, parties: Parties) -> Maintained | None:
    """By the other party than the one that observes, in its own time."""
    if row.maintained is None:
        return None
    country = next(party for party in parties if party.code != row.country)
    at = words.local(row.maintained.maintained_at, country.time_zone)
    return Maintained(
        reason=words.clean(row.maintained.reason),
        maintained_at=at,
        maintained_text=words.day(at.date()),
        maintained_by=words.clean(row.maintained.maintained_by),
    )


def _evidence(row: EvidenceRow, zone: str) -> Evidence:
    accepted_at = words.local(row.accepted_at, zone) if row.accepted_at else None
    return Evidence(
        kind=str(row.kind),
        kind_text=str(Proof.Kind(row.kind).label),
        title=sealed_words(row) if row.sealed else words.clean(row.title),
        url=row.url,
        file_name=words.clean(row.file_name),
        sha256=row.sha256,
        size=row.size,
        size_text=words.size(row.size),
        added_by=words.clean(row.added_by),
        accepted_at=accepted_at,
        accepted_text=words.day(accepted_at.date()) if accepted_at else "",
        carried=row.inherited,
        category=row.category,
        category_text=category_word(row.category),
        dated=row.dated,
        dated_text=words.day(row.dated),
        institution=words.clean(row.institution),
        visibility=row.visibility,
        visibility_text=visibility_word(row.visibility),
        statement=words.clean(row.statement),
        commitment=row.commitment,
    )
