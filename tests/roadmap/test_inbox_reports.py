"""Reports in the inbox: who holds them at each turn of their way inside the country."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from roadmap import permissions, workflow
from roadmap.inbox import reports
from roadmap.inbox.items import Pending
from roadmap.models import Activity, ProgressReport
from tests.build import NOON, make_activity, make_report, make_roadmap, make_user

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


def started(activity: Activity, by: User) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=by, now=NOON)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    return workflow.save_draft(report.pk, fields=fields, version=report.version, by=by, now=NOON)


def submitted(activity: Activity, by: User) -> ProgressReport:
    return workflow.submit(started(activity, by).pk, by=by, now=NOON)


def waiting() -> list[Pending]:
    return list(reports.pending("PE", now=LATER))


def held(*people: User) -> list[tuple[str, list[bool]]]:
    return [(item.kind, [permissions.holds(one, item.holder) for one in people]) for item in waiting()]


def test_a_draft_waits_for_its_institutions_focal_points(activity, focal_pe, secretariat_pe):
    report = started(activity, focal_pe)
    alternate = make_user("alterna.pe@example.org", Role.FOCAL_POINT, "PE", "MIMP")
    assert held(focal_pe, alternate, secretariat_pe) == [("write", [True, True, False])]
    (item,) = waiting()
    assert (item.path, item.about) == (f"/progress/{report.pk}/edit/", "1.1 Actividad 1.1")
    assert (item.since, item.whose) == (NOON, "PE")


def test_saving_a_draft_does_not_make_another_thing_of_it(activity, focal_pe):
    report = started(activity, focal_pe)
    (before,) = waiting()
    fields = {"difficulties": "Lluvias."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=focal_pe, now=LATER)
    assert [item.key for item in waiting()] == [before.key]


def test_what_a_secretariat_types_in_waits_for_the_secretariat(activity, secretariat_pe, focal_pe):
    report = workflow.start(
        activity, as_of=CUTOFF, by=secretariat_pe, now=NOON, institution=focal_pe.institution
    )
    assert report.institution == focal_pe.institution
    assert held(focal_pe, secretariat_pe) == [("write", [False, True])]


def test_a_draft_of_an_institution_without_anybody_in_office_waits_for_the_secretariat(
    activity, focal_pe, secretariat_pe
):
    started(activity, focal_pe)
    focal_pe.appointments.update(ends_on=date(2026, 5, 31))
    assert held(secretariat_pe) == [("write", [True])]


def test_a_returned_report_waits_for_its_writers_with_the_reason(activity, focal_pe, secretariat_pe):
    report = submitted(activity, focal_pe)
    workflow.return_for_changes(report.pk, reason="Falta el acta.", by=secretariat_pe, now=LATER)
    assert held(focal_pe, secretariat_pe) == [("returned", [True, False])]
    assert [(item.note, item.since) for item in waiting()] == [("Falta el acta.", LATER)]


def test_a_submitted_report_waits_for_the_authority_and_then_for_the_secretariat(
    activity, focal_pe, authority_pe, secretariat_pe
):
    report = submitted(activity, focal_pe)
    assert held(authority_pe, secretariat_pe) == [("approve", [True, False])]
    workflow.approve(report.pk, by=authority_pe, now=LATER)
    assert held(authority_pe, secretariat_pe) == [("validate", [False, True])]
    assert waiting()[0].since == LATER


def test_where_the_rules_only_warn_both_may_act(activity, focal_pe, authority_pe, secretariat_pe):
    activity.roadmap.checks |= {"approval": "warn"}
    activity.roadmap.save()
    submitted(activity, focal_pe)
    people = (authority_pe, secretariat_pe)
    assert held(*people) == [("approve", [True, False]), ("validate", [False, True])]


def test_who_wrote_in_it_is_not_asked_to_validate_it_unless_nobody_else_is_there(
    activity, secretariat_pe, secretariat_pe_2
):
    submitted(activity, secretariat_pe)
    assert held(secretariat_pe, secretariat_pe_2) == [("validate", [False, True])]
    secretariat_pe_2.appointments.update(ends_on=date(2026, 5, 31))
    assert held(secretariat_pe) == [("validate", [True])]


def test_the_counterpart_hears_nothing_of_it(activity, focal_pe):
    submitted(activity, focal_pe)
    assert list(reports.pending("BO", now=LATER)) == []


@pytest.mark.parametrize("many", [1, 30])
def test_it_takes_the_same_queries_whatever_waits(activity, focal_pe, secretariat_pe, many):
    for number in range(many):
        other = make_activity(activity.roadmap, f"2.{number}", responsibles=SIDES)
        make_report(other, "PE", percent=1, status="submitted", author=focal_pe, submitted_at=NOON)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(waiting()) == many
    assert len(queries) == 5
