"""What looks like a person's datum in a report: in its texts, in the titles and names of its evidence, in its files.

Before the report is submitted each find is taken out, or somebody declares why it is none. The declaration is kept,
the datum is not: of it there is a hash keyed with this installation's secret.
"""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap import screening
from roadmap.models import Declaration, Evidence, ProgressReport
from roadmap.screening import Found, Piece, files, searching
from roadmap.screening.reading import DAMAGED, PROTECTED, TOO_LARGE, TOO_SLOW
from roadmap.workflow import content, moves

logger = logging.getLogger(__name__)
UNREAD, GONE = "unread", "gone"
# For all files of a report at once; what is not looked through by then is next time.
SECONDS = 20
REASON_LENGTH = 1000
# Of one find: how many are named in a message, how many are listed on the page.
SHOWN, LISTED = 3, 10
FIELD = "declare-"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What one rule found in one place and nobody declared yet. `unread`: why a file could not be looked through.

    `found` has the words themselves: for those who may write in the report.
    """

    where: str
    kind: str
    name: str
    found: tuple[Found, ...] = ()
    unread: str = ""
    sha256: str = ""

    @property
    def data(self) -> list[str]:
        return sorted({one.datum for one in self.found}) or [self.sha256]

    @property
    def key(self) -> str:
        """Of exactly this: once something else is found there, a reason given before is not for it."""
        told = "\n".join((self.where, self.kind, *self.data))
        return salted_hmac("roadmap.screening", told, algorithm="sha256").hexdigest()[:16]

    @property
    def label(self) -> str:
        return label_of(self.kind)

    @property
    def question(self) -> str:
        if self.unread:
            return _("How you looked through it yourself (“%(name)s”)") % {"name": self.name}
        return _("Why it is none (%(what)s, in “%(name)s”)") % {"what": self.label, "name": self.name}

    @property
    def snippets(self) -> list[tuple[str, Found]]:
        """The first ones with page or sheet in words."""
        return [(place_of(one), one) for one in self.found[:LISTED]]

    @property
    def more(self) -> int:
        return max(0, len(self.found) - LISTED)

    @property
    def why(self) -> str:
        return why_unread(self.unread) if self.unread else ""

    @property
    def field(self) -> str:
        """Of the form in which the report is written."""
        return "uploads" if self.where.startswith("evidence/") else self.where

    @property
    def message(self) -> str:
        if self.unread:
            words = _("“%(name)s” could not be looked through: %(why)s.")
            return words % {"name": self.name, "why": self.why}
        matched = list(dict.fromkeys(one.matched for one in self.found))
        some, more = ", ".join(matched[:SHOWN]), len(matched) - SHOWN
        words = _("This looks like %(what)s: %(words)s (%(name)s).")
        if more > 0:
            words = _("This looks like %(what)s: %(words)s and %(more)s more (%(name)s).")
        return words % {"what": self.label, "words": some, "more": more, "name": self.name}


def label_of(kind: str) -> str:
    if kind == UNREAD:
        return _("a file that could not be looked through")
    return screening.label(kind, (get_language() or "es")[:2])


def why_unread(reason: str) -> str:
    words = {
        PROTECTED: _("it is protected by a password"),
        DAMAGED: _("it is damaged or built in an unusual way"),
        TOO_LARGE: _("there is too much in it"),
        TOO_SLOW: _("reading it takes too long"),
        GONE: _("it is missing from the storage"),
    }
    return words.get(reason, reason)


def place_of(found: Found) -> str:
    """Page or sheet, in words."""
    kind, _colon, name = found.place.partition(":")
    if kind == "page":
        return _("page %(number)s") % {"number": name}
    return _("sheet “%(name)s”") % {"name": name} if kind == "sheet" else ""


def _name_of(where: str, evidence: Iterable[Evidence]) -> str:
    """A place in words: the field, or the evidence by its title."""
    fields = {
        "description": _("What was done"),
        "difficulties": _("Difficulties"),
        "next_steps": _("Next steps"),
        "value_reached": _("Value reached"),
        "explanation": _("Why it is lower than before"),
    }
    if where in fields:
        return fields[where]
    found = next((one for one in evidence if where == f"evidence/{one.pk}"), None)
    return found.title if found else _("evidence that is no longer there")


# --- Looking -------------------------------------------------------------------------------------------------
def suspicions(report: ProgressReport) -> list[Suspicion]:
    """What is neither taken out nor declared; seconds, where files are looked through for the first time."""
    declared = list(report.declarations.all())
    grouped: dict[tuple[str, str], Suspicion] = {}
    for one in _everything(report):
        found = tuple(each for each in one.found if not _is_declared(declared, one, each.datum))
        if found or (one.unread and not _is_declared(declared, one, one.sha256)):
            grouped[one.where, one.kind] = Suspicion(
                one.where, one.kind, one.name, found, one.unread, one.sha256
            )
    return list(grouped.values())


def pictures(report: ProgressReport) -> list[Evidence]:
    """Evidence whose words nobody reads here: photographs, and scans without text."""
    countries = _countries(report)
    return [one for one in report.evidence.filter(kind=Evidence.Kind.FILE) if _is_picture(one, countries)]


def _is_picture(evidence: Evidence, countries: tuple[str, ...]) -> bool:
    extension = _extension(evidence)
    if not files.can_read(extension):
        return True
    seen = files.remembered(evidence.sha256, extension, countries)
    return seen is not None and seen.pictures


def _everything(report: ProgressReport) -> Iterator[Suspicion]:
    """By place and kind, declared or not."""
    countries, end = _countries(report), time.monotonic() + SECONDS
    pieces = list(report.evidence.all())
    found = list(screening.search(_texts(report, pieces), countries))
    for evidence in (one for one in pieces if one.kind == Evidence.Kind.FILE):
        where, seen = f"evidence/{evidence.pk}", _seen(evidence, countries, end)
        found += [
            Found(where, one.place, one.kind, one.datum, one.before, one.matched, one.after)
            for one in seen.found
        ]
        if seen.unread:
            yield Suspicion(where, UNREAD, evidence.title, unread=seen.unread, sha256=evidence.sha256)
    grouped: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        grouped.setdefault((one.where, one.kind), []).append(one)
    for (where, kind), some in grouped.items():
        yield Suspicion(where, kind, _name_of(where, pieces), tuple(some))


def _countries(report: ProgressReport) -> tuple[str, ...]:
    """Its own comes first."""
    return report.country_id, report.activity.roadmap.counterpart(report.country_id).pk


def _texts(report: ProgressReport, pieces: Iterable[Evidence]) -> Iterator[Piece]:
    for field in content.TEXTS:
        yield Piece(field, getattr(report, field))
    for evidence in pieces:
        name = evidence.file_name.rpartition(".")[0]
        for text in (
            evidence.title,
            "" if name == evidence.title else name,
            evidence.url,
            evidence.statement,
        ):
            yield Piece(f"evidence/{evidence.pk}", text)


def _extension(evidence: Evidence) -> str:
    return evidence.file_name.rpartition(".")[2].lower()


def _seen(evidence: Evidence, countries: tuple[str, ...], end: float) -> files.Seen:
    extension = _extension(evidence)
    if not files.can_read(extension):
        return files.Seen()
    if (seen := files.remembered(evidence.sha256, extension, countries)) is not None:
        return seen
    if time.monotonic() > end:
        return files.Seen(unread=TOO_SLOW)
    try:
        with evidence.file.open() as file:
            data = file.read()
    except OSError:
        logger.error("The file of evidence %s is missing from the storage", evidence.pk)
        return files.Seen(unread=GONE)
    return files.look_through(data, evidence.sha256, extension, countries)


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration in words, for its own side."""

    what: str
    where: str
    row: Declaration


