"""What a report holds: the figures of the summary, in the order of the copy, in words."""

from dataclasses import asdict, replace
from datetime import date

import pytest

from roadmap import summary
from roadmap.models import Conformity, Roadmap
from roadmap.reports import context
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

from .conftest import COPIES, CUTOFF, EXPECTED, NOW, context_of, load_sample

pytestmark = pytest.mark.any_database


def of(figures, key):
    return next(figure for figure in figures if figure.key == key)


@pytest.mark.parametrize("copy", COPIES)
def test_every_copy_has_the_expected_figures(contexts, copy):
    made = contexts[copy]
    fulfilment, due, average = (of(made.figures, key) for key in ("fulfilment", "due", "average"))
    assert (fulfilment.part, fulfilment.whole) == (EXPECTED["fulfilled"], EXPECTED["committed"])
    assert (fulfilment.percent, average.percent) == (EXPECTED["fulfilment"], EXPECTED["average"])
    assert (due.part, due.whole) == (EXPECTED["due_fulfilled"], EXPECTED["due"])
    assert (made.coverage.part, made.coverage.whole) == (
        EXPECTED["with_report"],
        EXPECTED["expected_reports"],
    )


@pytest.mark.parametrize("copy", COPIES)
def test_every_axis_and_activity_has_the_expected_figures(contexts, copy):
    for axis in contexts[copy].axes:
        expected = EXPECTED["axes"][str(axis.number)]
        assert of(axis.figures, "fulfilment").percent == expected["fulfilment"]
        assert of(axis.figures, "average").percent == expected["average"]
    for activity in contexts[copy].activities:
        expected = EXPECTED["activities"][activity.number]
        assert activity.value == expected["value"]
        assert activity.fulfilled == expected["fulfilled"]


def test_every_side_says_what_the_completion_command_says(db):
    found = summary.live(load_sample(), as_of=CUTOFF, now=NOW, detail=True)
    figures = found.as_dict()["activities"]
    for activity in context.build(found, copy="PE", language="es", issued_at=NOW).activities:
        assert activity.state == figures[activity.number]["state"]
        for side in activity.sides:
            said = figures[activity.number]["countries"][side.country]
            assert (side.value, side.fulfilled) == (said["value"], said["fulfilled"])
            assert (side.answer.decision if side.answer else None) == said["conformity"]
            assert side.report
            assert (side.report.id, len(side.evidence)) == (said["report"], said["evidence"])


def test_each_copy_names_its_own_country_first(contexts):
    assert [party.code for party in contexts["PE", "es"].parties] == ["PE", "BO"]
    assert [party.code for party in contexts["BO", "es"].parties] == ["BO", "PE"]
    assert "Perú–Bolivia" in contexts["PE", "es"].title
    assert "Bolivia–Perú" in contexts["BO", "es"].title
    assert [side.country for side in contexts["PE", "es"].activities[0].sides] == ["PE", "BO"]


def test_without_a_copy_the_parties_stand_alphabetically(contexts):
    assert [party.name for party in contexts[None, "es"].parties] == ["Bolivia", "Perú"]
    assert [party.name for party in contexts[None, "en"].parties] == ["Bolivia", "Peru"]


def test_both_copies_count_the_same_of_each_party(contexts):
    peru, bolivia = contexts["PE", "es"], contexts["BO", "es"]
    assert [count.values for count in peru.counts] == [count.values[::-1] for count in bolivia.counts]


def test_an_act_has_the_same_day_in_both_copies(contexts):
    def acts(made):
        sides = sorted((one.number, side.country, side) for one in made.activities for side in one.sides)
        return [(side.report.validated_text, side.evidence[0].accepted_text) for *_key, side in sides]

    assert acts(contexts["PE", "es"]) == acts(contexts["BO", "es"])
    assert acts(contexts["PE", "es"])[0] == ("10/10/2026", "10/10/2026")


def test_no_percentage_of_one_country_over_several_activities_is_shared(contexts):
    shared = asdict(contexts["PE", "es"])
    assert not {"countries", "tallies"} & shared.keys()
    assert {figure["key"] for figure in shared["figures"]} == {"due", "fulfilment", "average"}
    assert all(isinstance(value, int) for count in shared["counts"] for value in count["values"])


@pytest.mark.parametrize(
    ("copy", "language", "written"),
    [
        ("PE", "es", "76.5\N{NO-BREAK SPACE}%"),
        ("BO", "es", "76,5\N{NO-BREAK SPACE}%"),
        ("PE", "en", "76.5%"),
        ("BO", "en", "76,5%"),
        (None, "es", "76,5\N{NO-BREAK SPACE}%"),
        (None, "en", "76.5%"),
    ],
)
def test_numbers_are_written_as_the_country_of_the_copy_writes_them(contexts, copy, language, written):
    assert of(contexts[copy, language].figures, "average").headline == written


