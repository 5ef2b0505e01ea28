"""An institution changes while somebody else acts: one after the other, on either database."""

from datetime import UTC, date, datetime
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from accounts.models import Institution, InstitutionChange
from roadmap import workflow
from roadmap.models import ProgressReport
from tests.build import make_activity, make_change, make_report, make_roadmap
from tests.roadmap.test_workflow_succession import NOW, notify
from tests.roadmap.test_workflow_together import refused, together

LATER = datetime(2026, 7, 2, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def activity(transactional_db, secretariat_pe, focal_pe):
    return make_activity(
        make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP", "ST-CMNP"]}
    )


def test_it_is_withdrawn_or_takes_effect_never_both(activity, secretariat_pe, focal_pe):
    renamed = {"kind": "renamed", "acronym": "MUJER", "name": "Mujer", "effective_on": date(2026, 7, 1)}
    change = make_change(secretariat_pe, focal_pe.institution, **renamed)
    withdraw = partial(workflow.withdraw_change, change.pk, by=secretariat_pe, now=LATER)
    results = together(withdraw, lambda: workflow.apply_due(LATER))
    change.refresh_from_db()
    assert (change.withdrawn_at is None) != (change.applied_at is None)
    assert len(refused(results)) == (change.withdrawn_at is None)
    assert Institution.objects.filter(acronym="MUJER").exists() == (change.applied_at is not None)


def test_two_runs_at_once_bring_it_once(activity, secretariat_pe, focal_pe):
    make_change(secretariat_pe, focal_pe.institution, kind="merged", acronym="MUJER", name="Mujer")
    runs = together(lambda: workflow.apply_due(LATER), lambda: workflow.apply_due(LATER))
    assert sorted(runs) == [0, 1]
    assert Institution.objects.filter(acronym="MUJER").count() == 1


def test_two_who_notify_of_their_own_secretariat_wait_for_each_other(
    activity, secretariat_pe, secretariat_pe_2
):
    own = secretariat_pe.institution
    results = together(*(partial(notify, own, person) for person in (secretariat_pe, secretariat_pe_2)))
    assert len(refused(results)) == 1
    assert InstitutionChange.objects.count() == 1


def test_what_somebody_writes_meanwhile_is_kept_in_the_successor(activity, secretariat_pe, focal_pe):
    own = focal_pe.institution
    report = make_report(activity, "PE", status="draft", author=focal_pe, institution=own)
    fields = {"description": "Tres mesas."}
    write = partial(workflow.save_draft, report.pk, fields=fields, version=1, by=focal_pe, now=NOW)
    results = together(write, partial(notify, own, secretariat_pe))
    report.refresh_from_db()
    assert refused(results) == []
    assert (report.description, report.institution.acronym) == ("Tres mesas.", "MUJER")


def test_a_report_that_is_begun_in_that_instant_passes_too(
    activity, secretariat_pe, secretariat_pe_2, focal_pe
):
    """Begun before and kept after the change looked at what there is to pass: it stays with nobody that ended."""
    own, begun = focal_pe.institution, Event()

    def begin() -> ProgressReport:
        with transaction.atomic():
            given = {"as_of": date(2026, 4, 30), "institution": own, "by": secretariat_pe_2, "now": NOW}
            report = workflow.start(activity, **given)
            begun.set()
            Event().wait(1.5)
        return report

    def change() -> InstitutionChange:
        assert begun.wait(20)
        return notify(own, secretariat_pe)

    report, _change = together(begin, change)
    report.refresh_from_db()
    assert report.institution.acronym == "MUJER"
