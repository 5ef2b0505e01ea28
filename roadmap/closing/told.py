"""Who gets a letter when a closing is proposed, signed, sealed, void, put on record. Written by the verbs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import appointments, letters
from accounts.models import Role, User
from roadmap.closing import standing
from roadmap.models import ClosingPaper, PeriodClosing, SignatureCheck, UnilateralRecord


def proposed(closing: PeriodClosing, *, by: User, now: datetime) -> None:
    """To all who sign it."""
    _write("closing_proposed", _offices(closing, now), closing, by, now)


def signed(closing: PeriodClosing, *, by: User, now: datetime) -> None:
    """To both secretariats, and to the foreign ministries that have not signed yet."""
    people = _offices(closing, now, only=standing.missing(closing)) | _secretariats(closing, now)
    _write("closing_signed", people, closing, by, now)


def sealed(closing: PeriodClosing, *, by: User, now: datetime) -> None:
    people = _offices(closing, now) | _signers(closing, now)
    _write("closing_sealed", people, closing, by, now, seal=closing.seal.sha256)


def void(closing: PeriodClosing, *, by: User | None, now: datetime) -> None:
    people = _secretariats(closing, now) | _signers(closing, now)
    _write("closing_void", people, closing, by, now, changes=closing.end.why["count"])


def withdrawn(closing: PeriodClosing, *, by: User, now: datetime) -> None:
    _write("closing_withdrawn", _offices(closing, now) | _signers(closing, now), closing, by, now)


def paper_bound(paper: ClosingPaper, *, by: User, now: datetime) -> None:
    people = _secretariats(paper.closing, now)
    _write("closing_paper", people, paper.closing, by, now, sha256=paper.document.sha256)


def state_signed(check: SignatureCheck, *, by: User, now: datetime) -> None:
    """To both secretariats and foreign ministries: whose turn it is, or that both have signed."""
    closing, upload = check.upload.closing, check.upload
    people = _secretariats(closing, now) | _in_office(closing, now, Role.FOREIGN_MINISTRY)
    path = reverse("roadmap:closing-signatures", args=[closing.pk])
    _write("state_signed", people, closing, by, now, path=path, sha256=upload.document.sha256)


def unilateral(record: UnilateralRecord, *, by: User, now: datetime) -> None:
    _of_record("unilateral_issued", record, by, now)


def unilateral_answered(record: UnilateralRecord, *, by: User, now: datetime) -> None:
    _of_record("unilateral_answered", record, by, now)


def _of_record(template: str, record: UnilateralRecord, by: User, now: datetime) -> None:
    """To both secretariats and both foreign ministries: it is a matter between the two states."""
    people = _secretariats(record.closing, now) | _in_office(record.closing, now, Role.FOREIGN_MINISTRY)
    more = {"record": record.number, "country": record.country_id}
    _write(template, people, record.closing, by, now, path=record.get_absolute_url(), **more)


# --- Who --------------------------------------------------------------------------------------------------
def _secretariats(closing: PeriodClosing, now: datetime) -> set[User]:
    return _in_office(closing, now, Role.SECRETARIAT)


def _in_office(closing: PeriodClosing, now: datetime, role: str) -> set[User]:
    parties = closing.roadmap.parties()
    return {person for country in parties for person in appointments.in_office(role, country, now=now)}


def _offices(
    closing: PeriodClosing, now: datetime, *, only: Iterable[tuple[str, str]] | None = None
) -> set[User]:
    """The people of the offices that sign it; `only`: of these."""
    every = {person for role in standing.required(closing) for person in _in_office(closing, now, role)}
    return every if only is None else {one for one in every if (one.country_id, one.role) in set(only)}


def _signers(closing: PeriodClosing, now: datetime) -> set[User]:
    """Those of them who still act for their country."""
    people = User.objects.filter(pk__in=closing.signatures.values("by"))
    return {person for person in appointments.with_standing(people, now) if person.may_act}


def _write(
    template: str, people: set[User], closing: PeriodClosing, by: User | None, now: datetime, **more: Any
) -> None:
    path = more.pop("path", closing.get_absolute_url())
    told = {"number": closing.number, "cutoff": closing.cutoff.isoformat(), **more}
    for person in sorted(people, key=lambda one: one.pk):
        title = closing.roadmap.short_title_to(person)
        letters.write(template, person, path=path, by=by, now=now, roadmap=title, **told)
