"""What was frozen gives the same summary again, from its own text alone."""

import json
from datetime import UTC, date, datetime

import pytest
from time_machine import travel

from accounts import ledger
from accounts.models import Institution
from roadmap import summary
from roadmap.models import Activity, ProgressReport, Roadmap
from roadmap.proof import verificar
from roadmap.reports import context, data, pdf, xlsx
from tests.build import (
    NOON,
    make_activity,
    make_answer,
    make_difference,
    make_evidence,
    make_institution,
    make_maintained,
    make_report,
    make_roadmap,
    make_sample,
)
from tests.generator import Shape, fill
from tests.roadmap.test_amendments import accept, propose

SIGNED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 9, 30)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def outputs(found):
    """All that machines are given of a summary: as JSON in both copies, as the command prints it, as Excel."""
    for copy, language in (("PE", "es"), ("BO", "en"), (None, "es")):
        if copy is None or found.roadmap.has_party(copy):
            made = context.build(found, copy=copy, language=language, issued_at=NOW)
            yield data.render(made)
            yield xlsx.render(made)
            yield pdf.page(made).encode()
    yield json.dumps(found.as_dict()).encode()


def same(roadmap, day=DAY):
    frozen = summary.freeze(roadmap, as_of=day, now=NOW)
    live = summary.live(roadmap, as_of=day, now=NOW, detail=True)
    thawed = summary.thaw(frozen.content, frozen.texts)
    assert list(outputs(thawed)) == list(outputs(live))
    held = json.loads(frozen.content)
    assert verificar.compute(held) == held["figures"]  # by its own reading of the rules
    return frozen


def test_the_golden_roadmap_comes_back_the_same(db):
    frozen = same(make_sample())
    assert json.loads(frozen.content)["figures"]["display"] == "18"


@pytest.mark.parametrize(
    "day", [date(2025, 12, 31), date(2026, 4, 30), date(2026, 8, 31), date(2026, 12, 31)]
)
def test_so_does_every_other_cutoff_of_it(day):
    same(make_sample(), day)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_so_does_any_roadmap(seed):
    (roadmap,) = fill(Shape(activities=9 + seed, reports=12, seed=seed, history=False))
    roadmap = Roadmap.objects.with_parties().get(pk=roadmap.pk)
    same(roadmap)
    same(roadmap, date(2026, 1, 31))


def test_so_does_a_declared_figure_alone():
    frozen = same(make_sample("hoja_de_ruta_bo_pe_2021_2022"), date(2022, 12, 31))
    assert json.loads(frozen.content)["declared"]["value"] == "92"


# --- What the parties agreed, and what they left unsaid ---------------------------------------------------
def fresh() -> Roadmap:
    return Roadmap.objects.with_parties().get()


@pytest.fixture
def agreed(secretariat_pe, secretariat_bo) -> Roadmap:
    """In force, with milestones and reports; 1.1 reprogrammed and the end extended, one of them for a later day."""
    with travel(SIGNED, tick=False):
        roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
        first = make_activity(roadmap, "1.1", milestones={"h1": 60, "h2": 40}, weight=2)
        make_report(first, "PE", milestones_met=["h1"], validated_at=SIGNED, as_of=date(2025, 12, 31))
        make_report(make_activity(roadmap, "2.2"), "PE", percent="33.333333333333", validated_at=SIGNED)
    make_institution("PE", "MIMP")
    changes = {
        "deadline": "2026-12-20",
        "milestones": [{"key": "h1", "title": "Uno", "due": "", "weight": "5"}],
    }
    for kind, subject, given, wanted in (
        ("reprogram", "1.1", changes, date(2026, 10, 15)),
        ("extend", "", {"end": "2027-12-31"}, None),
    ):
        made = propose(fresh(), secretariat_pe, kind, subject, given, now=NOON, wanted_on=wanted)
        accept(made, secretariat_bo, now=NOON)
    return fresh()


@pytest.mark.parametrize("day", [date(2026, 4, 30), DAY, date(2026, 10, 15), date(2027, 6, 30)])
def test_so_does_what_was_reprogrammed_and_extended(agreed, day):
    later = make_report(Activity.objects.get(number="2.2"), "BO", percent=100, as_of=date(2027, 3, 1))
    held = json.loads(same(agreed, day).content)
    assert (held["original"] is not None) == (day > date(2026, 12, 31))
    assert (f"report/{later.pk}" in {row["ref"] for row in held["reports"]}) == (day > date(2026, 12, 31))


@pytest.mark.parametrize("tacit", [True, False])
def test_so_does_what_nobody_answered(tacit):
    """As an agreement by silence, or as silence whose days are counted until it was frozen."""
    with travel(SIGNED, tick=False):
        roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE, tacit_conformity=tacit)
    make_evidence(make_report(make_activity(roadmap), percent=100))
    held = json.loads(same(fresh()).content)
    assert [row["ref"] for row in held["answers"]] == ([None] if tacit else [])
    assert "silent_days" not in json.dumps(held)


def test_so_do_two_views_that_stay_on_record(secretariat_pe, secretariat_bo):
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    activity = make_activity(roadmap)
    make_maintained(
        make_report(activity, "PE", percent=80, description="=1+1 «Dos»\r\nmesas"), secretariat_pe
    )
    make_answer(make_report(activity, "BO", percent=40), "agreed")
    make_difference(activity, secretariat_bo)
    held = json.loads(same(fresh()).content)
    assert held["answers"][0]["maintained"]["by"] == secretariat_pe.full_name
    assert [note["activity"] for note in held["notes"]] == ["1.1"]


