"""The summary: the figures of `completion` with all that is shown, in queries that never grow in number."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from roadmap import summary
from roadmap.models import Conformity, CutoffDate, DeclaredFigure, Roadmap
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

DAY = date(2026, 9, 30)
LATER = datetime(2027, 1, 31, 12, tzinfo=UTC)


def loaded(code: str = "bo-pe-2025-2026") -> Roadmap:
    return Roadmap.objects.with_parties().get(code=code)


def agree(report, decision="agreed", at=NOON, reason=""):
    return Conformity.objects.create(
        report=report,
        country=report.activity.roadmap.counterpart(report.country_id),
        decision=decision,
        decided_at=at,
        reason=reason or ("Falta el acta" if decision == "observed" else ""),
    )


@pytest.fixture
def roadmap(db):
    return make_roadmap()


def test_an_activity_shows_both_countries_as_completion_computed_them(roadmap):
    activity = make_activity(roadmap, milestones={"a": 60, "b": 40})
    make_evidence(make_report(activity, "PE", milestones_met=["a", "b"]))
    agree(make_report(activity, "BO", milestones_met=["a"]))
    found = summary.live(loaded(), now=LATER, as_of=DAY)
    (row,) = found.activities
    assert row.value == 60
    assert row.countries["PE"].value == 100
    assert row.countries["BO"].value == 60
    assert row.countries["PE"].waiting
    assert row.countries["PE"].evidence_count == 1
    assert row.countries["BO"].answer == "agreed"
    assert [stone.met_by for stone in row.milestones] == [("BO", "PE"), ("PE",)]


def test_seven_queries_whatever_the_size(roadmap, django_assert_num_queries):
    for number in range(1, 4):
        activity = make_activity(roadmap, f"1.{number}", milestones={"a": 1})
        for month in range(1, 9):
            report = make_report(activity, "PE", milestones_met=["a"], as_of=date(2026, month, 1))
            make_evidence(report)
            agree(report)
    few = make_roadmap("bo-pe-1")
    make_activity(few, "1.1")
    for code in ("bo-pe-1", "bo-pe-2025-2026"):
        for detail in (False, True):
            roadmap = loaded(code)
            with django_assert_num_queries(9 if detail else 7):
                summary.live(roadmap, now=LATER, as_of=DAY, detail=detail)
        with django_assert_num_queries(7):
            summary.live(roadmap, now=LATER, as_of=DAY, known_at=NOON)


def test_many_roadmaps_take_the_queries_of_one(roadmap, django_assert_num_queries):
    make_report(make_activity(roadmap), "PE", percent=50)
    for number in range(3):
        other = make_roadmap(f"bo-pe-{number}")
        make_report(make_activity(other), "BO", percent=100)
    roadmaps = list(Roadmap.objects.with_parties())
    with django_assert_num_queries(7):
        found = summary.live_all(roadmaps, now=NOON)
    averages = {row.roadmap.code: row.total.average for row in found}
    assert averages == {"bo-pe-2025-2026": 0, "bo-pe-0": 0, "bo-pe-1": 0, "bo-pe-2": 0}
    assert [row.total.with_report for row in found] == [1, 1, 1, 1]


def test_many_roadmaps_give_what_each_one_gives_alone(roadmap):
    make_report(make_activity(roadmap, kind="parallel"), "PE", percent=50)
    make_report(make_activity(make_roadmap("bo-pe-2"), "2.1"), "BO", percent=100)
    for found in summary.live_all(list(Roadmap.objects.with_parties()), now=NOON):
        alone = summary.live(loaded(found.roadmap.code), now=LATER, as_of=found.as_of)
        assert found.as_dict() == alone.as_dict()


def test_no_roadmap_takes_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert summary.live_all([], now=NOON) == []


def test_a_party_is_shown_as_counts(roadmap):
    agreed, observed, waiting, _none = (make_activity(roadmap, f"1.{n}") for n in range(1, 5))
    agree(make_report(agreed, "PE", percent=80, as_of=DAY))
    agree(make_report(observed, "PE", percent=80), decision="observed")
    make_report(waiting, "PE", percent=80, as_of=DAY)
    counts = summary.live(loaded(), now=LATER, as_of=DAY).parties["PE"]
    assert (counts.activities, counts.validated, counts.agreed) == (4, 3, 1)
    assert (counts.observed, counts.waiting, counts.without_report) == (1, 1, 1)
    assert counts.stale == 0
    later = summary.live(loaded(), now=LATER, as_of=date(2026, 12, 30)).parties["PE"]
    assert later.stale == 1


def test_what_is_withdrawn_or_not_yet_in_force_stands_apart(roadmap):
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "1.2", withdrawn_on=date(2026, 1, 1))
    make_activity(roadmap, "1.3", effective_from=date(2026, 12, 1))
    found = summary.live(loaded(), now=LATER, as_of=DAY)
    assert [row.number for row in found.activities] == ["1.1"]
    assert [row.number for row in found.withdrawn] == ["1.2"]
    assert [row.number for row in found.not_yet] == ["1.3"]
    assert found.withdrawn[0] is found.activity("1.2")
    assert found.withdrawn[0].state is None
    assert found.activity("9.9") is None


def test_overdue_counts_days_and_the_longest_comes_first(roadmap):
    make_activity(roadmap, "1.1", deadline=DAY)
    make_activity(roadmap, "1.2", deadline=DAY - timedelta(days=1))
    make_activity(roadmap, "1.3", deadline=DAY - timedelta(days=40))
    found = summary.live(loaded(), now=LATER, as_of=DAY)
    assert [(row.number, row.days_overdue) for row in found.overdue] == [("1.3", 40), ("1.2", 1)]


def test_who_only_supports_owes_no_report(roadmap):
    activity = make_activity(roadmap, kind="national", responsibles={"PE": ["MIMP"]})
    other = make_activity(roadmap, "1.2", responsibles={"BO": ["FGE"]})
    other.responsibilities.update(role="support", activity=activity)
    other.delete()
    (row,) = summary.live(loaded(), now=LATER, as_of=DAY).activities
    assert list(row.countries) == ["PE"]
    assert [who.acronym for who in row.responsibles] == ["MIMP", "FGE"]


def test_an_institution_that_is_gone_is_told_apart(roadmap):
    activity = make_activity(roadmap, responsibles={"BO": ["DGLCTTP"], "PE": ["MIMP"]})
    institution = activity.responsibilities.get(country="BO").institution
    institution.valid_until = date(2026, 1, 31)
    institution.save()
    (row,) = summary.live(loaded(), now=LATER, as_of=DAY).activities
    assert {who.acronym: who.exists for who in row.responsibles} == {"DGLCTTP": False, "MIMP": True}


def test_detail_brings_texts_people_and_evidence(roadmap, focal_pe, secretariat_pe, secretariat_bo):
    activity = make_activity(roadmap)
    earlier = make_report(activity, "PE", percent=40, as_of=date(2025, 12, 31), author=focal_pe)
    make_evidence(earlier, "Acta 1")
    report = make_report(
        activity, "PE", percent=40, author=focal_pe, description="Taller", validated_by=secretariat_pe
    )
    make_evidence(report, "Acta 2")
    Conformity.objects.create(
        report=earlier, country_id="BO", decision="agreed", decided_at=NOON, decided_by=secretariat_bo
    )
    found = summary.live(loaded(), now=LATER, as_of=DAY, detail=True)
    side = found.activities[0].countries["PE"]
    assert side.report is not None
    assert side.answer_row is not None
    assert (side.report.description, side.report.author) == ("Taller", "Focal Pe")
    assert side.report.validated_by == "Secretaria Pe"
    assert [(row.title, row.inherited) for row in side.evidence] == [("Acta 2", False), ("Acta 1", True)]
    assert (side.answer_row.decided_by, side.answer_inherited) == ("Secretaria Bo", True)
    assert [row.as_of for row in found.reports_of("1.1", "PE")] == [report.as_of, earlier.as_of]


def test_drafts_never_count(roadmap):
    make_report(make_activity(roadmap), "PE", percent=100, status="submitted")
    found = summary.live(loaded(), now=LATER, as_of=DAY, detail=True)
    assert found.total.with_report == 0
    assert found.reports_of("1.1", "PE") == ()


def test_changes_are_validations_and_answers_since_an_instant(roadmap, secretariat_pe):
    report = make_report(make_activity(roadmap), "PE", percent=50, validated_by=secretariat_pe)
    agree(report, "observed", at=NOON + timedelta(days=2))
    found = summary.live(loaded(), now=LATER, as_of=DAY)
    assert [(change.kind, change.country) for change in found.changes_since(NOON)] == [
        ("observed", "BO"),
        ("report_validated", "PE"),
    ]
    assert found.changes_since(NOON)[1].who == "Secretaria Pe"
    assert [change.kind for change in found.changes_since(NOON + timedelta(days=1))] == ["observed"]


def test_what_was_answered_after_the_known_instant_is_left_out(roadmap):
    report = make_report(make_activity(roadmap), "PE", percent=50)
    agree(report, at=NOON + timedelta(days=2))
    agree(report, "observed", at=NOON + timedelta(days=4))
    for after, answer in ((1, None), (3, "agreed"), (5, "observed")):
        found = summary.live(
            loaded(), now=LATER, as_of=DAY, known_at=NOON + timedelta(days=after), detail=True
        )
        side = found.activities[0].countries["PE"]
        assert side.answer == answer
        assert side.report is not None
        assert len(side.report.answers) == after // 2


def test_a_report_validated_after_the_known_instant_is_left_out(roadmap):
    make_report(make_activity(roadmap), "PE", percent=50)
    found = summary.live(loaded(), now=LATER, as_of=DAY, known_at=NOON - timedelta(seconds=1), detail=True)
    assert found.total.with_report == 0
    assert found.reports_of("1.1", "PE") == ()
    assert found.changes_since(datetime(2020, 1, 1, tzinfo=UTC)) == ()


def test_a_declared_figure_stands_alone(db):
    roadmap = make_roadmap("bo-pe-2021-2022")
    CutoffDate.objects.all().delete()
    DeclaredFigure.objects.create(roadmap=roadmap, value=Decimal("92"), source="Comunicado")
    found = summary.live(loaded("bo-pe-2021-2022"), now=LATER, as_of=DAY)
    assert found.only_declared
    assert found.total.fulfilment is None
    figures = found.as_dict()
    assert (figures["committed"], figures["display"], figures["activities"]) == (0, None, {})
    assert figures["declared"] == {"value": "92.0", "source": "Comunicado", "declared_on": None}


def test_a_historical_record_is_marked_until_both_parties_confirm_it(roadmap):
    activity = make_activity(roadmap)
    make_report(activity, "PE", percent=50)
    assert summary.live(loaded(), now=LATER, as_of=DAY).record is None
    make_report(activity, "BO", percent=50, from_workbook=True)
    assert summary.live(loaded(), now=LATER, as_of=DAY).record == "unconfirmed"
    roadmap.status = Roadmap.Status.IN_FORCE
    roadmap.save()
    assert summary.live(loaded(), now=LATER, as_of=DAY).record == "confirmed"


def test_elapsed_time_is_that_of_the_roadmap(db):
    make_roadmap(start=date(2026, 1, 1), end=date(2026, 1, 31))
    assert summary.live(loaded(), now=LATER, as_of=date(2026, 1, 16)).elapsed == Fraction(1, 2)
    found = summary.live(loaded(), now=LATER, as_of=date(2026, 1, 31))
    assert found.elapsed == 1
    assert (found.ended, found.leading) == (True, "fulfilment")
    assert summary.live(loaded(), now=LATER, as_of=date(2026, 1, 30)).leading == "due"


def test_today_is_the_earlier_day_of_the_two_parties(roadmap):
    four_thirty_utc = datetime(2026, 6, 2, 4, 30, tzinfo=UTC)  # 00:30 in La Paz, still 23:30 in Lima
    assert summary.default_as_of(loaded(), four_thirty_utc) == date(2026, 6, 1)
    assert summary.latest_as_of(loaded(), four_thirty_utc) == date(2026, 6, 2)
