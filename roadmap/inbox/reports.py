"""Reports on their way inside their own country: to be written, approved by the institution's authority, validated.

Of the own side alone: what the counterpart works on is its own affair until it is validated. Where nobody holds the
institution's office today its secretariat holds what waits, so that nothing hangs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from accounts import appointments
from accounts.models import Country, Role
from roadmap import workflow
from roadmap.inbox import asking
from roadmap.inbox.asking import Asked
from roadmap.inbox.items import Pending
from roadmap.models import InstitutionalApproval, ProgressReport
from roadmap.models.rules import Check, Level
from roadmap.permissions import Holder, authority_of, focal_points_of, secretariat_of

Status = ProgressReport.Status
WAITING = (Status.DRAFT, Status.RETURNED, Status.SUBMITTED)


@dataclass(frozen=True, slots=True)
class _Offices:
    """Who is in office today: the institutions that have a focal point, an authority; the secretariat's people."""

    focal_points: frozenset[int]
    authorities: frozenset[int]
    secretariat: frozenset[int]


def pending(country: str, *, now: datetime) -> Iterator[Pending]:
    reports = ProgressReport.objects.filter(country=country, status__in=WAITING).order_by("id")
    related = ("activity__roadmap", "author", "country")
    found = list(reports.select_related(*related).prefetch_related("writers", "approvals"))
    if not found:
        return
    own = found[0].country
    offices = _offices(own, now)
    asked = asking.asked(country, today=appointments.today_in(own, now))
    for report in found:
        if report.status == Status.SUBMITTED:
            yield from _to_decide(report, offices)
        else:
            yield from _to_write(report, offices, asked)


def _offices(country: Country, now: datetime) -> _Offices:
    roles = (Role.FOCAL_POINT, Role.AUTHORITY, Role.SECRETARIAT)
    held = [appointments.in_office(role, country, now=now).order_by().values_list(*PERSON) for role in roles]
    people = list(held[0].union(*held[1:], all=True))
    return _Offices(
        focal_points=frozenset(institution for _pk, role, institution in people if role == roles[0]),
        authorities=frozenset(institution for _pk, role, institution in people if role == roles[1]),
        secretariat=frozenset(pk for pk, role, _institution in people if role == roles[2]),
    )


PERSON = ("pk", "role", "institution")


def _to_write(report: ProgressReport, offices: _Offices, asked: Asked) -> Iterator[Pending]:
    """For the institution's focal points; for the secretariat where it began it itself, or they have nobody.

    Once for each cutoff date that asks for it: while a report is open none of them can be answered otherwise.
    """
    returned = report.status == Status.RETURNED
    own = report.author is not None and report.author.role == Role.SECRETARIAT
    institution = None if own or report.institution_id not in offices.focal_points else report.institution_id
    holder = (
        secretariat_of(report.country_id)
        if institution is None
        else focal_points_of(report.country_id, institution)
    )
    since = (report.returned_at if returned else None) or report.created_at
    kind = "returned" if returned else "write"
    item = _pending(kind, "edit", report, holder, since, note=report.return_reason)
    for day in _days(report, asked):
        if day is None:
            yield item
        else:
            term = asking.key(report.activity_id, report.country_id, day)
            yield replace(item, key=f"{item.key}:{day}", due=day, term=term)


def _days(report: ProgressReport, asked: Asked) -> list[date | None]:
    """Until when it is to be handed in: for no day where it corrects one that was answered."""
    activity = report.activity
    plan = {name: getattr(activity, name) for name in asking.PLANNED}
    days = [one.day for one in asked.of(activity.roadmap_id, activity.pk, plan)]
    is_early = report.as_of in asked.coming.get(activity.roadmap_id, ())
    return [*days] or [report.as_of if is_early else None]


def _to_decide(report: ProgressReport, offices: _Offices) -> Iterator[Pending]:
    """The authority first; the secretariat after it, or at once where the rules do not make it wait."""
    level = workflow.level_of(report.activity.roadmap, Check.APPROVAL)
    approval = next((one for one in report.approvals.all() if _is_given(one, report)), None)
    institution = report.institution_id if report.institution_id in offices.authorities else None
    awaited = level != Level.OFF and approval is None and institution is not None and not report.from_workbook
    if awaited and institution is not None:
        holder = authority_of(report.country_id, institution)
        yield _pending("approve", "approve", report, holder, report.submitted_at)
    if not awaited or level == Level.WARN:
        writers = frozenset(person.pk for person in report.writers.all())
        excepted = writers if offices.secretariat - writers else frozenset[int]()
        since = approval.at if approval else report.submitted_at
        holder = secretariat_of(report.country_id, excepted=excepted)
        yield _pending("validate", "validate", report, holder, since)


def _is_given(approval: InstitutionalApproval, report: ProgressReport) -> bool:
    return (
        approval.decision == InstitutionalApproval.Decision.GIVEN
        and approval.report_version == report.version
    )


def _pending(
    kind: str, page: str, report: ProgressReport, holder: Holder, since: datetime | None, note: str = ""
) -> Pending:
    """What is written in has a new version with each save; it is the same thing since it was begun or returned."""
    since = since or report.created_at
    turn = report.version if report.status == Status.SUBMITTED else f"{since:%Y%m%d%H%M%S}"
    return Pending(
        kind=kind,
        key=f"{kind}:{report.pk}:{turn}",
        holder=holder,
        path=reverse(f"roadmap:progress-{page}", args=[report.pk]),
        read_at=report.get_absolute_url(),
        about=f"{report.activity.number} {report.activity.title}",
        roadmap=report.activity.roadmap.code,
        whose=report.country_id,
        since=since,
        note=note,
    )
