"""What rows need besides their states: countries, places, contents and texts of closings, heads that were sent, and
evidence of which a copy holds the commitment alone.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts import countries, ledger
from accounts.models import Country, Place, User
from roadmap.models import ClosingText, Evidence, PeriodClosing, SentHead, UnilateralRecord
from roadmap.rebuilding.merging import Merged
from roadmap.rebuilding.reading import Bundle, Refused
from roadmap.rebuilding.rows import Rows, built, insert


# --- Countries and places -----------------------------------------------------------------------------------
def write_countries(found: Merged, rows: Rows) -> None:
    """The parties as their server named them; others as they are shipped."""
    for party in _parties(found):
        Country.objects.get_or_create(
            code=party["code"],
            defaults={
                "name": party["name"]["es"],
                "name_en": party["name"]["en"],
                "official_name": party["official"]["es"],
                "official_name_en": party["official"]["en"],
                "time_zone": party["time_zone"],
                "number_format": party["number_format"],
            },
        )
    named = {
        getattr(row, column.attname)
        for row in rows.everything()
        for column in row._meta.concrete_fields
        if column.related_model is Country
    }
    for code in sorted(named - {None, ""}):
        _ensure(code)


def _parties(found: Merged) -> Iterator[dict[str, Any]]:
    for bundle in found.bundles:
        for path in figures_of(bundle)[-1:]:
            yield from bundle.json(path)["roadmap"]["parties"]


def figures_of(bundle: Bundle) -> list[str]:
    """The contents, in the order of their days."""
    return [path for path in bundle.named("figures/", ".json") if not path.endswith(".texts.json")]


def _ensure(code: str) -> None:
    try:
        countries.ensure(code, name=code)
    except KeyError as error:
        raise Refused(_("There is no country with the code %(code)s.") % {"code": code}) from error


def add_places(found: Merged, rows: Rows) -> None:
    for bundle in found.bundles:
        for name, fields in bundle.json("record/places.json", {}).items():
            rows.add(built(Place, fields, pk=int(name.partition("/")[2])))


# --- People -------------------------------------------------------------------------------------------------
def lock_people(rows: Rows) -> None:
    """Nobody signs in on the new server until its operator lets them."""
    for row in rows.of(User).values():
        row.password = make_password(None)
        if row.is_active:
            row.is_active = False
            rows.restated[User].add(row.pk)


# --- Closings -----------------------------------------------------------------------------------------------
def fill_closings(found: Merged, rows: Rows) -> list[ClosingText]:
    """Each content is the one whose hash the record has."""
    folders, texts = _folders(found, rows), []
    for row in rows.of(PeriodClosing).values():
        at = folders.get(row.pk)
        if at is None:
            raise Refused(
                _("The content of closing %(number)s is in none of the copies.") % {"number": row.number}
            )
        row.content = at[0].text(f"{at[1]}/content.json")
        if ledger.sha256(row.content) != row.content_sha256:
            raise Refused(
                _("The content of closing %(number)s is not the one of the record.") % {"number": row.number}
            )
        held: dict[str, Any] = {}
        for bundle in found.bundles:
            if bundle.roadmap == at[0].roadmap:
                held |= bundle.json(f"{at[1]}/texts.json", {})
        texts += [
            ClosingText(closing_id=row.pk, sha256=sha256, salt=told["salt"], text=told["text"])
            for sha256, told in sorted(held.items())
            if sha256 not in found.removed
        ]
    return texts


def _folders(found: Merged, rows: Rows) -> dict[int, tuple[Bundle, str]]:
    """Where each closing lies: among the sealed, the unilateral, or those that were never sealed."""
    alone = {row.closing_id: row.number for row in rows.of(UnilateralRecord).values()}
    places: dict[int, tuple[Bundle, str]] = {}
    for row in rows.of(PeriodClosing).values():
        code = rows.of(PeriodClosing.roadmap.field.related_model)[row.roadmap_id].code
        folders = [f"closings/{row.number}", f"unsealed/{row.number}", f"unilateral/{alone.get(row.pk)}"]
        for bundle in found.of(code):
            for folder in folders:
                if f"{folder}/content.json" in bundle.listed:
                    places.setdefault(row.pk, (bundle, folder))
    return places


# --- Heads --------------------------------------------------------------------------------------------------
def heads(found: Merged) -> Iterator[SentHead]:
    """The signed files that went out every night, each once."""
    seen: set[tuple[Any, ...]] = set()
    ends = {name: {(row.number, row.hash) for row in chain} for name, chain in found.chains.items()}
    for bundle in found.bundles:
        for path in bundle.named("heads/", ".json"):
            signed = bundle.text(path).strip()
            told = bundle.json(path)
            key = (told["country"], told["day"], told["chain"])
            if (told["number"], told["hash"]) not in ends.get(told["chain"], ()):
                raise Refused(_("%(path)s: no chain has, or had, this head.") % {"path": path})
            if key not in seen:
                seen.add(key)
                yield SentHead(
                    country_id=told["country"],
                    day=date.fromisoformat(told["day"]),
                    chain=told["chain"],
                    number=told["number"],
                    hash=told["hash"],
                    at=datetime.fromisoformat(told["at"]),
                    signed=signed,
                )


# --- Evidence that only the other country reads ---------------------------------------------------------------
def add_committed(found: Merged, rows: Rows) -> None:
    """Where a copy tells that a piece exists and no more: a row with its commitment, on which the figures rest."""
    for bundle in found.bundles:
        for path in figures_of(bundle):
            content, texts = bundle.json(path), bundle.json(path.replace(".json", ".texts.json"), {})
            for told in content["evidence"]:
                key = int(told["ref"].partition("/")[2])
                if key not in rows.of(Evidence) and told["visibility"] == Evidence.Visibility.OWN_COUNTRY:
                    rows.add(_committed(key, told, texts), restated=True)


def _committed(key: int, told: dict[str, Any], texts: dict[str, Any]) -> Evidence:
    said = told["statement"]
    return Evidence(
        pk=key,
        report_id=int(told["report"].partition("/")[2]),
        kind=Evidence.Kind.REFERENCE,
        title="—",
        category=told["category"],
        visibility=told["visibility"],
        classification=told["classification"],
        statement=texts.get(said["text"], {}).get("text", "—") if said else "",
        salt="0" * 32,
        commitment=told["commitment"],
        added_at=datetime.fromisoformat(told["accepted_at"]),
        accepted_at=datetime.fromisoformat(told["accepted_at"]),
    )


def write_rest(texts: list[ClosingText], sent: Iterator[SentHead]) -> None:
    insert(ClosingText, texts)
    insert(SentHead, sent)
