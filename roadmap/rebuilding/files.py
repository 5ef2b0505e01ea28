"""The files themselves, from the copies into the storage, piece by piece. What is undone leaves none behind."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from accounts.models import Document
from roadmap.models import ClosingOriginal, Evidence, PeriodClosing
from roadmap.rebuilding.merging import Merged
from roadmap.rebuilding.reading import Bundle
from roadmap.rebuilding.rows import Rows

FOLDERS = {Evidence: "evidence", Document: "documents"}
Place = tuple[Bundle, str]


class Kept:
    """What was put into the storage. `missing`: rows whose file is in none of the copies."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.missing: list[Any] = []
        self.size = 0


@contextmanager
def kept() -> Iterator[Kept]:
    """If what is in the block fails, its files go."""
    own = Kept()
    try:
        yield own
    except BaseException:
        for name in own.names:
            with suppress(OSError):
                default_storage.delete(name)
        raise


def write(found: Merged, rows: Rows, own: Kept, now: datetime) -> None:
    """Each row gets a file of its own, as it had: one may be removed and the other stay."""
    places = {path.partition(".")[0]: (bundle, path) for bundle in found.bundles for path in _paths(bundle)}
    for model, folder in FOLDERS.items():
        for row in rows.of(model).values():
            if row.sha256:
                _keep(row, places.get(f"{folder}/{row.sha256}"), folder, own, found, now)
    for row in rows.of(ClosingOriginal).values():
        _keep(row, _original(found, rows, row), "closings", own, found, now)


def _paths(bundle: Bundle) -> list[str]:
    return [path for folder in FOLDERS.values() for path in bundle.named(f"{folder}/")]


def _original(found: Merged, rows: Rows, row: ClosingOriginal) -> Place | None:
    """The PDF that was given out to be signed lies beside the closing."""
    closing = rows.of(PeriodClosing)[row.closing_id]
    path = f"closings/{closing.number}/closing-{row.country_id}.pdf"
    fitting = (bundle for bundle in found.bundles if bundle.listed.get(path) == row.sha256)
    return next(((bundle, path) for bundle in fitting), None)


def _keep(row: Any, place: Place | None, folder: str, own: Kept, found: Merged, now: datetime) -> None:
    extension = row.file_name.rpartition(".")[2].lower() if "." in row.file_name else "bin"
    name = f"{folder}/{now:%Y/%m}/{uuid.uuid4().hex}.{extension}"
    if place is None or row.sha256 in found.removed:
        row.file.name = name  # nothing is there, as it is with a file that was removed
        own.missing.append(row)
        return
    bundle, path = place
    with bundle.copy.open(path) as source:
        saved = default_storage.save(name, File(source, name=name))
    own.names.append(saved)
    own.size += bundle.copy.sizes[path]
    row.file.name = saved
