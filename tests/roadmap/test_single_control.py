"""Nobody validates what they wrote; where nobody else is in office it is done all the same, and said for ever."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Appointment, Role
from roadmap import workflow
from roadmap.models import Activity, ProgressReport
from tests.build import NOON, make_activity, make_appointment, make_roadmap, make_user

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)
SIDES = {"BO": ["FGE"], "PE": ["ST-CMNP", "MIMP"]}


@pytest.fixture
def activity(db) -> Activity:
    return make_activity(make_roadmap(), responsibles=SIDES)


def submitted(activity, by) -> ProgressReport:
    report = workflow.start(activity, as_of=CUTOFF, by=by, now=NOON)
    fields = {"percent": Decimal(75), "description": "Dos talleres en Desaguadero."}
    workflow.save_draft(report.pk, fields=fields, version=report.version, by=by, now=NOON)
    return workflow.submit(report.pk, by=by, now=NOON)


def test_one_person_alone_validates_what_an_institution_wrote_without_a_mark(
    activity, focal_pe, secretariat_pe
):
    report = submitted(activity, focal_pe)
    assert not workflow.validate(report.pk, by=secretariat_pe, now=LATER).single_control


def test_one_person_alone_validates_the_own_text_and_it_is_marked(activity, secretariat_pe, secretariat_bo):
    report = submitted(activity, secretariat_pe)
    validated = workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    assert (validated.single_control, validated.validated_by) == (True, secretariat_pe)


def test_with_a_colleague_in_office_nobody_validates_the_own_text(activity, secretariat_pe, secretariat_pe_2):
    report = submitted(activity, secretariat_pe)
    with pytest.raises(PermissionDenied):
        workflow.validate(report.pk, by=secretariat_pe, now=LATER)
    assert not workflow.validate(report.pk, by=secretariat_pe_2, now=LATER).single_control


def test_where_all_of_them_wrote_in_it_one_of_them_validates_and_it_is_marked(
    activity, secretariat_pe, secretariat_pe_2
):
    report = submitted(activity, secretariat_pe)
    report.writers.add(secretariat_pe_2)
    assert workflow.validate(report.pk, by=secretariat_pe_2, now=LATER).single_control


@pytest.mark.parametrize(
    "over", [{"ends_on": date(2026, 5, 31)}, {"revoked_at": NOON, "revoked_reason": "Renunció."}]
)
def test_a_colleague_who_is_no_longer_in_office_is_nobody_else(
    activity, secretariat_pe, secretariat_pe_2, over
):
    Appointment.objects.filter(person=secretariat_pe_2).update(**over)
    report = submitted(activity, secretariat_pe)
    assert workflow.validate(report.pk, by=secretariat_pe, now=LATER).single_control


def test_a_colleague_is_in_office_from_the_first_day_in_the_countrys_own_zone(activity, secretariat_pe):
    """At 04:30 UTC of 2 June it is still the first in Lima."""
    colleague = make_user("nueva.pe@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")
    Appointment.objects.filter(person=colleague).delete()
    make_appointment(colleague, starts_on=date(2026, 6, 2))
    report = submitted(activity, secretariat_pe)
    night = NOON.replace(day=2, hour=4, minute=30)
    assert workflow.validate(report.pk, by=secretariat_pe, now=night).single_control


def test_the_counterparts_secretariat_is_no_colleague(activity, secretariat_pe, secretariat_bo):
    report = submitted(activity, secretariat_pe)
    with pytest.raises(PermissionDenied):
        workflow.validate(report.pk, by=secretariat_bo, now=LATER)


def test_it_is_said_before_the_click(client, activity, secretariat_pe):
    report = submitted(activity, secretariat_pe)
    client.force_login(secretariat_pe)
    shown = client.get(reverse("roadmap:progress-validate", args=[report.pk]))
    assert shown.context["alone"]
    assert 'name="alone"' in shown.content.decode()


def test_a_colleague_appointed_meanwhile_wins_and_the_other_is_told(client, activity, secretariat_pe):
    report = submitted(activity, secretariat_pe)
    client.force_login(secretariat_pe)
    address = reverse("roadmap:progress-validate", args=[report.pk])
    make_user("nueva.pe@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")
    answer = client.post(address, {"seen": report.version, "alone": "1"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert ProgressReport.objects.get().status == "submitted"