def declared_in(report: ProgressReport) -> list[Declared]:
    """What was said before the report was submitted, once or several times."""
    rows = list(report.declarations.select_related("declared_by"))
    pieces = list(report.evidence.all()) if rows else []
    return [Declared(label_of(row.kind), _name_of(row.where, pieces), row) for row in rows]


# --- Declaring -----------------------------------------------------------------------------------------------
def declare(report: ProgressReport, reasons: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Keeps why what was found is none. `reasons` by `Suspicion.key`; those of what is no longer there go unheard.

    Part of the verb `submit`, which asks for the right to it. Raises ValidationError by field of the page.
    """
    if not reasons:
        return
    for one in suspicions(report):
        if reason := reasons.get(one.key, "").strip():
            _check(reason, FIELD + one.key, _countries(report))
            salt = secrets.token_hex(16)
            declaration = Declaration(
                report=report,
                kind=one.kind,
                where=one.where,
                salt=salt,
                digests=[_digest(salt, datum) for datum in one.data],
                reason=reason,
                declared_at=now,
                declared_by=by,
            )
            moves.sign(declaration, by=by, now=now).save()


def _check(reason: str, field: str, countries: tuple[str, ...]) -> None:
    if len(reason) > REASON_LENGTH:
        raise ValidationError({field: _("This is too long.")})
    if searching.search([Piece(field, reason)], countries):
        words = _("The reason stays on record: say why it is none without repeating it.")
        raise ValidationError({field: words})


def _is_declared(declared: list[Declaration], one: Suspicion, datum: str) -> bool:
    of_this = (row for row in declared if (row.where, row.kind) == (one.where, one.kind))
    return any(_digest(row.salt, datum) in row.digests for row in of_this)


def _digest(salt: str, datum: str) -> str:
    return salted_hmac(salt, datum, algorithm="sha256").hexdigest()
