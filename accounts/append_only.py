"""What nobody edits or deletes, not even whoever holds the database: triggers on models marked `APPEND_ONLY`.

`APPEND_ONLY = "payload"` names a column that may be emptied and nothing else: what an expungement takes away.
A database's owner can drop a trigger; then the chain of the record tells. The triggers keep mistakes, stray scripts
and injected statements out, and make an alteration a deliberate act.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "is append-only: nothing in it is edited or deleted"


def tables() -> dict[str, str]:
    """Of all models that are marked so; with the one column that may be emptied, where `APPEND_ONLY` names it."""
    marked = ((model._meta.db_table, getattr(model, "APPEND_ONLY", False)) for model in apps.get_models())
    return {table: mark if isinstance(mark, str) else "" for table, mark in sorted(marked) if mark}


def guard(connection: BaseDatabaseWrapper, marked: Mapping[str, str]) -> None:
    """Puts the triggers on these tables. Names are our own: no value of anybody stands in a statement."""
    for table, column in marked.items():
        _run(connection, _GUARDS[connection.vendor](table, column, _others(connection, table, column)))


def unguard(connection: BaseDatabaseWrapper, marked: Iterable[str]) -> None:
    for table in marked:
        _run(connection, _UNGUARDS[connection.vendor](table))


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _others(connection: BaseDatabaseWrapper, table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [row.name for row in found if row.name != column]


def _on_sqlite(table: str, column: str, others: list[str]) -> list[str]:
    refused = f"BEGIN SELECT RAISE(ABORT, '{table} {MESSAGE}'); END"
    never = ", ".join(f'"{name}"' for name in others)
    made = [
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refused}',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE OF {never} ON "{table}" {refused}',
    ]
    if column:
        only = f"WHEN NEW.\"{column}\" <> ''"
        made.append(
            f'CREATE TRIGGER "{table}_no_text" BEFORE UPDATE OF "{column}" ON "{table}" {only} {refused}'
        )
    return made


def _off_sqlite(table: str) -> list[str]:
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}"' for act in ("delete", "update", "text")]


def _on_postgresql(table: str, column: str, others: list[str]) -> list[str]:
    function = f"""CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% {MESSAGE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""
    same = f"to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}'"
    only = f"WHEN (NOT (NEW.\"{column}\" = '' AND {same}))" if column else ""
    refused = "EXECUTE FUNCTION append_only()"
    return [
        function,
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {refused}',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW {only} {refused}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refused}',
    ]


def _off_postgresql(table: str) -> list[str]:
    acts = ("delete", "update", "truncate")
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{act}" ON "{table}"' for act in acts]


_GUARDS: dict[str, Any] = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}
_UNGUARDS: dict[str, Any] = {"sqlite": _off_sqlite, "postgresql": _off_postgresql}
