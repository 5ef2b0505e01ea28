"""Reminders: for each thing that waits, the rungs of its ladder that were reached and not yet climbed.

What a cutoff date asks of an activity climbs one ladder, from the report that nobody began to the one that came back.
A run that was missed catches up: the highest rung reached is sent once, lower ones are kept as skipped. One letter
gathers all that a run has to tell a person. Who is reminded: before its day the titular; after it also the
alternate, the institution's authority and the secretariat; of what waits to be decided, whoever may decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from accounts import appointments, letters, places
from accounts.models import Appointment, Country, Role, User
from roadmap import calendar, inbox
from roadmap.inbox import Pending
from roadmap.models import Reminder, Roadmap
from roadmap.models.rules import reminders_of
from roadmap.permissions import Holder, can_have_tasks, holds

# A day's reminders are written in its early morning, so that those of a digest are in it.
EARLY = timedelta(hours=6)
LINES = 40  # that a letter tells; the rest is in the inbox
BY_TERM = {"report", "write", "returned", "appointment"}
NOTICE = 30  # days before an appointment ends
AT_ONCE = 5000  # keys that are asked for in one query
Ladders = dict[str, dict[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Rung:
    """`before:15`, reached on that day. `key`: of what it is a rung."""

    name: str
    day: date
    key: str

    @property
    def is_late(self) -> bool:
        return self.name.startswith("after")


@dataclass(frozen=True, slots=True)
class Owed:
    """What one person has to be told of one thing: the highest rung reached, and those below it."""

    item: Pending
    rung: Rung
    below: tuple[Rung, ...]
    is_own: bool


class Staff:
    """The people of a country who may act today, and in which capacity they are appointed."""

    def __init__(self, country: Country, now: datetime) -> None:
        found = User.objects.filter(country=country, is_active=True)
        self.people = [person for person in appointments.with_standing(found, now) if can_have_tasks(person)]
        today = calendar.local_day(now, country.time_zone)
        held = Appointment.objects.in_force_on(today).filter(country=country).order_by("starts_on", "id")
        self.capacities: dict[tuple[int, str, int | None], str] = {
            (person, role, institution): capacity
            for person, role, institution, capacity in held.values_list(
                "person", "role", "institution", "capacity"
            )
        }

    def holders(self, holder: Holder) -> list[User]:
        return [person for person in self.people if holds(person, holder)]

    def first(self, holder: Holder) -> list[User]:
        """Those who answer in the first place: everybody but the alternates, unless there is nobody else."""
        office = self.holders(holder)
        return [person for person in office if not self._is_alternate(person)] or office

    def above(self, holder: Holder) -> list[User]:
        """Who is told when the day is over: the institution's authority and the secretariat."""
        authority = Holder(holder.country, Role.AUTHORITY, holder.institution_id)
        heads = self.holders(authority) if holder.institution_id is not None else []
        return [*heads, *self.secretariat(holder.country)]

    def secretariat(self, country: str) -> list[User]:
        return self.holders(Holder(country, Role.SECRETARIAT))

    def _is_alternate(self, person: User) -> bool:
        capacity = self.capacities.get((person.pk, person.role, person.institution_id))
        return capacity == Appointment.Capacity.ALTERNATE


def remind(now: datetime) -> int:
    """Writes the letters that are owed and keeps a row of each reminder. How many letters were written."""
    ladders = dict(Roadmap.objects.values_list("code", "reminders"))
    return sum(_of_country(country, ladders, now) for country in Country.objects.order_by("pk"))


def _of_country(country: Country, ladders: Ladders, now: datetime) -> int:
    """Each country reminds its own people."""
    items = [item for item in inbox.board(country.pk, now=now).items if item.holder.country == country.pk]
    if not items:
        return 0
    today = calendar.local_day(now - EARLY, country.time_zone)
    staff = Staff(country, now)
    owed: dict[User, list[Owed]] = {}
    for item in items:
        rungs = ladder(item, ladders.get(item.roadmap, {}), country.time_zone)
        for person, one in _owed(item, [rung for rung in rungs if rung.day <= today], staff):
            owed.setdefault(person, []).append(one)
    told = Told.about([one for theirs in owed.values() for one in theirs], country.time_zone)
    new = {person: [one for one in theirs if told.is_new(person, one)] for person, theirs in owed.items()}
    return sum(_tell(person, theirs, country.time_zone, now=now) for person, theirs in new.items() if theirs)


def ladder(item: Pending, rules: dict[str, list[int]], zone: str) -> list[Rung]:
    """Its rungs in order: around its day where a day is to be kept, else counted from when it began to wait.

    What began to wait after all of its day's rungs is counted from then. What waits to be decided has no rungs
    before its day, but those after it.
    """
    rules = reminders_of(rules)
    begun = calendar.local_day(item.since, zone)
    waiting = [Rung(f"waiting:{days}", begun + timedelta(days=days), item.key) for days in rules["waiting"]]
    if item.due is None:
        return sorted(waiting, key=_in_time)
    around = _around(item, item.due, rules)
    if item.kind not in BY_TERM:
        return sorted([*waiting, *(rung for rung in around if rung.is_late)], key=_in_time)
    is_over = bool(around) and around[-1].day < begun
    return sorted(waiting if is_over else around, key=_in_time)


