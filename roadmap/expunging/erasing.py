"""Taking away: every place in which a text or a file lies, and the hashes that stay of it.

Nothing that was hashed is changed: entries of the record and contents of closings hold hashes alone, and what these
stand for lies beside them. Files go once the transaction has ended well.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import ledger, states
from accounts.models import Document, LedgerThing, Letter, User
from roadmap import permissions
from roadmap.expunging.things import GONE, MODELS, TEXTS, versions_of
from roadmap.models import (
    ClosingOriginal,
    ClosingPaper,
    ClosingText,
    Conformity,
    Evidence,
    Expungement,
    Job,
    MaintainedPosition,
    OfflineUpload,
    PeriodClosing,
    Roadmap,
    SignedUpload,
    WorkbookUpload,
)
from roadmap.screening import files
from roadmap.workflow import moves

Taken = list[list[str]]  # pairs of a reference and a SHA-256
SHORTEST = 12  # what is shorter stands in anything: only the whole of it is a quotation
MAINTAINED = "maintained:"
# What is left of a piece of evidence: that it was there, and was accepted.
REFERENCE: dict[str, Any] = {
    "kind": Evidence.Kind.REFERENCE,
    **dict.fromkeys(("file", "file_name", "url", "sha256", "original_sha256", "content_type"), ""),
    "size": None,
}


def erase(order: Expungement, *, by: User, now: datetime) -> Taken:
    """All that the order names, wherever it lies; what stays of it."""
    texts: set[str] = set()
    taken: Taken = []
    wanted: dict[str, list[str]] = {}
    for name, columns in order.items:
        row = row_of(name)
        named = _named(row, columns)
        wanted[_in_content(row)] = named
        texts |= {text for column in named for text in versions_of(row, column)}
        taken += _from_the_record(row)
        taken += _from_the_row(row, named, by, now)
    roadmap = order.report.activity.roadmap
    taken += _from_closings(roadmap, wanted, order.country_id)
    _from_letters(order, texts)
    _from_uploads(roadmap, order.country_id)
    _from_stored_copies(roadmap, now)
    return taken


def row_of(name: str) -> Any:
    """The row that a reference names, held until the transaction ends."""
    kind, _slash, key = name.partition("/")
    return MODELS[kind].objects.select_for_update(of=("self",)).get(pk=int(key))


def _named(row: Any, columns: Collection[str]) -> list[str]:
    known = TEXTS[type(row)]
    return list(known) if "*" in columns else [column for column in known if column in columns]


# --- The row itself ---------------------------------------------------------------------------------------
def _from_the_row(row: Any, named: Collection[str], by: User, now: datetime) -> Taken:
    """From all its versions too. What is left of it is a new state in the record."""
    gone = TEXTS[type(row)]
    left: dict[str, Any] = {column: gone[column] for column in named if getattr(row, column)}
    if hasattr(row, "history"):
        for column in named:
            row.history.exclude(**{column: ""}).update(**{column: gone[column]})
    taken = _file_of(row) if isinstance(row, Evidence | Document) else []
    if isinstance(row, Evidence):
        left |= REFERENCE
        row.history.update(**REFERENCE)
    moves.write(row, by=by, now=now, **left)
    return taken


def _file_of(row: Any) -> Taken:
    """What was handed in and what was kept of it: a picture is cleaned."""
    if not row.file:
        return []
    _forget([row.file.name])
    transaction.on_commit(partial(files.forget, row.sha256))
    return [[states.ref(type(row), row.pk), sha256] for sha256 in sorted(_told_of(row))]


def _told_of(row: Any) -> set[str]:
    """Both parties read what stays: of a file that the counterpart never could read, no bare hash."""
    hashes = {row.sha256, getattr(row, "original_sha256", "")} - {""}
    if row.is_shared if isinstance(row, Document) else _seen_by_counterpart(row):
        return hashes
    own = getattr(row, "commitment", "")
    return {own} if own else {ledger.commitment(sha256, secrets.token_hex(16)) for sha256 in hashes}


def _seen_by_counterpart(piece: Evidence) -> bool:
    other = piece.report.activity.roadmap.counterpart(piece.report.country_id).code
    return permissions.visible_to_party(other, Evidence.objects.filter(pk=piece.pk)).exists()


def _forget(names: Iterable[str]) -> None:
    """Files of the storage, when it is certain."""
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


# --- The record -------------------------------------------------------------------------------------------
def _from_the_record(row: Any) -> Taken:
    """Every state of the thing that lies beside an entry; the hashes in the entries stay."""
    kind, names = type(row).RECORD.kind, [states.ref(type(row), row.pk)]
    if hasattr(row, "history"):
        names += [f"{kind}@{key}" for key in row.history.values_list("pk", flat=True)]
    found = LedgerThing.objects.filter(ref__in=names).exclude(payload="")
    taken = [[name, sha256] for name, sha256 in found.values_list("ref", "sha256")]
    found.update(payload="")
    return taken


# --- Closings ---------------------------------------------------------------------------------------------
def _from_closings(roadmap: Roadmap, wanted: Mapping[str, Collection[str]], country: str) -> Taken:
    """The texts that lie beside their contents, and what was printed with them.

    Found by what each stands for, never by its words: the counterpart may have written the same. What the
    counterpart signed and brought back is the counterpart's: it is asked to take that away itself.
    """
    taken: Taken = []
    closings = set()
    for closing in PeriodClosing.objects.of(roadmap).only("content").iterator(chunk_size=1):
        hashes = set(_hashes(json.loads(closing.content), wanted))
        found = ClosingText.objects.filter(closing=closing, sha256__in=hashes)
        gone = [[f"closing/{closing.pk}", sha256] for sha256 in found.values_list("sha256", flat=True)]
        if gone:
            closings.add(closing.pk)
            taken += gone
            found.delete()
    taken += _printed(ClosingOriginal.objects.filter(closing__in=closings))
    for model in (SignedUpload, ClosingPaper):
        signed: QuerySet = model._default_manager.filter(closing__in=closings, country=country)
        taken += _printed(Document.objects.filter(pk__in=signed.values("document")))
    return taken


def _in_content(row: Any) -> str:
    """By what name a frozen content knows it: a position maintained stands in the answer that it replies to."""
    if isinstance(row, MaintainedPosition):
        return f"{MAINTAINED}{states.ref(Conformity, row.observation_id)}"
    return states.ref(type(row), row.pk)


def _hashes(content: Mapping[str, Any], wanted: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Those of the texts in the wanted columns of the wanted rows."""
    for row in (*content["reports"], *content["answers"], *content["evidence"]):
        replied = row.get("maintained") or {}
        for name, held in ((row["ref"], row), (f"{MAINTAINED}{row['ref']}", replied)):
            for column in wanted.get(name, ()):
                if isinstance(held.get(column), dict):
                    yield held[column]["text"]


