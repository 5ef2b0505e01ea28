"""Institutions change, and what they answered for passes on. Each state's own affair: nobody else has to agree.

A notification takes effect by itself on its day; `apply_due` does what that day brought, however late it runs: the
result is the same. The old institution keeps its row and its name, so that what was said in its time still says so.
"""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acts, appointments, documents, letters, succession
from accounts.models import Institution, InstitutionChange, InstitutionChangeNote, Role, User
from accounts.succession import Told
from roadmap import calendar, permissions
from roadmap.workflow import moves, notices, passing

Kind = InstitutionChange.Kind
log = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)


@documents.together()
def notify_change(
    institution_id: int, *, told: Told, paper: documents.Paper, by: User, now: datetime
) -> InstitutionChange:
    """The country tells what becomes of one of its institutions. In effect at once where the day has come."""
    institution = _held(institution_id, by)
    by = moves.acting(by, now=now)
    permissions.require(permissions.may_change(by, institution))
    notices.check(institution, told, ended=False)
    change = _recorded(institution, told, paper, by, now)
    if change.is_due(appointments.today_of(by, now)):
        _take_effect(change, now=now)
    return change


@documents.together()
def designate_successor(
    institution_id: int,
    *,
    told: Told,
    activities: Collection[int] | None,
    paper: documents.Paper,
    by: User,
    now: datetime,
) -> InstitutionChange:
    """Who answers for what an institution left that ended without a successor: for these activities, or for all.

    For all, its people pass too. It never waits: its day is today or before.
    """
    institution = _held(institution_id, by)
    by = moves.acting(by, now=now)
    permissions.require(permissions.may_designate(by, institution))
    notices.check(institution, told, ended=True)
    notices.check_left(institution, activities)
    if told.effective_on > appointments.today_of(by, now):
        raise ValidationError({"effective_on": _("This day has not come yet.")})
    change = _recorded(institution, told, paper, by, now)
    _take_effect(change, now=now, activities=activities)
    return change


@acts.act
def withdraw_change(change_id: int, *, by: User, now: datetime) -> InstitutionChange:
    """Takes a notification back that is not in effect. One that is, is corrected by another one."""
    by = moves.acting(by, now=now)
    change = _locked(change_id)
    permissions.require(permissions.may_withdraw_change(by, change))
    if not change.is_waiting:
        raise moves.IllegalTransition(
            _("This notification no longer waits for its day: correct it with another one.")
        )
    moves.write(change, by=by, now=now, withdrawn_at=now, withdrawn_by=by)
    _tell_counterparts("institution_change_withdrawn", change, by, now)
    return change


@acts.act
def take_note(change_id: int, *, by: User, now: datetime) -> InstitutionChangeNote:
    """The counterpart's secretariat has read it."""
    by = moves.acting(by, now=now)
    change = _locked(change_id)
    permissions.require(permissions.may_take_note(by, change))
    if not permissions.can_take_note(by, change):
        raise moves.IllegalTransition(
            _("There is nothing to take note of: it was withdrawn, or noted before.")
        )
    note = InstitutionChangeNote(change=change, country=by.country, noted_by=by, noted_at=now)
    note.save()
    return note


def apply_due(now: datetime) -> int:
    """What was notified for a day that has come takes effect, each by itself. Returns how many did.

    One that cannot does not keep the others from it, of whatever country: it is told when all had their turn.
    """
    waiting = InstitutionChange.objects.waiting().select_related("country").order_by("effective_on", "pk")
    due = [change.pk for change in waiting if change.is_due(_today(change, now))]
    applied, failures = 0, {}
    for pk in due:
        try:
            applied += _applied(pk, now)
        except Exception as failure:  # raised below, with the number of its change
            log.exception("The institutional change %s cannot take effect", pk)
            failures[pk] = failure
    if failures:
        numbers = ", ".join(map(str, failures))
        raise ExceptionGroup(f"institutional changes {numbers} cannot take effect", list(failures.values()))
    return applied


@acts.act
def _applied(change_id: int, now: datetime) -> bool:
    """False where somebody was faster: it was withdrawn, or is in effect."""
    known = InstitutionChange.objects.select_related("institution", "notified_by").get(pk=change_id)
    succession.hold_people(known.institution, known.notified_by)
    change = _locked(change_id)
    if not change.is_due(_today(change, now)):
        return False
    _take_effect(change, now=now)
    return True