def _around(item: Pending, due: date, rules: dict[str, list[int]]) -> list[Rung]:
    key = item.term or item.key
    before = {NOTICE, *rules["before"]} if item.kind == "appointment" else rules["before"]
    found = [
        *(Rung(f"before:{days}", due - timedelta(days=days), key) for days in before),
        *(Rung(f"after:{days}", due + timedelta(days=days), key) for days in rules["after"]),
    ]
    return sorted(found, key=_in_time)


def _in_time(rung: Rung) -> tuple[date, bool]:
    return rung.day, rung.is_late


def _owed(item: Pending, reached: Sequence[Rung], staff: Staff) -> Iterator[tuple[User, Owed]]:
    """Who has to be told of it, and on which rung; who is above learns of it only once it is late."""
    if not reached:
        return
    top, late = reached[-1], [rung for rung in reached if rung.is_late]
    office = staff.holders(item.holder)
    first = staff.first(item.holder) if top.name.startswith("before") else office
    told = first or staff.secretariat(item.holder.country)
    for person in told:
        yield person, Owed(item, top, tuple(reached[:-1]), is_own=True)
    if late:
        for person in dict.fromkeys(staff.above(item.holder)):
            if person not in told:
                yield person, Owed(item, late[-1], tuple(late[:-1]), is_own=False)


@dataclass(frozen=True, slots=True)
class Told:
    """Of things that wait: the rungs that each person climbed, and the day on which a letter last told of it."""

    rungs: set[tuple[str, int, str]]
    last: dict[tuple[str, int], date]

    @classmethod
    def about(cls, owed: Iterable[Owed], zone: str) -> "Told":
        keys = sorted({one.rung.key for one in owed})
        told = cls(set(), {})
        for start in range(0, len(keys), AT_ONCE):
            rows = Reminder.objects.filter(key__in=keys[start : start + AT_ONCE]).order_by("at")
            for key, person, rung, at, result in rows.values_list("key", "person", "rung", "at", "result"):
                told.rungs.add((key, person, rung))
                if result == Reminder.Result.SENT:
                    told.last[key, person] = calendar.local_day(at - EARLY, zone)
        return told

    def is_new(self, person: User, one: Owed) -> bool:
        """Where the ladder was changed meanwhile, a rung below the last one told is not told after it."""
        who = (one.rung.key, person.pk)
        return (*who, one.rung.name) not in self.rungs and self.last.get(who, date.min) < one.rung.day


@transaction.atomic
def _tell(person: User, owed: Sequence[Owed], zone: str, *, now: datetime) -> int:
    """One letter and its rows. The person is held meanwhile: of two runs at once the second finds them written."""
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    told = Told.about(owed, zone)
    new = [one for one in owed if told.is_new(person, one)]
    if not new:
        return 0
    write = letters.at_once if any(one.rung.is_late for one in new) else letters.write
    letter = write("reminder", person, path=_path(new), by=None, now=now, **_told(new, person))
    if letter is None:
        return 0
    skipped = Reminder.Result.SKIPPED
    rows = [
        Reminder(
            key=rung.key,
            kind=one.item.kind,
            person=person,
            rung=rung.name,
            due=one.item.due,
            letter=letter if rung is one.rung else None,
            result=Reminder.Result.SENT if rung is one.rung else skipped,
            at=now,
        )
        for one in new
        for rung in (*one.below, one.rung)
        if (rung.key, person.pk, rung.name) not in told.rungs
    ]
    Reminder.objects.bulk_create(rows, batch_size=500)
    return 1


def _path(owed: Sequence[Owed]) -> str:
    """The very form where there is one thing to do, else the inbox."""
    return owed[0].item.path if len(owed) == 1 and owed[0].is_own else reverse("roadmap:inbox")


def _told(owed: Sequence[Owed], person: User) -> dict[str, Any]:
    """The own things first, then those of others."""
    zone = places.time_zone_of(person)
    roadmaps = Roadmap.objects.with_parties().filter(code__in={one.item.roadmap for one in owed})
    titles = {roadmap.code: roadmap.short_title_to(person) for roadmap in roadmaps}
    own = [_line(one, titles, zone) for one in owed if one.is_own]
    others = [_line(one, titles, zone) for one in owed if not one.is_own]
    shown = [*own, *others][:LINES]
    return {
        "items": shown[: len(own)],
        "others": shown[len(own) :],
        "own_total": len(own),
        "others_total": len(others),
        "more": len(owed) - len(shown),
    }


def _line(one: Owed, titles: dict[str, str], zone: ZoneInfo) -> dict[str, Any]:
    item = one.item
    return {
        "kind": item.kind,
        "about": titles.get(item.about, item.about),
        "roadmap": titles.get(item.roadmap, item.roadmap),
        "since": item.since.astimezone(zone).date().isoformat(),
        "due": item.due.isoformat() if item.due else None,
        "late": item.due is not None and item.due < one.rung.day,
        "path": item.path if one.is_own else item.path_for_others or reverse("roadmap:inbox"),
    }
