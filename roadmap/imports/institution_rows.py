"""Rows of *Instituciones* -> tables. Known by country and acronym; where several bore it, by their time and name."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from accounts import countries
from accounts.models import Country, Institution, InstitutionChange
from roadmap.imports.cells import folded
from roadmap.imports.desk import Desk
from roadmap.imports.outcome import differences
from roadmap.imports.workbook import InstitutionRow

Key = tuple[str | None, str]
Institutions = dict[Key, Institution]
DESCRIBED = ("name", "kind", "valid_from", "valid_until", "legal_basis")


def put_institutions(desk: Desk, rows: list[InstitutionRow], parties: dict[str, Country]) -> Institutions:
    """Institutions serve many roadmaps: what the sheet does not name stays as it is.

    Gives back what an acronym stands for now.
    """
    shelf = _Shelf(parties.keys() | {row.country for row in rows if row.country})
    made: dict[str, Institution] = {}
    left: set[str] = set()
    for row in _in_time(rows):
        found = shelf.take(row)
        if found is None and not _may_be_made(desk, row, parties):
            continue
        if found is not None and _stays(desk, found, row, shelf.notified):
            made[row.cell] = found
            left.add(row.cell)
            continue
        made[row.cell] = desk.put(
            "institution",
            row.acronym,
            found,
            Institution,
            country=countries.ensure(row.country) if row.country else None,
            acronym=row.acronym,
            name=row.name,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            legal_basis=row.legal_basis,
        )
        shelf.keep(made[row.cell])
    for row in rows:
        if row.cell in made and row.successor_cell in made and row.cell not in left:
            _put_successor(desk, made[row.cell], made[row.successor_cell])
    return shelf.current()


class _Shelf:
    """What is stored, by country and acronym; each is taken once."""

    def __init__(self, named: Iterable[str]) -> None:
        self.stored: dict[Key, list[Institution]] = defaultdict(list)
        self.taken: set[int] = set()
        rows = Institution.objects.filter(models.Q(country__in=named) | models.Q(country=None))
        for institution in rows.order_by("pk"):
            self._put(institution)
        applied = InstitutionChange.objects.exclude(applied_at=None)
        self.notified = set(applied.values_list("institution", flat=True))

    def keep(self, institution: Institution) -> None:
        """What a row made: no other row is about it."""
        self.taken.add(institution.pk)
        self._put(institution)

    def _put(self, institution: Institution) -> None:
        shelf = self.stored[institution.country_id, folded(institution.acronym)]
        if institution not in shelf:
            shelf.append(institution)

    def take(self, row: InstitutionRow) -> Institution | None:
        """By name; else the one of the same time; else, where the acronym has had but one, that one."""
        shelf = self.stored[row.country, folded(row.acronym)]
        free = [one for one in shelf if one.pk not in self.taken]
        found = next((one for one in free if folded(one.name) == folded(row.name)), None)
        found = found or next((one for one in free if one.valid_until == row.valid_until), None)
        if found is None and len(shelf) == 1 and free:
            found = free[0]
        if found is not None:
            self.taken.add(found.pk)
        return found

    def current(self) -> Institutions:
        """The one that goes on, else the one that ended last."""
        return {
            key: max(shelf, key=lambda one: one.valid_until or date.max)
            for key, shelf in self.stored.items()
            if shelf
        }


def _in_time(rows: list[InstitutionRow]) -> list[InstitutionRow]:
    """In the order of the sheet; of one acronym those that ended first, so that it is free for the next one."""
    places: dict[Key, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.country, folded(row.acronym)].append(place)
    ordered = list(rows)
    for same in places.values():
        of_time = sorted((rows[place] for place in same), key=lambda row: row.valid_until or date.max)
        for place, row in zip(same, of_time, strict=True):
            ordered[place] = row
    return ordered


def _stays(desk: Desk, found: Institution, row: InstitutionRow, notified: set[int]) -> bool:
    """A secretariat writes on its own side only, and what a country notified with its document stays so."""
    other = desk.by is not None and found.country_id != desk.by.country_id
    if not other and found.pk not in notified:
        return False
    if differences(found, {name: getattr(row, name) for name in DESCRIBED}):
        told = _("%(acronym)s belongs to the other party: its data were left as they are.")
        if not other:
            told = _("%(acronym)s changed by a notification of its country: its data were left as they are.")
        elif found.country_id is None:
            told = _("%(acronym)s is international and no party's own: its data were left as they are.")
        desk.outcome.notice(told % {"acronym": row.acronym})
    return True


def _may_be_made(desk: Desk, row: InstitutionRow, parties: dict[str, Country]) -> bool:
    """A secretariat brings in whom the plan of its roadmap names; once that stands, of its own side alone."""
    if desk.by is None or row.country == desk.by.country_id:
        return True
    if not desk.frozen and (row.country is None or row.country in parties):
        return True
    told = _("%(acronym)s is not of your side: it was left out.")
    desk.outcome.notice(told % {"acronym": row.acronym})
    return False


def _put_successor(desk: Desk, institution: Institution, successor: Institution) -> None:
    if institution.successor_id != successor.pk and institution != successor:
        desk.put("institution", institution.acronym, institution, Institution, successor=successor)
