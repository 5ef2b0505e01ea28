"""What the two parties say of a validated report: the counterpart agrees or observes, the reporting side maintains.

Answers are only added: the last one is in force.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acts, appointments, letters
from accounts.models import Country, Role, User
from roadmap import permissions
from roadmap.models import Conformity, MaintainedPosition, ProgressReport
from roadmap.workflow import moves
from roadmap.workflow.told import writers

Decision = Conformity.Decision


@acts.act
def agree(
    report_id: int, *, by: User, now: datetime, reason: str = "", seen_answers: int | None = None
) -> Conformity:
    """The counterpart agrees with the report. `seen_answers`: what `said_of` counted when the person decided."""
    by = moves.acting(by, now=now)
    report = _to_answer(report_id, by, seen_answers)
    last = report.conformities.last()
    if last is not None and last.decision == Decision.AGREED:
        raise moves.IllegalTransition(_("Your country has already agreed with this report."))
    return _answer(report, Decision.AGREED, reason.strip(), by, now)


@acts.act
def observe(
    report_id: int, *, reason: str, by: User, now: datetime, seen_answers: int | None = None
) -> Conformity:
    """The counterpart puts the report under observation and says why."""
    by = moves.acting(by, now=now)
    report = _to_answer(report_id, by, seen_answers)
    reason = moves.required_reason(reason, _("Say why you observe it."))
    return _answer(report, Decision.OBSERVED, reason, by, now)


@acts.act
def maintain(conformity_id: int, *, reason: str, by: User, now: datetime) -> MaintainedPosition:
    """The reporting side stands by its report against the observation, and says why. Both stay on record."""
    by = moves.acting(by, now=now)
    report = moves.locked(Conformity.objects.values_list("report_id", flat=True).get(pk=conformity_id))
    permissions.require(permissions.may_maintain(by, report))
    last = last_answer(report)
    if last is None or last.pk != conformity_id or last.standing != Decision.OBSERVED:
        raise moves.IllegalTransition(overtaken(last))
    reason = moves.required_reason(reason, _("Say why your country maintains what it reported."))
    position = MaintainedPosition(
        observation=last, country=report.country, reason=reason, maintained_at=now, maintained_by=by
    )
    moves.sign(position, by=by, now=now).save()
    counterpart = report.activity.roadmap.counterpart(report.country_id)
    _tell("report_maintained", report, _secretariat(counterpart, now), by, now, reason)
    return position


def said_of(report: ProgressReport) -> int:
    """How often either side spoke of the report: it grows with each answer and with each position maintained."""
    positions = MaintainedPosition.objects.filter(observation__report=report)
    return report.conformities.count() + positions.count()


def overtaken(last: Conformity | None) -> str:
    """What happened, so that there is nothing (more) to maintain a position against."""
    if last is None:
        return _("There is no observation to reply to.")
    kept = last.standing == "maintained"
    told = {
        "country": last.country,
        "person": (last.maintained.maintained_by if kept else last.decided_by) or "—",
        "at": moves.instant(last.maintained.maintained_at if kept else last.decided_at),
    }
    if kept:
        return _("%(person)s already maintained your country's position on %(at)s.") % told
    if last.decision == Decision.AGREED:
        return _("%(country)s agreed in the meantime (%(person)s, %(at)s): nothing waits for a reply.") % told
    return _("%(country)s observed the report again (%(person)s, %(at)s): read that first.") % told


def last_answer(report: ProgressReport) -> Conformity | None:
    """The one in force, with the position that is maintained against it."""
    related = ("country", "decided_by", "maintained__maintained_by")
    return report.conformities.select_related(*related).last()


def _to_answer(report_id: int, by: User, seen_answers: int | None) -> ProgressReport:
    report = moves.locked(report_id)
    moves.expect(report, (moves.Status.VALIDATED,))
    permissions.require(permissions.may_answer(by, report))
    if seen_answers is not None and said_of(report) != seen_answers:
        last = last_answer(report)
        if last is not None and last.standing == "maintained":
            told = {"country": report.country, "person": last.maintained.maintained_by}
            words = _("%(country)s has just maintained its position (%(person)s): read it before you answer.")
            raise moves.OutOfDate(words % told)
        raise moves.OutOfDate(
            _("Another person of your secretariat has just answered this report: see the answer first.")
        )
    return report


def _answer(report: ProgressReport, decision: str, reason: str, by: User, now: datetime) -> Conformity:
    answer = Conformity(
        report=report,
        country=by.country,
        decision=decision,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    moves.sign(answer, by=by, now=now).save()
    concerned = (*_secretariat(report.country, now), *writers(report, now=now))
    people = {person.pk: person for person in concerned}
    template = "report_agreed" if decision == Decision.AGREED else "report_observed"
    _tell(template, report, people.values(), by, now, reason)
    return answer


# --- Letters ----------------------------------------------------------------------------------------------
def _secretariat(country: Country, now: datetime) -> Iterable[User]:
    return appointments.in_office(Role.SECRETARIAT, country, now=now)


def _tell(
    template: str, report: ProgressReport, people: Iterable[User], by: User, now: datetime, reason: str
) -> None:
    path = reverse("roadmap:progress-detail", args=[report.pk])
    told: dict[str, Any] = {
        "activity": f"{report.activity.number} {report.activity.title}",
        "as_of": report.as_of.isoformat(),
        "reason": reason,
    }
    for person in people:
        letters.write(template, person, path=path, by=by, now=now, **told)
