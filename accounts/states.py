"""How the rows of recorded models stand: as canonical text, each with a salt of its own. Reading only.

A recorded model has an attribute `RECORD` (`accounts.models.Recorded`) that says in whose chain it is and who reads it.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import F, Model, QuerySet, Value

from accounts import ledger
from accounts.models import Country
from accounts.models.ledger import PLATFORM, Recorded

AT_ONCE = 500  # rows read in one query
EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """A thing as it stands: its state with its salt as canonical text; None where it was deleted."""

    ref: str
    chain: str
    side: str
    payload: str | None

    @property
    def sha256(self) -> str | None:
        return None if self.payload is None else ledger.sha256(self.payload)

    def gone(self) -> "Stood":
        return replace(self, payload=None)


class Row(NamedTuple):
    """One row's key, its columns as they are written, its chain and the country that alone may read it."""

    key: Any
    fields: dict[str, Any]
    chain: str
    side: str


class Column(NamedTuple):
    label: str
    name: str
    written: Callable[[Any], Any]


def recorded_models() -> list[Any]:
    return [model for model in apps.get_models() if hasattr(model, "RECORD")]


def ref(model: type[Model], key: Any) -> str:
    """ "report/12": how the record names a row."""
    record = getattr(model, "RECORD", None)
    return f"{record.kind if record else model._meta.model_name}/{key}"


def chain_of(code: str) -> str:
    """The name of a roadmap's chain."""
    return f"roadmap/{code}"


def states(model: Any, keys: Iterable[Any]) -> Iterator[Stood]:
    """The rows with these keys, as far as they are there."""
    wanted = list(keys)
    for start in range(0, len(wanted), AT_ONCE):
        found = model._base_manager.filter(pk__in=wanted[start : start + AT_ONCE])
        for row in rows(model, found):
            yield stood(ref(model, row.key), row)


def stood(name: str, row: Row) -> Stood:
    """A row under a fresh salt."""
    return Stood(name, row.chain, row.side, sealed(name, row.fields, secrets.token_hex(16)))


def sealed(name: str, fields: dict[str, Any], salt: str) -> str:
    """The text whose hash stands for the state."""
    return ledger.canonical({"ref": name, "salt": salt, "fields": fields})


def rows(model: Any, found: QuerySet) -> Iterator[Row]:
    """Rows of a recorded model, in the order of their keys."""
    joined = {name: _joins(model, name, found) for name in model.RECORD.many}
    for row in _read(model, found, model.RECORD):
        row.fields.update({name: others.get(row.key, []) for name, others in joined.items()})
        yield row


def versions(model: Any, found: QuerySet) -> Iterator[Row]:
    """Rows of the history of a recorded model."""
    return _read(model.history.model, found, model.RECORD)


def _read(model: Any, found: QuerySet, record: Recorded) -> Iterator[Row]:
    columns = _columns(model, record)
    code = F(record.roadmap) if record.roadmap else Value("")
    written = found.order_by("pk").annotate(ledger_code=code)
    names = dict.fromkeys(("pk", "ledger_code", *record.told, *(column.name for column in columns)))
    for row in written.values(*names).iterator():
        fields = {column.label: column.written(row[column.name]) for column in columns}
        chain = chain_of(row["ledger_code"]) if record.roadmap else PLATFORM
        yield Row(row["pk"], fields, chain, record.side(row) or EVERYBODY)


def _columns(model: Any, record: Recorded) -> list[Column]:
    """What is state: no key, no path of a file, nothing that the record leaves out."""
    left_out = {model._meta.pk.name, *record.without}
    return [
        Column(column.name, column.attname, _writer(column))
        for column in model._meta.concrete_fields
        if column.name not in left_out and not isinstance(column, models.FileField)
    ]


def _writer(column: Any) -> Callable[[Any], Any]:
    """Other rows by reference, a country by its code."""
    other = column.related_model
    if other is None:
        return _plain
    if other is Country:
        return _as_it_is
    return lambda value: None if value is None else ref(other, value)


def _as_it_is(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | list | dict):
        return value
    written = ledger.plain(value)
    return written if isinstance(written, str) else str(written)


def _joins(model: Any, name: str, found: QuerySet) -> dict[Any, list[str]]:
    """The references in a to-many column, by the row's key."""
    column = model._meta.get_field(name)
    through, own, theirs = column.remote_field.through, column.m2m_column_name(), column.m2m_reverse_name()
    pairs = through._base_manager.filter(**{f"{own}__in": found.order_by().values("pk")})
    joined: dict[Any, list[str]] = {}
    for key, other in pairs.order_by(own, theirs).values_list(own, theirs):
        joined.setdefault(key, []).append(ref(column.related_model, other))
    return joined
