"""Tampering past every page, with raw SQL and the triggers off: each is found, and named."""

import re
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from accounts import acts, append_only, chains, verifying
from accounts.models import Institution, LedgerChain, LedgerEntry
from tests.build import make_institution

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)


@pytest.fixture
def recorded() -> Institution:
    """Four entries in the platform's chain, the last three about one institution."""
    institution = make_institution("PE", "MIMP")
    chains.begin_missing(NOW)
    for name in ("Primero", "Segundo", "Tercero"):
        with acts.opened(name, by=None, now=NOW):
            institution.name = name
            institution.save(update_fields=["name"])
    return institution


def run(*statements: str) -> None:
    """As somebody who holds the database, and took the triggers off."""
    append_only.unguard(connection, append_only.tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    append_only.guard(connection, append_only.tables())


def found() -> list[str]:
    with override("en"):
        return [re.sub(r"[0-9a-f]{16}", "#", f"{one.place}: {one.text}") for one in verifying.walk().findings]


ENTRY = "accounts_ledgerentry"
THING = "accounts_ledgerthing"


def _altered(_: Institution) -> list[str]:
    return [f"UPDATE {ENTRY} SET body = replace(body, 'Segundo', 'Ninguno') WHERE number = 3"]


def _dropped(_: Institution) -> list[str]:
    third = f"(SELECT id FROM {ENTRY} WHERE number = 3)"
    return [f"DELETE FROM {THING} WHERE entry_id = {third}", f"DELETE FROM {ENTRY} WHERE number = 3"]


def _swapped(_: Institution) -> list[str]:
    return [
        f"UPDATE {ENTRY} SET number = {new} WHERE number = {old}" for old, new in ((2, 9), (3, 2), (9, 3))
    ]


def _added(_: Institution) -> list[str]:
    columns = "chain_id, at, event, side, body, previous, content, hash"
    return [f"INSERT INTO {ENTRY} (number, {columns}) SELECT 5, {columns} FROM {ENTRY} WHERE number = 4"]


def _cut_off(_: Institution) -> list[str]:
    fourth = f"(SELECT id FROM {ENTRY} WHERE number = 4)"
    return [f"DELETE FROM {THING} WHERE entry_id = {fourth}", f"DELETE FROM {ENTRY} WHERE number = 4"]


def _state_altered(_: Institution) -> list[str]:
    return [
        f"UPDATE {THING} SET payload = replace(payload, 'Tercero', 'Cuarto') WHERE payload LIKE '%Tercero%'"
    ]


def _row_altered(institution: Institution) -> list[str]:
    return [f"UPDATE accounts_institution SET name = 'Otra' WHERE id = {institution.pk}"]


def _row_deleted(institution: Institution) -> list[str]:
    return [f"DELETE FROM accounts_institution WHERE id = {institution.pk}"]


def _row_added(_: Institution) -> list[str]:
    columns = "country_id, acronym, name, kind, legal_basis"
    return [f"INSERT INTO accounts_institution ({columns}) VALUES ('PE', 'X', 'Inventada', '', '')"]


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (_altered, ["platform, entry 3: its content was altered"]),
        (_dropped, ["platform, entry 4: entry 3 is missing"]),
        (
            _swapped,
            [
                "platform, entry 2: it does not follow the entry before",
                "platform, entry 2: its own hash is not that of what it says",
                "platform, entry 3: it does not follow the entry before",
                "platform, entry 3: its own hash is not that of what it says",
                "platform, entry 4: it does not follow the entry before",
            ],
        ),
        (
            _added,
            [
                "platform, entry 5: it does not follow the entry before",
                "platform, entry 5: its own hash is not that of what it says",
                "platform, entry 5: the chain ends with entry 5, its head says 4",
            ],
        ),
        (
            _cut_off,
            ["platform, entry 4: the chain ends with entry 3, its head says 4", "institution/KEY: it was"],
        ),
        (
            _state_altered,
            ["platform, entry 4: the state of institution/KEY was altered", "institution/KEY: it was"],
        ),
        (_row_altered, ["institution/KEY: it was changed outside of the record: name"]),
        (_row_deleted, ["institution/KEY: the record has it and the database does not"]),
        (_row_added, ["institution/NEW: it stands in the database and nowhere in the record"]),
    ],
)
def test_each_tampering_is_found_and_named(
    recorded: Institution, tamper: Callable[[Institution], list[str]], named: list[str]
) -> None:
    assert found() == []
    run(*tamper(recorded))
    newest = Institution.objects.order_by("pk").values_list("pk", flat=True).last()
    expected = [line.replace("KEY", str(recorded.pk)).replace("NEW", str(newest)) for line in named]
    lines = found()
    assert [any(line.startswith(start) for line in lines) for start in expected] == [True] * len(expected), (
        lines
    )


def test_whoever_holds_an_old_head_proves_what_went_before(recorded: Institution) -> None:
    kept = LedgerEntry.objects.get(chain__name="platform", number=2).hash
    out = StringIO()
    call_command("ledger", "verify", "--head", kept, stdout=out, stderr=out)
    assert "platform, asiento 2" in out.getvalue() or "platform" in out.getvalue()


def test_a_chain_that_was_written_anew_does_not_hold_the_head_that_somebody_kept(
    recorded: Institution,
) -> None:
    kept = LedgerChain.objects.get(name="platform").hash
    run(f"DELETE FROM {THING}", f"DELETE FROM {ENTRY}", "DELETE FROM accounts_ledgerchain")
    chains.begin_missing(NOW)
    assert found() == []
    with pytest.raises(CommandError):
        call_command("ledger", "verify", "--head", kept, stdout=StringIO(), stderr=StringIO())


def test_the_command_fails_where_something_does_not_fit(recorded: Institution) -> None:
    out = StringIO()
    call_command("ledger", "verify", stdout=out)
    run(*_altered(recorded))
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("ledger", "verify", stdout=out, stderr=err)
    assert "platform" in err.getvalue()


STATEMENTS: dict[str, Callable[[str], str]] = {
    "UPDATE": lambda table: f"UPDATE {table} SET id = id",
    "DELETE": lambda table: f"DELETE FROM {table}",
    "TRUNCATE": lambda table: f"TRUNCATE {table} CASCADE",
}


@pytest.mark.parametrize("act", STATEMENTS)
@pytest.mark.parametrize("table", [ENTRY, THING])
def test_the_database_itself_refuses_to_edit_or_delete(recorded: Institution, table: str, act: str) -> None:
    if act == "TRUNCATE" and connection.vendor == "sqlite":
        act = "DELETE"  # SQLite has no other way of emptying a table
    connection.check_constraints()  # PostgreSQL empties no table that waits for them
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[act](table))
    assert verifying.walk().findings == []


def test_everything_that_is_marked_append_only_is_guarded() -> None:
    """Also where the tables come from the migrations."""
    query: dict[str, Any] = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        guarded = {row[0] for row in cursor.fetchall()}
    assert set(append_only.tables()) <= guarded


def test_an_entry_whose_states_are_all_gone_is_found(recorded):
    run(f"DELETE FROM {THING} WHERE entry_id = (SELECT id FROM {ENTRY} WHERE number = 2)")
    assert any("entry 2" in line and "are not those that it names" in line for line in found())


def test_a_long_entry_is_held_in_memory_once_and_not_with_each_of_its_states(recorded):
    with acts.opened("long", by=None, now=NOW):
        acts.happened("long", chain="platform", by=None, now=NOW, hashes=["0" * 64] * 15_000)
        for number in range(40):
            make_institution("PE", f"I-{number}")
    tracemalloc.start()
    assert found() == []
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
