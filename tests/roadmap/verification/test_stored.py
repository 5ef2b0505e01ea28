"""What is stored of closings, changed past every page with raw SQL and the triggers off: found, and named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import append_only, chains
from accounts.models import User
from roadmap import expunging
from roadmap.models import PeriodClosing, ProgressReport
from roadmap.verification import stored
from tests.build import NOON, make_activity, make_closing, make_report, make_roadmap, make_unilateral

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
CLOSING, SEAL, TEXT = "roadmap_periodclosing", "roadmap_closingseal", "roadmap_closingtext"


@pytest.fixture
def closing(secretariat_pe: User, secretariat_bo: User) -> PeriodClosing:
    roadmap = make_roadmap()
    make_report(make_activity(roadmap), "PE", percent=50, description="Se firmó el protocolo.")
    return make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)


def run(statement: str) -> None:
    append_only.unguard(connection, append_only.tables())
    with connection.cursor() as cursor:
        cursor.execute(statement)
    append_only.guard(connection, append_only.tables())


@pytest.mark.parametrize(
    "statement",
    [
        f'UPDATE {CLOSING} SET content = replace(content, \'"percent":"50"\', \'"percent":"90"\')',
        f"UPDATE {SEAL} SET seal = replace(seal, 'totp', 'none')",
        f"UPDATE {TEXT} SET text = 'No se firmó nada.' WHERE text LIKE 'Se firm%'",
    ],
)
def test_a_closing_that_was_changed_is_named(closing: PeriodClosing, statement: str) -> None:
    assert list(stored.findings()) == []
    run(statement)
    assert [finding.place for finding in stored.findings()] == [f"closing/{closing.pk}"]


def test_a_text_that_was_deleted_without_an_order_is_missed(closing: PeriodClosing) -> None:
    closing.texts.filter(text="Se firmó el protocolo.").delete()
    assert [finding.place for finding in stored.findings()] == [f"closing/{closing.pk}"]


def test_a_text_that_was_expunged_is_not(
    closing: PeriodClosing, secretariat_pe: User, secretariat_pe_2: User
) -> None:
    report = ProgressReport.objects.get()
    order = expunging.order_expungement(
        report.pk, items=[f"report/{report.pk}:description"], why="victim", by=secretariat_pe, now=NOON
    )
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOON)
    assert not closing.texts.filter(text="Se firmó el protocolo.").exists()
    assert list(stored.findings()) == []


def test_a_unilateral_record_that_was_changed_is_named(secretariat_pe: User) -> None:
    record = make_unilateral(make_closing(make_roadmap(), secretariat_pe, secretariat_pe), secretariat_pe)
    assert list(stored.findings()) == []
    run("UPDATE roadmap_unilateralrecord SET statement = replace(statement, 'PE', 'BO')")
    assert [finding.place for finding in stored.findings()] == [f"unilateral/{record.pk}"]


def test_ledger_verify_looks_at_closings_too(closing: PeriodClosing) -> None:
    chains.begin_missing(NOON)
    call_command("ledger", "verify", stdout=StringIO())
    run(f"UPDATE {CLOSING} SET content = replace(content, '50', '90')")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("ledger", "verify", stdout=StringIO(), stderr=err)
    assert f"closing/{closing.pk}" in err.getvalue()


@pytest.mark.parametrize("table", [CLOSING, SEAL, "roadmap_closingsignature"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_edit_or_delete_what_was_signed(
    closing: PeriodClosing, table: str, statement: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    if connection.vendor == "postgresql":
        connection.check_constraints()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