@pytest.mark.parametrize(
    ("copy", "language", "written"),
    [("PE", "en", "15/12/2026"), (None, "es", "15/12/2026"), (None, "en", "15 Dec 2026")],
)
def test_no_date_can_be_read_as_another_day(contexts, copy, language, written):
    assert contexts[copy, language].activities[0].deadline_text == written


def test_the_report_says_until_when_it_knows_in_the_time_of_the_copy(contexts):
    assert "20 de noviembre de 2026, 10:00 (hora oficial, Perú)" in contexts["PE", "es"].known_text
    assert "20 de noviembre de 2026, 11:00 (hora oficial, Bolivia)" in contexts["BO", "es"].known_text
    assert "20 November 2026, 15:00 (universal time, UTC)" in contexts[None, "en"].known_text


def test_a_record_from_a_workbook_is_marked_until_both_confirm_it(contexts):
    made = contexts["PE", "es"]
    assert (made.historical, made.historical_text) == (22, "Carga histórica, sin confirmar")


def test_a_country_that_is_no_party_has_no_copy(db):
    make_roadmap()
    found = summary.live(Roadmap.objects.with_parties().get(), as_of=CUTOFF, now=NOW, detail=True)
    with pytest.raises(ValueError, match="CL"):
        context.build(found, copy="CL", language="es", issued_at=NOW)


def test_what_is_withdrawn_is_said_and_stands_apart(db):
    roadmap = make_roadmap()
    make_activity(roadmap, "1.1")
    make_activity(roadmap, "1.2", withdrawn_on=date(2026, 3, 1))
    make_activity(roadmap, "1.3", effective_from=date(2026, 12, 1))
    made = context_of(Roadmap.objects.with_parties().get())
    assert of(made.figures, "fulfilment").fraction == "0 de 1 (2 suscritas, 1 retiradas)"
    assert [one.number for one in made.activities] == ["1.1"]
    assert [one.number for one in made.withdrawn] == ["1.2"]
    assert [one.number for one in made.not_yet] == ["1.3"]
    assert made.withdrawn[0].value is None
    assert [(row.number, row.note) for row in made.without_report] == [("1.1", "Perú, Bolivia")]


def test_both_judgements_stay_visible(db):
    activity = make_activity(make_roadmap())
    report = make_report(activity, "PE", percent=100)
    make_evidence(report)
    Conformity.objects.create(
        report=report, country_id="BO", decision="observed", reason="Falta el acta", decided_at=NOON
    )
    made = context_of(Roadmap.objects.with_parties().get())
    ((_one, side),) = made.observed
    assert side.answer
    assert (side.value, side.answer.reason, side.answer.country) == ("100.0", "Falta el acta", "BO")


def test_a_national_activity_has_one_side_that_answers(db):
    make_activity(make_roadmap(), kind="national", responsibles={"PE": ["MIMP"]})
    own, other = context_of(Roadmap.objects.with_parties().get()).activities[0].sides
    assert (own.responsible, own.status) == (True, "no_report")
    assert (other.responsible, other.value, other.value_text) == (False, None, "—")


def test_texts_lose_what_no_format_can_hold(db):
    activity = make_activity(make_roadmap(), title="Mesa\x0b de\x1f trabajo")
    make_report(activity, "PE", percent=50, description="uno\r\ndos\x07")
    made = context_of(Roadmap.objects.with_parties().get()).activities[0]
    assert made.title == "Mesa de trabajo"
    assert made.sides[0].report
    assert made.sides[0].report.description == "uno\ndos"


def test_a_declared_figure_stands_alone(db):
    made = context_of(load_sample("hoja_de_ruta_bo_pe_2021_2022.xlsx"), day=date(2022, 12, 31))
    assert made.declared
    assert made.declared.value == "92"
    assert made.declared.percent_text == "92\N{NO-BREAK SPACE}%"
    assert made.axes == ()
    assert of(made.figures, "fulfilment").percent is None


@pytest.mark.parametrize("activities", [3, 60])
def test_a_report_takes_ten_queries_whatever_its_size(db, django_assert_num_queries, activities):
    roadmap = make_roadmap()
    for number in range(activities):
        make_evidence(make_report(make_activity(roadmap, f"1.{number}"), "PE", percent=50))
    with django_assert_num_queries(10):
        context_of(Roadmap.objects.with_parties().get())


def test_an_axis_brings_its_own_number_or_gets_one(contexts, db):
    assert contexts["PE", "es"].axes[0].label == "I. Planificación y monitoreo"
    make_activity(make_roadmap())
    assert context_of(Roadmap.objects.with_parties().get()).axes[0].label == "1. Eje 1"


def test_a_context_compares_by_what_it_holds(contexts):
    made = contexts["PE", "es"]
    assert replace(made) == made
