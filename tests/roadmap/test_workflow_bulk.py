"""Rows that are written many at once have the same history as rows that are saved one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import User
from roadmap.models import Evidence, ProgressReport
from roadmap.workflow.bulk import BATCH, create_with_history
from tests.build import NOON, make_activity, make_report, make_roadmap

LATER = datetime(2026, 6, 2, 9, 30, tzinfo=UTC)
OWN_COLUMNS = ("history_type", "history_user_id", "history_date")

pytestmark = pytest.mark.django_db


def test_the_history_holds_every_tracked_column_and_who_wrote_it_when(secretariat_pe: User) -> None:
    activity = make_activity(make_roadmap())
    report = ProgressReport(
        activity=activity,
        country_id="PE",
        as_of=date(2026, 4, 30),
        percent=Decimal("33.333333333333"),
        description='Acta "firmada"; reunión',
        created_at=NOON,
        author=secretariat_pe,
    )
    [made] = create_with_history(ProgressReport, [report], by=secretariat_pe, now=LATER)
    [entry] = made.history.values(*OWN_COLUMNS, *_tracked(ProgressReport))
    assert entry == {
        "history_type": "+",
        "history_user_id": secretariat_pe.pk,
        "history_date": LATER,
        **ProgressReport.objects.values(*_tracked(ProgressReport)).get(),
    }


def test_more_rows_than_one_statement_takes_all_have_their_history() -> None:
    report = make_report(make_activity(make_roadmap()), percent=10)
    rows = [
        Evidence(report=report, kind=Evidence.Kind.REFERENCE, title=f"Acta {number}", added_at=NOON)
        for number in range(BATCH + 1)
    ]
    made = create_with_history(Evidence, rows, by=None, now=LATER)
    assert [row.title for row in made] == [row.title for row in rows]
    assert list(Evidence.history.order_by("history_id").values_list("id", flat=True)) == [
        row.pk for row in made
    ]


def test_no_rows_write_nothing() -> None:
    assert create_with_history(Evidence, [], by=None, now=LATER) == []
    assert not Evidence.history.exists()


def _tracked(model: type[ProgressReport]) -> list[str]:
    return [field.attname for field in model.history.model.tracked_fields]
