"""Asking for background work, and cancelling it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks_db.models import DBTaskResult

from accounts.models import Appointment
from roadmap import jobs
from roadmap.models import Job
from roadmap.workflow import IllegalTransition
from tests.build import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
BUNDLE = Job.Kind.BUNDLE
LATER = NOON + timedelta(hours=1)


def test_what_is_asked_for_waits_in_the_queue(roadmap, secretariat_pe):
    job = jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
    assert (job.state, job.country_id, job.asked_at) == ("queued", "PE", NOON)
    assert DBTaskResult.objects.get().pk == job.task


def test_the_same_again_while_it_is_open_is_the_same_job(roadmap, secretariat_pe):
    first = jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
    assert jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=LATER) == first
    jobs.cancel(first.pk, by=secretariat_pe, now=LATER)
    assert jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=LATER) != first


def test_each_person_and_each_roadmap_has_a_job_of_its_own(
    roadmap, secretariat_pe, ministry_pe, secretariat_bo
):
    people = [secretariat_pe, ministry_pe, secretariat_bo]
    assert len({jobs.ask(BUNDLE, roadmap=roadmap, by=person, now=NOON).pk for person in people}) == 3


def test_only_secretariat_and_foreign_ministry_of_a_party_ask_for_a_copy(roadmap, everybody):
    may = {name for name, person in everybody.items() if _asks(roadmap, person)}
    assert may == {"sec", "se2", "min", "SEC"}


def _asks(roadmap, person) -> bool:
    try:
        jobs.ask(BUNDLE, roadmap=roadmap, by=person, now=NOON)
    except PermissionDenied:
        return False
    return True


def test_whoever_asked_or_their_secretariat_cancels(roadmap, everybody):
    def cancels(person) -> bool:
        job = jobs.ask(BUNDLE, roadmap=roadmap, by=everybody["min"], now=NOON)
        try:
            return jobs.cancel(job.pk, by=person, now=LATER).state == "cancelled"
        except PermissionDenied:
            return False

    assert {name for name, person in everybody.items() if cancels(person)} == {"sec", "se2", "min"}


def test_what_is_over_is_cancelled_no_more(roadmap, secretariat_pe):
    job = jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
    jobs.cancel(job.pk, by=secretariat_pe, now=LATER)
    with pytest.raises(IllegalTransition):
        jobs.cancel(job.pk, by=secretariat_pe, now=LATER)


def test_who_is_no_longer_appointed_asks_for_nothing(roadmap, secretariat_pe):
    Appointment.objects.filter(person=secretariat_pe).update(ends_on=date(2026, 5, 1))
    with pytest.raises(IllegalTransition):
        jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=NOON)
