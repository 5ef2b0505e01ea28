"""A cell of a `Responsables` column -> who answers for the activity on that side, and in which role."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from roadmap.imports.cells import items
from roadmap.imports.institutions import Institutions
from roadmap.imports.parties import Party
from roadmap.imports.rows import ResponsibleRow
from roadmap.imports.tables import Row
from roadmap.imports.texts import fold, folded

LEAD, CO_RESPONSIBLE, SUPPORT = "lead", "co_responsible", "support"
_MARK = re.compile(r"\s*\(([^()]*)\)\s*$|^\s*\(([^()]*)\)\s*")
_MARKS = {
    **dict.fromkeys(("lidera", "l", "lider", "lideresa", "liderazgo"), LEAD),
    **dict.fromkeys(("apoya", "apoyo"), SUPPORT),
}


@dataclass(frozen=True, slots=True)
class Named:
    """An institution as written, with the role that its mark gives, if any."""

    text: str
    role: str | None


def read_side(row: Row, key: str, party: Party, institutions: Institutions) -> tuple[ResponsibleRow, ...]:
    """The responsibles of one party; an unknown institution is noted at the cell."""
    found: dict[tuple[str | None, str], ResponsibleRow] = {}
    for named in _with_a_lead(row, key, [_named(item) for item in items(row.get(key))]):
        institution = institutions.on_side(party.code, named.text)
        if institution is not None:
            responsible = ResponsibleRow(
                party.code, institution.country, institution.acronym, named.role or CO_RESPONSIBLE
            )
            found.setdefault((institution.country, institution.acronym), responsible)
        elif institutions.is_known and not institutions.is_unfinished(party.code, named.text):
            row.error(
                key,
                _("The institution “%(text)s” of %(country)s is not in the sheet “Instituciones”")
                % {"text": named.text[:60], "country": party.label},
                _("Add it there with its country, or correct its acronym; separate several with “;”"),
            )
    return tuple(found.values())


def _named(item: str) -> Named:
    match = _MARK.search(item)
    role = _MARKS.get(fold(match[1] or match[2] or "")) if match else None
    return Named(_MARK.sub("", item, count=1).strip() if role else item, role)


def _with_a_lead(row: Row, key: str, named: list[Named]) -> Iterable[Named]:
    """One lead: the first that is marked, else the first that does not merely support."""
    named = _once(named)
    leads = [one for one in named if one.role == LEAD]
    if len(leads) > 1:
        row.warn(
            key,
            _("More than one institution is marked as lead: the first one is taken"),
            _("Mark one with (lidera)"),
        )
    lead = next(iter(leads), None) or next((one for one in named if one.role is None), None)
    for one in named:
        if one is lead:
            yield replace(one, role=LEAD)
        else:
            yield one if one.role == SUPPORT else replace(one, role=CO_RESPONSIBLE)


def _once(named: list[Named]) -> list[Named]:
    """Each institution once, at its first place, with the role that any of its mentions marks."""
    found: dict[str, Named] = {}
    for one in named:
        key = folded(one.text)
        earlier = found.setdefault(key, one)
        if earlier.role is None and one.role is not None:
            found[key] = replace(earlier, role=one.role)
    return list(found.values())
