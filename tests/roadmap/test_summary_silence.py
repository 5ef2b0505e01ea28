"""The term for an answer in the summary: waiting, without pronouncement, tacitly agreed. The same whoever asks."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from roadmap import summary
from roadmap.models import Conformity, ProgressReport, Roadmap
from tests.build import (
    NOON,
    make_activity,
    make_answer,
    make_evidence,
    make_maintained,
    make_report,
    make_roadmap,
)

DAY = date(2026, 9, 30)
SIGNED = datetime(2026, 1, 10, 15, tzinfo=UTC)
END = datetime(2026, 7, 2, 3, 59, 59, 999999, tzinfo=UTC)  # 1 July in La Paz, thirty days after NOON
pytestmark = pytest.mark.django_db


def in_force(**fields) -> Roadmap:
    with time_machine.travel(SIGNED, tick=False):
        return make_roadmap(status="in_force", **fields)


def side(now: datetime = NOON, country: str = "PE", **more):
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=now, **more)
    return found.activities[0].countries[country]


def counts(now: datetime):
    return summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=now).parties["PE"]


@pytest.fixture
def report():
    return make_report(make_activity(in_force()), percent=100)


@pytest.fixture
def tacit():
    report = make_report(make_activity(in_force(tacit_conformity=True)), percent=100)
    make_evidence(report)
    return report


# --- The term ---------------------------------------------------------------------------------------------
def test_a_report_waits_within_the_term_of_the_answering_country(report):
    waiting = side(END)
    assert (waiting.standing, waiting.answer_due, waiting.silent_days) == ("waiting", date(2026, 7, 1), 0)


def test_after_the_term_it_is_without_pronouncement_and_still_waits(report):
    silent = side(END + timedelta(microseconds=1))
    assert (silent.standing, silent.silent_days, silent.waiting) == ("silent", 1, True)
    assert side(END + timedelta(days=12)).silent_days == 12


def test_each_roadmap_has_its_own_term(report):
    Roadmap.objects.update(answer_days=10)
    assert side().answer_due == date(2026, 6, 11)


def test_before_the_roadmap_is_in_force_no_term_runs(report):
    Roadmap.objects.update(status="in_preparation")
    assert (side(END + timedelta(days=9)).standing, side().answer_due) == ("waiting", None)


def test_an_answer_after_the_term_is_an_answer(report):
    make_answer(report, "agreed", decided_at=END + timedelta(days=5))
    assert side(END + timedelta(days=6)).standing == "agreed"


def test_a_party_is_shown_how_many_wait_and_how_many_of_them_past_the_term(report):
    assert (counts(END).waiting, counts(END).silent) == (1, 0)
    late = counts(END + timedelta(days=1))
    assert (late.waiting, late.silent, late.tacit) == (1, 1, 0)


def test_known_at_an_instant_the_term_is_what_it_was_then(report):
    assert side(END + timedelta(days=9), known_at=END).standing == "waiting"


# --- Silence that counts as agreement ---------------------------------------------------------------------
def test_where_both_decided_so_silence_agrees_at_the_end_of_the_term(tacit):
    before, after = side(END), side(END + timedelta(seconds=1))
    assert (before.standing, before.fulfilled) == ("waiting", False)
    assert (after.standing, after.answer, after.fulfilled) == ("tacit", "agreed", True)
    assert after.answer_row
    assert (after.answer_row.decided_at, after.answer_row.country, after.answer_row.decided_by) == (
        END,
        "BO",
        "",
    )


def test_no_row_is_invented_for_it(tacit):
    side(END + timedelta(days=1))
    assert not Conformity.objects.exists()


def test_a_party_counts_it_among_the_agreed(tacit):
    late = counts(END + timedelta(days=1))
    assert (late.agreed, late.tacit, late.waiting, late.silent) == (1, 1, 0, 0)


@pytest.mark.parametrize("days", [-5, 5])
def test_an_explicit_observation_before_or_after_the_end_wins(tacit, days):
    make_answer(tacit, decided_at=END + timedelta(days=days))
    assert side(END + timedelta(days=9)).standing == "observed"


def test_what_is_known_at_an_instant_does_not_depend_on_when_somebody_looks(tacit):
    make_answer(tacit, decided_at=END + timedelta(days=5))
    between = END + timedelta(days=2)
    for now in (between, END + timedelta(days=300)):
        assert side(now, known_at=between).standing == "tacit"
        assert side(now, known_at=END).standing == "waiting"


def test_it_does_not_depend_on_the_day_of_the_figures(tacit):
    """A report of a later day that overtook it within its term did so for every day that figures are asked for."""
    later = NOON + timedelta(days=3)
    make_report(tacit.activity, percent=90, as_of=date(2026, 5, 20), validated_at=later)
    roadmap = Roadmap.objects.with_parties().get()
    standings = []
    for day in (date(2026, 4, 30), DAY):
        found = summary.live(roadmap, as_of=day, now=END + timedelta(days=5))
        standings.append(found.activities[0].countries["PE"].standing)
    assert standings == ["silent", "tacit"]


def test_without_their_decision_no_figure_ever_depends_on_when_somebody_looks(report):
    make_evidence(report)
    roadmap = Roadmap.objects.with_parties().get()
    early, late = (summary.live(roadmap, as_of=DAY, now=now) for now in (NOON, END + timedelta(days=900)))
    assert early.figures == late.figures


def test_what_was_validated_before_the_roadmap_was_in_force_waits_for_an_answer(tacit):
    ProgressReport.objects.update(validated_at=SIGNED - timedelta(seconds=1))
    assert side(END).standing == "silent"


def test_a_record_from_a_workbook_speaks_for_nobody():
    make_report(make_activity(in_force(tacit_conformity=True)), percent=100, from_workbook=True)
    assert side(END + timedelta(days=5)).standing == "silent"


def test_it_takes_one_query_more_for_all_of_them(django_assert_num_queries):
    for number in range(3):
        make_report(make_activity(in_force(code=f"bo-pe-{number}", tacit_conformity=True)), percent=100)
    roadmaps = list(Roadmap.objects.with_parties())
    with django_assert_num_queries(8):
        found = summary.live_all(roadmaps, now=END + timedelta(days=1))
    assert [row.parties["PE"].tacit for row in found] == [1, 1, 1]


def test_it_is_told_among_what_changed(tacit):
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=DAY, now=END + timedelta(days=1))
    kinds = [(change.kind, change.country, change.at) for change in found.changes_since(NOON)]
    assert kinds == [("tacit", "BO", END), ("report_validated", "PE", NOON)]


@pytest.mark.django_db(transaction=True)
def test_what_is_remembered_of_a_day_is_not_served_on_the_next(tacit):
    roadmap = Roadmap.objects.with_parties().get()

    def standing(now: datetime) -> str:
        return summary.recalled(roadmap, as_of=DAY, now=now).activities[0].countries["PE"].standing

    assert [standing(END), standing(END + timedelta(microseconds=1))] == ["waiting", "tacit"]


# --- A position that is maintained ------------------------------------------------------------------------
def test_an_observation_against_which_the_position_is_maintained_stands_as_such(report, secretariat_pe: User):
    make_maintained(report, secretariat_pe, maintained_at=NOON + timedelta(days=2))
    kept = side(NOON + timedelta(days=3))
    assert (kept.standing, kept.answer) == ("maintained", "observed")
    assert kept.answer_row
    assert kept.answer_row.maintained
    assert kept.answer_row.maintained.reason == "El acta está en el anexo 2."
    known = counts(NOON + timedelta(days=3))
    assert (known.observed, known.maintained) == (1, 1)


def test_known_before_it_was_maintained_it_is_observed(report, secretariat_pe: User):
    make_maintained(report, secretariat_pe, maintained_at=NOON + timedelta(days=2))
    assert side(NOON + timedelta(days=3), known_at=NOON + timedelta(days=1)).standing == "observed"