# --- Texts and what one country alone reads ---------------------------------------------------------------
def test_the_content_holds_no_text_that_somebody_wrote():
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    report = make_report(make_activity(roadmap), percent=40, description="Llamar a Juana")
    make_evidence(report, "Acta de Juana")
    make_answer(report, reason="Falta Juana")
    frozen = summary.freeze(fresh(), as_of=DAY, now=NOW)
    assert "Juana" not in frozen.content
    assert {text.text for text in frozen.texts} == {"Llamar a Juana", "Acta de Juana", "Falta Juana"}


def test_the_same_text_never_leaves_the_same_hash():
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_report(make_activity(roadmap), percent=40, description="Sí", next_steps="Sí")
    frozen = summary.freeze(fresh(), as_of=DAY, now=NOW)
    assert len({text.sha256 for text in frozen.texts}) == len(frozen.texts) == 2


def test_of_what_one_country_alone_reads_there_is_its_commitment_only():
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    report = make_report(make_activity(roadmap), percent=100)
    make_evidence(
        report, "Acta reservada", visibility="own_country", salt="a" * 32, commitment="b" * 64, statement=""
    )
    (piece,) = json.loads(same(fresh()).content)["evidence"]
    assert (piece["commitment"], piece["title"], piece["sha256"]) == ("b" * 64, "", None)
    assert (piece["shared"], piece["counts"]) == (False, False)


# --- What does not fit is refused -------------------------------------------------------------------------
def tampered(change) -> str:
    frozen = summary.freeze(make_sample(), as_of=DAY, now=NOW)
    held = json.loads(frozen.content)
    change(held)
    return ledger.canonical(held)


def test_other_figures_than_those_that_were_frozen_are_never_shown():
    content = tampered(lambda held: held["reports"][0].update(percent="100", milestones_met=[]))
    with pytest.raises(summary.FiguresDiffer):
        summary.thaw(content, ())


def test_content_of_rules_that_this_version_does_not_know_is_refused():
    for changed in ({"rule_version": 2}, {"format": "alternat-figures/2"}):
        with pytest.raises(summary.UnknownFormat):
            summary.thaw(tampered(lambda held, changed=changed: held.update(changed)), ())


def test_thawing_asks_nothing_of_the_database(django_assert_num_queries):
    frozen = summary.freeze(make_sample(), as_of=DAY, now=NOW)
    with django_assert_num_queries(0):
        list(outputs(summary.thaw(frozen.content, frozen.texts)))


# --- What differs -----------------------------------------------------------------------------------------
def changed(act) -> dict[tuple[str, str, str], tuple]:
    """What differs between before and after, by what it is, its reference and its field."""
    contents = []
    for step in (lambda: None, act):
        step()
        frozen = summary.freeze(fresh(), as_of=DAY, now=NOW)
        contents.append(summary.resolved(frozen.content, frozen.texts))
    found = summary.changes(*contents)
    assert summary.changes(contents[0], contents[0]) == []
    return {(one.what, one.ref, one.field): (one.before, one.after) for one in found}


@pytest.fixture
def small():
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    make_report(make_activity(roadmap), percent=40, description="Llamar a Juana")
    return fresh()


def test_nothing_differs_where_nothing_changed(small):
    assert changed(lambda: None) == {}


def test_a_new_report_is_told_with_each_figure_that_it_moves(small):
    found = changed(lambda: make_report(Activity.objects.get(), "BO", percent=60))
    pk = ProgressReport.objects.latest("pk").pk
    assert found["report", f"report/{pk}", ""][0] is None
    assert found["figure", "activity/1.1", "value"] == ("0.0", "40.0")
    assert found["figure", "activity/1.1/BO", "report"] == (None, pk)
    assert found["figure", "total", "with_report"] == (1, 2)
    assert ("figure", "country/PE", "average") not in found


def test_a_change_of_the_plan_is_told_by_its_fields(small):
    found = changed(lambda: Activity.objects.update(weight=3, title="Otra"))
    ref = f"activity/{Activity.objects.get().pk}"
    assert found == {
        ("activity", ref, "title"): ("Actividad 1.1", "Otra"),
        ("activity", ref, "weight"): ("1", "3"),
    }


def test_a_name_that_changed_is_told_too(small):
    found = changed(lambda: Institution.objects.update(name="Otra"))
    assert [key[2] for key in found] == ["responsibles"]


def test_what_is_kept_of_a_difference_holds_nobodys_words(small, secretariat_bo):
    contents = []
    for step in (lambda: None, lambda: ProgressReport.objects.update(description="Llamar a Rosa")):
        step()
        frozen = summary.freeze(fresh(), as_of=DAY, now=NOW)
        contents.append(summary.resolved(frozen.content, frozen.texts))
    (one,) = summary.changes(*contents)
    assert (one.before, one.after, one.is_text) == ("Llamar a Juana", "Llamar a Rosa", True)
    kept = json.dumps(one.as_reference())
    assert "Juana" not in kept
    assert "Rosa" not in kept
    assert one.as_reference()["field"] == "description"


def test_answers_evidence_and_positions_are_told_by_their_reports(small, secretariat_pe):
    report = ProgressReport.objects.get()

    def act():
        make_maintained(report, secretariat_pe)
        make_evidence(report)

    rows = {key[0] for key, values in changed(act).items() if key[2] == "" and values[0] is None}
    assert rows == {"answer", "evidence"}


@pytest.mark.django_db
def test_what_stands_now_is_compared_without_hashing_it() -> None:
    """The same as freezing it and putting its texts back."""
    roadmap = Roadmap.objects.with_parties().get(pk=fill(Shape(activities=5, reports=6))[0].pk)
    frozen = summary.freeze(roadmap, as_of=DAY, now=NOW)
    assert summary.as_it_stands(roadmap, as_of=DAY, now=NOW) == summary.resolved(frozen.content, frozen.texts)
