"""What the two parties say to each other, in the report: silence, maintained positions, why two values differ."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from roadmap import summary
from roadmap.models import Roadmap
from roadmap.reports import context, pdf, xlsx
from roadmap.reports.contents import ReportContext
from tests.build import (
    NOON,
    make_activity,
    make_answer,
    make_difference,
    make_maintained,
    make_report,
    make_roadmap,
)
from tests.roadmap.reports.conftest import pages_of

DAY = date(2026, 9, 30)
SIGNED = datetime(2026, 1, 10, 15, tzinfo=UTC)
AFTER = NOON + timedelta(days=42)
pytestmark = pytest.mark.django_db


def in_force(**fields) -> Roadmap:
    with time_machine.travel(SIGNED, tick=False):
        return make_roadmap(status="in_force", **fields)


def made(copy: str = "PE", language: str = "en", now: datetime = AFTER) -> ReportContext:
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=now, detail=True)
    return context.build(found, copy=copy, language=language, issued_at=now)


def printed(report: ReportContext) -> str:
    return " ".join(" ".join(pages_of(pdf.render(report))).split())


def cells(report: ReportContext) -> list[str]:
    book = load_workbook(BytesIO(xlsx.render(report)))
    return [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]


def test_silence_after_the_term_is_said_with_its_days_in_every_format():
    make_report(make_activity(in_force()), percent=100)
    report = made()
    side = report.activities[0].sides[0]
    assert (side.status, side.standing, side.silent_days) == ("waiting", "silent", 12)
    assert side.status_text == "Without pronouncement, 12 days"
    assert [count.values for count in report.counts if count.key == "silent"] == [(1, 0)]
    assert "Without pronouncement by the counterpart" in printed(report)
    assert "Without pronouncement, 12 days" in cells(report)


def test_tacit_agreement_is_marked_in_every_format():
    make_report(make_activity(in_force(tacit_conformity=True)), percent=100)
    report = made()
    side = report.activities[0].sides[0]
    assert (side.status, side.standing, side.status_text) == ("agreed", "tacit", "Tacitly agreed")
    assert side.answer
    assert (side.answer.tacit, side.answer.decided_by) == (True, "")
    assert "Tacitly agreed" in printed(report)
    assert "Tacitly agreed" in cells(report)


def test_an_observation_and_the_position_maintained_stand_side_by_side(secretariat_pe):
    make_maintained(make_report(make_activity(in_force()), percent=80), secretariat_pe)
    report = made()
    ((_one, side),) = report.observed
    assert (side.status, side.standing, side.status_text) == (
        "observed",
        "maintained",
        "Observed, maintained",
    )
    text = printed(report)
    assert "Falta el acta." in text
    assert "Peru maintains its position (01/06/2026): El acta está en el anexo 2." in text
    assert "El acta está en el anexo 2." in cells(report)


@pytest.mark.parametrize(("copy", "order"), [("PE", ["PE", "BO"]), ("BO", ["BO", "PE"])])
def test_where_two_values_differ_both_stand_with_the_joint_one_and_why(secretariat_pe, copy, order):
    activity = make_activity(in_force())
    make_answer(make_report(activity, percent=80), "agreed")
    make_report(activity, "BO", percent=60)
    make_difference(activity, secretariat_pe)
    report = made(copy)
    (one,) = report.differing
    assert [side.country for side in one.sides] == order
    values = {side.country: (side.value, side.note.reason if side.note else None) for side in one.sides}
    assert values == {"PE": ("80.0", "Contamos también los talleres virtuales."), "BO": ("60.0", None)}
    assert one.value == "60.0"
    text = printed(report)
    assert "Where the two declared values differ" in text
    assert "virtuales." in text
    assert "It has not" in text
    assert "Contamos también los talleres virtuales." in cells(report)


def test_where_both_declare_the_same_nothing_differs(secretariat_pe):
    activity = make_activity(in_force())
    for country in ("PE", "BO"):
        make_report(activity, country, percent=80)
    make_difference(activity, secretariat_pe)
    report = made()
    assert report.differing == ()
    assert "Where the two declared values differ" not in printed(report)


def test_the_same_milestones_by_weight_may_still_differ():
    activity = make_activity(in_force(), milestones={"a": 50, "b": 50})
    make_report(activity, "PE", milestones_met=["a"])
    make_report(activity, "BO", milestones_met=["b"])
    assert [one.value for one in made().differing] == ["0.0"]
