"""Countries by code and by name, and the two parties of a roadmap. The countries come from outside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from roadmap.imports.cells import Unreadable, split_items
from roadmap.imports.rows import Countries, CountryInfo
from roadmap.imports.texts import fold

_UNKNOWN_ZONE = "UTC"
_CODE = re.compile(r"([A-Za-z]{2})(?:[\s:–—-]+(\S.*))?")
_USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
_RESPONSIBLE = re.compile(r"instituci[oó]n(?:es)?|responsables?", re.I)
_OF = re.compile(r"\s*(?:(?:de la|del|de|por|en)\b)?\s*", re.I)


@dataclass(frozen=True, slots=True)
class Party:
    code: str
    name: str | None  # only of a user-assigned code, as written
    folded: frozenset[str]  # code and all names, for comparing
    label: str  # for messages and headings
    time_zone: str


class Atlas:
    """The known countries, found by code or by any of their names."""

    def __init__(self, countries: Countries) -> None:
        self._countries = countries

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {fold(name): code for code, info in self._countries.items() for name in info.names}

    def info(self, code: str) -> CountryInfo | None:
        return self._countries.get(code)

    def code(self, folded: str) -> str | None:
        """The code of a country written as a folded code or name."""
        return folded.upper() if folded.upper() in self._countries else self._by_name.get(folded)


def read_parties(text: str, atlas: Atlas) -> tuple[Party, ...]:
    """The parties in the order written. Raises Unreadable for an unknown one or for other than two."""
    written = list(split_items(text))
    if len(written) == 1:
        written = [part.strip() for part in re.split(r"[,/]", text) if part.strip()]
    parties = [_party(item, atlas) for item in written]
    if len(parties) != 2 or parties[0].code == parties[1].code:
        raise Unreadable(
            _("A roadmap has two different countries; here: %(count)d")
            % {"count": len({party.code for party in parties})},
            _("Write both codes with “;”, such as BO; PE"),
        )
    return tuple(parties)


def country_code(text: str, parties: Iterable[Party], atlas: Atlas) -> str | None:
    """The code of the country written by code or by any of its names; None for an unknown one."""
    folded = fold(text)
    for party in parties:
        if folded in party.folded:
            return party.code
    return atlas.code(folded)


def is_heading_of(heading: str, party: Party) -> bool:
    """Whether a heading such as “Responsables (Perú)” is of this party."""
    if not _RESPONSIBLE.search(heading):
        return False
    rest = " ".join(_RESPONSIBLE.sub(" ", re.sub(r"[()\[\]:;,.–—-]", " ", heading)).split())
    return fold(rest) in party.folded or fold(_OF.sub("", rest, count=1)) in party.folded


def _party(text: str, atlas: Atlas) -> Party:
    match = _CODE.fullmatch(text)
    code = match[1].upper() if match else ""
    info = atlas.info(code)
    if info is None:
        code = atlas.code(fold(text)) or code
        info = atlas.info(code)
    own_name = match[2].strip() if match and match[2] and _USER_ASSIGNED.fullmatch(code) else None
    if info is None and own_name is None:
        raise _unknown(text, code)
    names = (*(info.names if info else ()), *((own_name,) if own_name else ()))
    folded = frozenset(fold(name) for name in (code, *names))
    return Party(code, own_name, folded, own_name or names[0], info.time_zone if info else _UNKNOWN_ZONE)


def _unknown(text: str, code: str) -> Unreadable:
    if _USER_ASSIGNED.fullmatch(code):
        remedy = _("Write the name of the country after this user-assigned code, such as XA País A")
    else:
        remedy = _("Write its two-letter code (ISO 3166-1), such as BO or PE")
    return Unreadable(_("The country “%(text)s” is not known") % {"text": text[:60]}, remedy)
