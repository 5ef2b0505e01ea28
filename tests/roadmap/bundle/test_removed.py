"""What was removed by order of its owner is in no later copy; its tombstone is in every one."""

import hashlib

import pytest

from roadmap import expunging, jobs
from roadmap.models import Job, ProgressReport
from tests.build import NOON
from tests.roadmap.bundle.copies import take

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
BINATIONAL = hashlib.sha256(b"binational").hexdigest()


@pytest.fixture
def remove(roadmap, people, secretariat_pe_2, django_capture_on_commit_callbacks):
    """Two people of Peru take away all that the first piece of evidence holds, and the text of its report."""

    def removed() -> None:
        report = ProgressReport.objects.get(country="PE", status="validated")
        items = [item.key for thing in expunging.things_of(report, "PE") for item in thing.items]
        with django_capture_on_commit_callbacks(execute=True):
            order = expunging.order_expungement(
                report.pk, items=items, why="victim", by=people["PE"], now=NOON
            )
            expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOON)

    return removed


def test_it_is_in_no_later_copy_and_the_copy_still_proves_itself(roadmap, remove):
    assert take(roadmap, "BO").holds("Talleres en Puno.")
    remove()
    for party in ("PE", "BO"):
        copy = take(roadmap, party)
        assert not copy.holds("Talleres en Puno.")
        assert not copy.holds("Acta de Puno")
        assert not [name for name in copy.names if BINATIONAL in name]
        assert copy.made.problems == []
        (stone,) = copy.json("record/tombstones.json")
        assert (stone["country"], stone["why"]) == ("PE", "victim")
        told = copy.verify()
        assert told.returncode == 0, told.stdout


def test_of_what_the_other_never_could_read_no_bare_hash_is_told(roadmap, remove):
    remove()
    bare = hashlib.sha256(b"reserved").hexdigest()
    for party in ("PE", "BO"):
        assert not take(roadmap, party).holds(bare)


def test_who_ordered_it_is_named_in_the_copy(roadmap, remove, secretariat_pe_2):
    remove()
    people = take(roadmap, "BO").json("record/people.json")
    assert people[f"person/{secretariat_pe_2.pk}"]["name"] == secretariat_pe_2.full_name


def test_a_copy_during_which_it_happened_knows_that_it_was_overtaken(roadmap, remove):
    done: list[int] = []

    def meanwhile(so_far: int, total: int) -> None:
        if so_far and not done:
            done.append(so_far)
            remove()

    assert take(roadmap, "BO", tell=meanwhile).made.is_overtaken()
    assert not take(roadmap, "BO").made.is_overtaken()


@pytest.mark.django_db(transaction=True)
def test_such_a_copy_is_given_to_nobody_and_made_anew(roadmap, remove, people, media, tmp_path, monkeypatch):
    (tmp_path / "jobs").mkdir(exist_ok=True)
    kind = jobs.KINDS[Job.Kind.BUNDLE]
    happened: list[int] = []

    def with_an_order_meanwhile(job, progress, folder):
        made = kind.run(job, progress, folder)
        if not happened:
            happened.append(job.tries)
            remove()
        return made

    monkeypatch.setitem(jobs.KINDS, Job.Kind.BUNDLE, jobs.Kind(kind.may, with_an_order_meanwhile, kind.enter))
    job = jobs.ask(Job.Kind.BUNDLE, roadmap=roadmap, by=people["PE"], now=NOON)
    jobs.run(job.pk, clock=lambda: NOON)
    assert not list(media.glob("jobs/**/*.zip"))
    jobs.run(job.pk, clock=lambda: NOON)
    job.refresh_from_db()
    assert (job.state, job.tries) == ("done", 2)
    assert b"Talleres en Puno." not in job.file.read()
