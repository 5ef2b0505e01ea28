"""From the states of the record to rows: each column as it was written, each reference to the row of that number.

The server is an empty one: numbers stay what they were, so that every reference in the record still fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Country, Place, Role, User
from accounts.states import recorded_models, ref
from roadmap.rebuilding.reading import Refused

AT_ONCE = 500
# What leads to another roadmap: that one has to be rebuilt too.
FOLLOWED = ("continues", "follows")


class Rows:
    """The rows to be, by model and number. `restated`: those that do not stand as the record has them."""

    def __init__(self) -> None:
        self.by_model: dict[type[Model], dict[int, Any]] = {
            model: {} for model in (Place, *recorded_models())
        }
        self.restated: dict[type[Model], set[int]] = defaultdict(set)
        self.joined: dict[tuple[type[Model], str], dict[int, list[int]]] = defaultdict(dict)

    def of(self, model: Any) -> dict[int, Any]:
        return self.by_model[model]

    def add(self, row: Any, *, restated: bool = False) -> None:
        self.by_model[type(row)][row.pk] = row
        if restated:
            self.restated[type(row)].add(row.pk)

    def everything(self) -> Iterator[Any]:
        for found in self.by_model.values():
            yield from list(found.values())


def of_states(last: dict[str, dict[str, Any]]) -> Rows:
    """Of the present state of each thing."""
    found, kinds = Rows(), {model.RECORD.kind: model for model in recorded_models()}
    for name, fields in last.items():
        kind, mark, key = name.partition("/")
        if not mark:
            continue  # an earlier version
        model = kinds[kind]
        found.add(built(model, fields, pk=int(key)))
        for column in model.RECORD.many:
            found.joined[model, column][int(key)] = [int(other.partition("/")[2]) for other in fields[column]]
    return found


def built(model: Any, fields: dict[str, Any], **own: Any) -> Any:
    """A row, not saved. Columns that the record does not hold stay as they begin."""
    row = model(**own)
    for column in model._meta.concrete_fields:
        if column.name in own or column.name not in fields:
            continue
        setattr(row, column.attname, _value(column, fields[column.name]))
    return row


def _value(column: Any, value: Any) -> Any:
    if column.related_model is not None and column.related_model is not Country:
        return None if value is None else int(value.partition("/")[2])
    return column.to_python(value) if column.related_model is None else value


# --- References that lead nowhere ---------------------------------------------------------------------------
def close(found: Rows, people: dict[str, dict[str, Any]]) -> None:
    """Whoever is only named becomes a person without an account. Where a reference leads to what no copy holds, it is
    left empty; a row that cannot be without it is left out.
    """
    while True:
        changed = [_closed(found, row, people) for row in found.everything()]
        if not any(changed):
            return


def _closed(found: Rows, row: Any, people: dict[str, dict[str, Any]]) -> bool:
    model, is_changed = type(row), False
    for column in _references(model):
        key, other = getattr(row, column.attname), column.related_model
        if key is None or key in found.of(other):
            continue
        is_changed = True
        if other is User:
            found.add(_stranger(key, people.get(ref(User, key), {})), restated=True)
        elif column.name in FOLLOWED:
            told = {"row": ref(model, row.pk), "other": ref(other, key)}
            raise Refused(
                _(
                    "%(row)s goes on from %(other)s, of another roadmap that is in none of the copies. "
                    "Give the copies of that one too."
                )
                % told
            )
        elif column.null:
            setattr(row, column.attname, None)
            found.restated[model].add(row.pk)
        else:
            del found.of(model)[row.pk]
            found.restated[model].discard(row.pk)
            return True
    for name in _many(model):
        is_changed |= _joins_closed(found, row, name, people)
    return is_changed


def _joins_closed(found: Rows, row: Any, name: str, people: dict[str, dict[str, Any]]) -> bool:
    other, joined = type(row)._meta.get_field(name).related_model, found.joined[type(row), name]
    missing = [key for key in joined.get(row.pk, []) if key not in found.of(other)]
    for key in missing:
        if other is User:
            found.add(_stranger(key, people.get(ref(User, key), {})), restated=True)
        else:
            joined[row.pk].remove(key)
            found.restated[type(row)].add(row.pk)
    return bool(missing)


def _many(model: Any) -> tuple[str, ...]:
    return model.RECORD.many if hasattr(model, "RECORD") else ()


def _references(model: Any) -> list[Any]:
    columns = model._meta.concrete_fields
    return [column for column in columns if hasattr(column.related_model, "RECORD")]


def _stranger(key: int, told: dict[str, Any]) -> User:
    """Somebody of whom the copies hold no more than a name."""
    country = told.get("country")
    return User(
        pk=key,
        email=f"person-{key}@not-told.invalid",
        full_name=told.get("name") or "—",
        role=Role.READER if country else Role.OBSERVER,
        country_id=country,
    )


# --- Writing ------------------------------------------------------------------------------------------------
def write(found: Rows) -> None:
    for model, rows in found.by_model.items():
        kept = [rows[key] for key in sorted(rows)]
        dated = [column for column in model._meta.concrete_fields if getattr(column, "auto_now_add", False)]
        stamps = [{column.attname: getattr(row, column.attname) for column in dated} for row in kept]
        insert(model, kept)
        for row, stamp in zip(kept, stamps, strict=True):
            known = {name: value for name, value in stamp.items() if value is not None}
            if known:  # Django stamps them with the time of this import
                model._base_manager.filter(pk=row.pk).update(**known)
    for (model, name), joined in found.joined.items():
        column: Any = model._meta.get_field(name)
        through, own, theirs = (
            column.remote_field.through,
            column.m2m_column_name(),
            column.m2m_reverse_name(),
        )
        pairs = [
            through(**{own: key, theirs: other})
            for key, others in joined.items()
            if key in found.of(model)
            for other in others
        ]
        insert(through, pairs)


def insert(model: Any, rows: Iterable[Any]) -> None:
    model._base_manager.bulk_create(list(rows), batch_size=AT_ONCE)


def go_on(found: Rows, keys: dict[str, int]) -> None:
    """New rows are numbered after the highest number that was ever given, also to what is gone since."""
    for model, rows in found.by_model.items():
        go_on_after(model, max([keys.get(ref(model, ""), 0), *rows]))


def go_on_after(model: Any, key: int) -> None:
    if key > 0:
        with connection.cursor() as cursor:
            _number_after(cursor, model._meta.db_table, model._meta.pk.column, key)


def _number_after(cursor: Any, table: str, column: str, key: int) -> None:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, key])
        return
    cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [key, table])
    cursor.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
        [table, key, table],
    )
