"""Who gets a letter when a report moves on: whoever has to act next, and whoever wrote it. Written by the verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import appointments, letters
from accounts.models import Country, Role, User
from roadmap import permissions, plan
from roadmap.models import Activity, Evidence, ProgressReport


def submitted(report: ProgressReport, *, by: User, now: datetime, waits_for_approval: bool) -> None:
    """To the authority where its approval is waited for, else to those of the secretariat who may validate."""
    if waits_for_approval:
        people: Iterable[User] = permissions.authorities_of(report, now=now)
        _write("report_to_approve", people, "approve", report, by, now)
    else:
        _write("report_to_validate", deciders(report, now=now), "validate", report, by, now)


def approved(report: ProgressReport, *, by: User, now: datetime) -> None:
    """To the secretariat, which can validate it now; and to its writers, who need do nothing."""
    people = deciders(report, now=now)
    _write("report_to_validate", people, "validate", report, by, now, approved_by=str(by))
    _write(
        "report_approved",
        [person for person in writers(report, now=now) if person not in people],
        "detail",
        report,
        by,
        now,
    )


def returned(report: ProgressReport, *, by: User, now: datetime) -> None:
    people = writers(report, now=now)
    _write("report_returned", people, "edit", report, by, now, reason=report.return_reason)


def validated(report: ProgressReport, *, by: User, now: datetime) -> None:
    """To its writers; and to the counterpart's secretariat, which has to answer what is not of one country alone."""
    _write("report_validated", writers(report, now=now), "detail", report, by, now)
    activity = report.activity
    if activity.kind != Activity.Kind.NATIONAL:
        counterpart = activity.roadmap.counterpart(report.country_id)
        people = _secretariat(counterpart, now)
        days = plan.answering(activity.roadmap).at(now).days
        _write("report_to_answer", people, "detail", report, by, now, answer_days=days)


def evidence_rejected(report: ProgressReport, pieces: Iterable[Evidence], *, by: User, now: datetime) -> None:
    """To its writers, with the reason of each."""
    told = [{"title": piece.title, "reason": piece.rejection_reason} for piece in pieces]
    _write("evidence_rejected", writers(report, now=now), "detail", report, by, now, pieces=told)


def writers(report: ProgressReport, *, now: datetime) -> list[User]:
    """Who wrote in it or is in charge of it, and may still read it: whoever left the office is told nothing more."""
    this = ProgressReport.objects.filter(pk=report.pk)
    theirs = {*report.writers.values_list("pk", flat=True), report.author_id}
    people = appointments.with_standing(User.objects.filter(pk__in=theirs).order_by("pk"), now)
    return [person for person in people if permissions.visible(person, this).exists()]


def deciders(report: ProgressReport, *, now: datetime) -> list[User]:
    """The secretariat's people in office without those who wrote in it, unless there is nobody else."""
    people = list(_secretariat(report.country, now))
    wrote = set(report.writers.values_list("pk", flat=True))
    return [person for person in people if person.pk not in wrote] or people


def _secretariat(country: Country, now: datetime) -> Iterable[User]:
    return appointments.in_office(Role.SECRETARIAT, country, now=now)


def _write(
    template: str,
    people: Iterable[User],
    page: str,
    report: ProgressReport,
    by: User,
    now: datetime,
    **more: Any,
) -> None:
    words = {
        "activity": f"{report.activity.number} {report.activity.title}",
        "country": report.country_id,
        "institution": str(report.institution or ""),
        "as_of": report.as_of.isoformat(),
        **more,
    }
    path = reverse(f"roadmap:progress-{page}", args=[report.pk])
    for person in people:
        letters.write(template, person, path=path, by=by, now=now, **words)