def _printed(rows: QuerySet) -> Taken:
    _forget(rows.values_list("file", flat=True))
    return [[states.ref(rows.model, key), sha256] for key, sha256 in rows.values_list("pk", "sha256")]


# --- What was sent, brought in or made from it ------------------------------------------------------------
def _from_letters(order: Expungement, texts: set[str]) -> None:
    """Letters about the report that quote it: what has not left yet leaves without it, what has is not shown again.

    And those that gather what waits, which quote whatever it is about.
    """
    answers = order.report.conformities.values_list("pk", flat=True)
    about = Q(path__startswith=reverse("roadmap:progress-detail", args=[order.report_id]))
    for pk in answers:
        about |= Q(path=reverse("roadmap:answer-maintain", args=[pk]))
    gathered = Q(template__in=("reminder", "digest"))
    for letter in Letter.objects.filter(about | gathered).only("told").iterator(chunk_size=500):
        told = _without(letter.told, texts)
        if told != letter.told:
            Letter.objects.filter(pk=letter.pk).update(told=told)


def _without(value: Any, texts: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, texts) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, texts) for inner in value]
    return GONE if isinstance(value, str) and any(_quotes(value, text) for text in texts) else value


def _quotes(value: str, text: str) -> bool:
    return value == text or (len(text) >= SHORTEST and text in value)


def _from_uploads(roadmap: Roadmap, country: str) -> None:
    """Forms and workbooks that its people brought in: their hashes stay, what they held was read long ago."""
    for model in (OfflineUpload, WorkbookUpload):
        model._default_manager.filter(roadmap=roadmap, uploaded_by__country=country).update(content=b"")


def _from_stored_copies(roadmap: Roadmap, now: datetime) -> None:
    """Copies that wait to be taken away are made anew."""
    copies = Job.objects.filter(roadmap=roadmap, state=Job.State.DONE).exclude(file="")
    _forget(copies.values_list("file", flat=True))
    copies.update(file="", file_name="", content_type="", sha256="", size=None, expires_at=now)
