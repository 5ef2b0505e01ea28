"""What waits, laid out by who holds it: made once for a country, read by everybody of it.

What is on it depends on the database and on the day alone. What one person holds is found without looking at each
item: offices are few, things that wait may be thousands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import Role, User
from roadmap.inbox.items import Pending
from roadmap.permissions import Holder, holds


@dataclass(frozen=True, slots=True)
class Office:
    """Who is waited for: an institution's focal points or authority, a secretariat, a foreign ministry.

    `name` is the institution's acronym, empty for a secretariat; `oldest` is what waits longest.
    """

    country: str
    role: str
    institution_id: int | None
    name: str
    items: tuple[Pending, ...]

    @property
    def key(self) -> str:
        """Its name in an address."""
        return _key(self.country, self.role, self.institution_id)

    @property
    def oldest(self) -> Pending:
        return self.items[0]

    @property
    def role_text(self) -> str:
        return str(Role(self.role).label)


def _key(country: str, role: str, institution_id: int | None) -> str:
    return f"{country}.{role}.{institution_id or ''}".rstrip(".")


@dataclass(frozen=True, slots=True)
class Board:
    """`items` in order, what waits longest first; `places` are their positions, by holder."""

    items: Sequence[Pending] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    places: dict[Holder, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[Pending], names: Mapping[int, str]) -> "Board":
        board = cls(list(items), names)
        for place, item in enumerate(board.items):
            board.places.setdefault(item.holder, []).append(place)
        return board

    def count(self, person: User) -> int:
        """How much waits for this person."""
        return sum(len(places) for holder, places in self.places.items() if holds(person, holder))

    def held_by(self, person: User) -> list[Pending]:
        """What waits for this person, what waits longest first."""
        return self._in_order(holder for holder in self.places if holds(person, holder))

    def awaited_by(self, person: User) -> list[Office]:
        """Who else has to act, what waits longest first."""
        found = [self._office(holders) for holders in self._others(person).values()]
        return sorted(found, key=lambda office: (office.oldest.since, office.key))

    def awaited_of(self, person: User, key: str) -> Office | None:
        """One of them by its name in an address; None where it holds nothing that the person waits for."""
        offices = (holders for of, holders in self._others(person).items() if _key(*of) == key)
        return next(map(self._office, offices), None)

    def _others(self, person: User) -> dict[tuple[str, str, int | None], list[Holder]]:
        """The holders that are not this person, by office."""
        offices: dict[tuple[str, str, int | None], list[Holder]] = {}
        for holder in self.places:
            if not holds(person, holder):
                key = (holder.country, holder.role, holder.institution_id)
                offices.setdefault(key, []).append(holder)
        return offices

    def _office(self, holders: Sequence[Holder]) -> Office:
        of = holders[0]
        name = self.names.get(of.institution_id or 0, "")
        return Office(of.country, of.role, of.institution_id, name, tuple(self._in_order(holders)))

    def _in_order(self, holders: Iterable[Holder]) -> list[Pending]:
        return [self.items[place] for place in sorted(place for h in holders for place in self.places[h])]
