"""Official papers: kept with number, date and SHA-256. The only writer of `Document`.

Who reads one is decided in `roadmap.permissions`.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypedDict, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts import acts, appointments, files
from accounts.models import Document, User

P = ParamSpec("P")
R = TypeVar("R")
NUMBER_LENGTH = 100
logger = logging.getLogger(__name__)
_stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


class Paper(TypedDict):
    """An official paper as somebody hands it in: what `keep` needs of it."""

    upload: UploadedFile
    kind: str
    number: str
    dated: date


def together() -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An act whose papers go with it: undone, no file is left without its row.

    A verb that keeps papers is decorated with `@documents.together()` in the place of `@acts.act`.
    """

    def decorated(verb: Callable[P, R]) -> Callable[P, R]:
        acted = acts.act(verb)

        @wraps(verb)
        def kept(*args: P.args, **kwargs: P.kwargs) -> R:
            with papers_too():
                return acted(*args, **kwargs)

        return kept

    return decorated


@contextmanager
def papers_too() -> Iterator[None]:
    """If what is in the block fails, the files of its papers go."""
    outer, own = _stored.get(), list[str]()
    token = _stored.set(own)
    try:
        yield
    except BaseException:
        for name in own:
            with suppress(OSError):
                default_storage.delete(name)
        raise
    else:
        if outer is not None:
            outer.extend(own)
    finally:
        _stored.reset(token)


@together()
def keep(
    *,
    upload: UploadedFile,
    kind: str,
    number: str,
    dated: date,
    by: User,
    now: datetime,
    shared: bool = False,
) -> Document:
    """Of the person's country; `shared`: the counterpart reads it too. Raises ValidationError by field of the form."""
    by = appointments.acting(by, now=now)
    if by.country is None:
        raise PermissionDenied
    number = " ".join(number.split())
    _check(kind, number, dated, today=appointments.today_of(by, now))
    examined = _examined(upload)
    document = Document(
        country=by.country,
        kind=kind,
        number=number,
        dated=dated,
        file=_put(examined, now),
        file_name=examined.name,
        content_type=examined.content_type,
        size=examined.size,
        sha256=examined.sha256,
        original_sha256=examined.original_sha256,
        is_shared=shared,
        added_by=by,
        added_at=now,
    )
    document.save()
    return document


def _check(kind: str, number: str, dated: date, *, today: date) -> None:
    mistakes = {}
    if kind not in Document.Kind.values:
        mistakes["kind"] = _("Choose what kind of document it is.")
    if not number:
        mistakes["number"] = _("Give the number of the document, as it is written on it.")
    elif len(number) > NUMBER_LENGTH:
        mistakes["number"] = _("This number is too long.")
    if dated > today:
        mistakes["dated"] = _("The date of the document has not come yet.")
    if mistakes:
        raise ValidationError(mistakes)


def _examined(upload: UploadedFile) -> files.Examined:
    try:
        return files.examine(upload)
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages}) from refusal


def _put(examined: files.Examined, now: datetime) -> str:
    """Stores the file under a name of its own."""
    extension = examined.name.rpartition(".")[2].lower()
    try:
        return store(f"documents/{now:%Y/%m}/{uuid.uuid4().hex}.{extension}", examined.file)
    except OSError as error:
        logger.exception("A document could not be stored")
        problem = _("“%(name)s” could not be kept: the server has no place for it now. Try again later.")
        raise ValidationError({"file": problem % {"name": examined.name}}) from error


def store(place: str, content: File) -> str:
    """A file in the storage that goes again if the verb is undone; its name there."""
    name = default_storage.save(place, content)
    stored = _stored.get()
    if stored is not None:
        stored.append(name)
    return name