def _today(change: InstitutionChange, now: datetime) -> date:
    return calendar.local_day(now, change.country.time_zone)


# --- Before it is recorded --------------------------------------------------------------------------------
def _held(institution_id: int, by: User) -> Institution:
    """The institution with its people: people first, in the order in which everybody locks them."""
    institution = Institution.objects.select_related("country").get(pk=institution_id)
    succession.hold_people(institution, by)
    rows = Institution.objects.select_for_update(of=("self",), no_key=True).select_related("country")
    return rows.get(pk=institution_id)


def _locked(change_id: int) -> InstitutionChange:
    rows = InstitutionChange.objects.select_for_update(of=("self",))
    return rows.select_related("country", "institution", "successor", "notified_by", "document").get(
        pk=change_id
    )


def _recorded(
    institution: Institution, told: Told, paper: documents.Paper, by: User, now: datetime
) -> InstitutionChange:
    change = InstitutionChange(
        country=institution.country,
        kind=told.kind,
        institution=institution,
        successor_id=told.successor_id,
        acronym="" if told.successor_id else told.acronym.strip(),
        name="" if told.successor_id else told.name.strip(),
        effective_on=told.effective_on,
        legal_basis=told.legal_basis.strip(),
        document=documents.keep(**paper, by=by, now=now, shared=True),
        notified_by=by,
        notified_at=now,
    )
    moves.sign(change, by=by, now=now).save()
    _tell_counterparts("institution_changed", change, by, now)
    return change


# --- Its day ----------------------------------------------------------------------------------------------
def _take_effect(
    change: InstitutionChange, *, now: datetime, activities: Collection[int] | None = None
) -> None:
    """`activities`: only what the institution answers for in these; its people stay where they are."""
    by, institution = change.notified_by, change.institution
    if change.kind != Kind.SUCCESSION:
        _end(change, by, now)
    successor = _successor(change, by, now)
    if successor is not None:
        passing.pass_work(change, successor, activities=activities, now=now)
        if activities is None:
            moves.write(institution, by=by, now=now, successor=successor)
            _pass_people(change, successor, now)
    moves.write(change, by=by, now=now, applied_at=now, successor=successor)


def _successor(change: InstitutionChange, by: User, now: datetime) -> Institution | None:
    """Who takes over; a new one may bear the acronym of the one that has just ended.

    Where several become one new institution, the first to take effect makes it and the others join it.
    """
    if change.successor is not None:
        return change.successor.heir()
    if not change.acronym:
        return None
    there = Institution.objects.filter(country=change.country, acronym__iexact=change.acronym)
    if known := there.filter(valid_until=None).exclude(pk=change.institution_id).order_by("pk").first():
        return known
    successor = Institution(
        country=change.country,
        acronym=change.acronym,
        name=change.name,
        kind=change.institution.kind,
        valid_from=change.effective_on,
        legal_basis=change.legal_basis,
    )
    moves.sign(successor, by=by, now=now).save()
    return successor


def _end(change: InstitutionChange, by: User, now: datetime) -> None:
    institution, last = change.institution, change.effective_on - ONE_DAY
    if institution.valid_until != last:
        basis = change.legal_basis or institution.legal_basis
        moves.write(institution, by=by, now=now, valid_until=last, legal_basis=basis)


def _pass_people(change: InstitutionChange, successor: Institution, now: datetime) -> None:
    by = change.notified_by
    day = change.effective_on
    for person in succession.pass_people(change.institution, successor, effective_on=day, by=by, now=now):
        letters.at_once(
            "appointment_passed",
            person,
            path=reverse("accounts:profile"),
            by=by,
            now=now,
            institution=change.institution.name,
            successor=successor.name,
            day=day.isoformat(),
        )


def _tell_counterparts(template: str, change: InstitutionChange, by: User, now: datetime) -> None:
    """The secretariats of every country that has a roadmap with this one."""
    for country in permissions.counterparts(change.country_id):
        for person in appointments.in_office(Role.SECRETARIAT, country, now=now):
            letters.write(
                template,
                person,
                path=reverse("roadmap:change-detail", args=[change.pk]),
                by=by,
                now=now,
                country=change.country_id,
                kind=change.kind,
                institution=change.institution.name,
                successor=change.successor.name if change.successor else change.name,
                day=change.effective_on.isoformat(),
            )
