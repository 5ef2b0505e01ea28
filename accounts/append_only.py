"""What nobody edits or deletes, not even whoever holds the database: triggers on models marked `APPEND_ONLY`.

A database's owner can drop a trigger; then the chain of the record tells. The triggers keep mistakes, stray scripts
and injected statements out, and make an alteration a deliberate act.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "is append-only: nothing in it is edited or deleted"


def tables() -> list[str]:
    """Of all models that are marked so."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "APPEND_ONLY", False))


def guard(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Puts the triggers on these tables. Names are our own: no value of anybody stands in a statement."""
    _run(connection, _GUARDS, names)


def unguard(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    _run(connection, _UNGUARDS, names)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers, for emptying a test's database."""
    unguard(connection, tables())
    try:
        yield
    finally:
        guard(connection, tables())


def _run(connection: BaseDatabaseWrapper, statements: dict[str, Any], names: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for name in names:
            for statement in statements[connection.vendor](name):
                cursor.execute(statement)


def _on_sqlite(table: str) -> list[str]:
    return [
        f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} {MESSAGE}'); END"
        for act in ("UPDATE", "DELETE")
    ]


def _off_sqlite(table: str) -> list[str]:
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}"' for act in ("update", "delete")]


def _on_postgresql(table: str) -> list[str]:
    function = f"""CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% {MESSAGE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""
    rows = f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW'
    whole = f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT'
    return [function, f"{rows} EXECUTE FUNCTION append_only()", f"{whole} EXECUTE FUNCTION append_only()"]


def _off_postgresql(table: str) -> list[str]:
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}" ON "{table}"' for act in ("change", "truncate")]


_GUARDS: dict[str, Any] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
_UNGUARDS: dict[str, Any] = {"sqlite": _off_sqlite, "postgresql": _off_postgresql}
