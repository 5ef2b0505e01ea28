"""A worker does what was asked for; what goes wrong is told; a worker that dies is noticed."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Appointment, Letter
from roadmap import jobs
from roadmap.models import Job
from tests.build import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
BUNDLE = Job.Kind.BUNDLE
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ask(roadmap, secretariat_pe):
    return lambda: jobs.ask(BUNDLE, roadmap=roadmap, by=secretariat_pe, now=timezone.now())


@pytest.fixture
def does(monkeypatch):
    """Work that the test says, in the place of a copy: asked for, run and taken away by the same rules."""

    def instead(run) -> None:
        kind = jobs.KINDS[BUNDLE]
        monkeypatch.setitem(jobs.KINDS, BUNDLE, jobs.Kind(kind.may, run, letter=kind.letter))

    return instead


def note(job, progress, folder: Path) -> jobs.Result:
    (folder / "note.txt").write_text("hecho")
    return jobs.Result("Listo.", folder / "note.txt", "nota.txt", "text/plain")


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_what_comes_of_it_is_kept_with_its_hash(ask, does, work, tmp_path):
    does(note)
    job = ask()
    work()
    job = again(job)
    assert (job.state, job.message, job.file_name, job.size) == ("done", "Listo.", "nota.txt", 5)
    assert job.sha256 == hashlib.sha256(b"hecho").hexdigest()
    assert default_storage.open(str(job.file.name)).read() == b"hecho"
    assert list((tmp_path / "jobs").iterdir()) == []


def test_how_far_it_is_can_be_read_while_it_runs(ask, does, work, clock):
    seen = []

    def counts(job, progress, folder):
        for done in (1, 2, 3):
            progress(done, 4)
            clock.shift(3)
            seen.append((again(job).done, again(job).percent))
        return jobs.Result()

    does(counts)
    job = ask()
    work()
    assert seen == [(1, 25), (2, 50), (3, 75)]
    assert again(job).percent == 100


def test_what_is_cancelled_while_it_runs_stops_and_leaves_nothing(
    ask, does, work, clock, secretariat_pe, media
):
    def cancelled_on_the_way(job, progress, folder):
        jobs.cancel(job.pk, by=secretariat_pe, now=timezone.now())
        clock.shift(3)
        progress(1, 2)
        return note(job, progress, folder)

    does(cancelled_on_the_way)
    job = ask()
    work()
    assert again(job).state == "cancelled"
    assert not list(media.rglob("*.txt"))


def test_what_is_cancelled_at_the_last_moment_leaves_no_file(ask, does, work, secretariat_pe, media):
    def cancelled_at_the_end(job, progress, folder):
        result = note(job, progress, folder)
        jobs.cancel(job.pk, by=secretariat_pe, now=timezone.now())
        return result

    does(cancelled_at_the_end)
    job = ask()
    work()
    assert (again(job).state, again(job).file.name) == ("cancelled", "")
    assert not list(media.rglob("*.txt"))


def test_what_cannot_be_done_says_why(ask, does, work):
    def impossible(job, progress, folder):
        raise jobs.Impossible("La hoja de ruta está vacía.")

    does(impossible)
    job = ask()
    work()
    assert (again(job).state, again(job).message) == ("failed", "La hoja de ruta está vacía.")


def test_a_mistake_of_ours_is_told_without_its_details(ask, does, work):
    def broken(job, progress, folder):
        raise KeyError("secret")

    does(broken)
    job = ask()
    work()
    assert again(job).state == "failed"
    assert again(job).message
    assert "secret" not in again(job).message


@pytest.mark.parametrize("trouble", [OSError("no space left"), OperationalError("server closed")])
def test_what_may_pass_is_tried_again_a_minute_later_and_three_times_in_all(ask, does, work, clock, trouble):
    def trouble_again(job, progress, folder):
        raise trouble

    does(trouble_again)
    job = ask()
    for _time in range(3):
        work()
        assert again(job).state == ("failed" if again(job).tries == 3 else "queued")
        work()
        clock.shift(61)
    assert (again(job).state, again(job).tries) == ("failed", 3)


def test_a_worker_that_is_stopped_puts_it_back_into_the_queue(ask, does, work):
    def stopped(job, progress, folder):
        if job.tries == 1:
            raise SystemExit(1)
        return note(job, progress, folder)

    does(stopped)
    job = ask()
    work()
    assert (again(job).state, again(job).tries) == ("done", 2)


def test_who_asked_and_is_no_longer_appointed_gets_nothing(ask, does, work, secretariat_pe):
    does(note)
    job = ask()
    Appointment.objects.filter(person=secretariat_pe).update(ends_on=date(2026, 5, 1))
    work()
    assert again(job).state == "failed"
    assert again(job).message
    assert not again(job).file


def test_a_result_that_was_overtaken_is_given_to_nobody_and_made_anew(ask, does, work, media):
    def overtaken_once(job, progress, folder):
        made = note(job, progress, folder)
        return jobs.Result(made.message, made.path, made.name, made.content_type, lambda: job.tries == 1)

    does(overtaken_once)
    job = ask()
    work()
    assert (again(job).state, again(job).tries) == ("done", 2)
    assert len(list(media.rglob("*.txt"))) == 1


def test_a_job_whose_worker_died_is_tried_again(ask, does, work, clock):
    does(note)
    job = ask()
    DBTaskResult.objects.update(status="RUNNING", started_at=NOON)
    Job.objects.update(state="running", started_at=NOON, tries=1, lost_at=NOON + 5 * MINUTE)
    assert jobs.start_again(NOON + 4 * MINUTE) == 0
    assert jobs.start_again(NOON + 5 * MINUTE) == 1
    assert jobs.start_again(NOON + 5 * MINUTE) == 0
    clock.shift(300)
    work()
    assert (again(job).state, again(job).tries) == ("done", 2)


def test_what_a_dead_worker_left_of_a_job_goes_when_it_is_tried_again(ask, does, work, tmp_path):
    does(note)
    job = ask()
    left = tmp_path / "jobs" / f"job-{job.pk}-x"
    left.mkdir()
    (left / "bundle.zip").write_bytes(b"half")
    work()
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_job_that_fell_out_of_the_queue_is_put_back(ask, does, work, clock):
    """The worker died between taking it from the queue and taking it up."""
    does(note)
    job = ask()
    DBTaskResult.objects.update(status="RUNNING", started_at=NOON)
    assert jobs.start_again(NOON + 4 * MINUTE) == 0
    assert jobs.start_again(NOON + 6 * MINUTE) == 1
    assert jobs.start_again(NOON + 7 * MINUTE) == 0
    clock.shift(420)
    work()
    assert again(job).state == "done"


def test_a_job_that_kills_every_worker_ends(ask, clock):
    job = ask()
    for tries in (1, 2, 3):
        Job.objects.update(state="running", started_at=NOON, tries=tries, lost_at=NOON)
        jobs.start_again(NOON + MINUTE)
    assert again(job).state == "failed"


def test_a_worker_that_was_taken_for_dead_stops_when_it_speaks_again(ask, does, work, clock):
    def slow(job, progress, folder):
        if job.tries == 1:
            clock.shift(600)
            jobs.start_again(timezone.now())
            progress(1, 2)
        return note(job, progress, folder)

    does(slow)
    job = ask()
    work()
    assert (again(job).state, again(job).tries) == ("done", 2)


def test_who_waited_more_than_a_minute_gets_a_letter(ask, does, work, clock):
    def takes(seconds):
        def run(job, progress, folder):
            clock.shift(seconds)
            return note(job, progress, folder)

        return run

    does(takes(60))
    ask()
    work()
    assert not Letter.objects.exists()
    does(takes(61))
    job = ask()
    work()
    letter = Letter.objects.get()
    assert (letter.template, letter.path) == ("bundle_done", job.get_absolute_url())
