"""The dashboard and the list of roadmaps: the right figures for the right person, in few queries."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from roadmap.models import Conformity, DeclaredFigure, Roadmap
from tests.build import make_activity, make_evidence, make_report, make_roadmap, make_sample
from tests.generator import Shape, fill

TODAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = "?as_of=2026-09-30"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def words(response) -> str:
    """What a reader sees: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def dashboard(client, user, query: str = "", code: str = "bo-pe-2025-2026"):
    client.force_login(user)
    return client.get(reverse("roadmap:dashboard", args=[code]) + query)


def test_the_golden_roadmap_shows_its_three_figures_with_their_fractions(client, secretariat_bo):
    make_sample()
    text = words(dashboard(client, secretariat_bo, DAY))
    assert "40 % 2 de 5 exigibles a la fecha" in text
    assert "18 % 2 de 11 actividades" in text
    assert "76,5 % promedio de 11 actividades" in text
    assert "22 de 22 reportes" in text
    assert text.index("40 %") < text.index("18 %") < text.index("76,5 %")


def test_after_the_end_fulfilment_leads(client, secretariat_bo):
    make_sample("hoja_de_ruta_ejemplo_xa_xb")
    Roadmap.objects.update(is_example=True)
    response = dashboard(client, secretariat_bo, code="ejemplo-xa-xb-2021-2022")
    assert [figure.key for figure in response.context["headlines"]] == ["fulfilment", "due", "average"]
    text = words(response)
    assert "92 % 23 de 25 actividades" in text
    assert "No cumplidas · 2" in text


def test_numbers_are_written_as_the_readers_country_does(client, secretariat_pe):
    make_sample()
    assert "76.5 % promedio" in words(dashboard(client, secretariat_pe, DAY))


def test_in_english_everything_is_english(client, secretariat_bo):
    secretariat_bo.language = "en"
    secretariat_bo.save()
    make_sample()
    text = words(dashboard(client, secretariat_bo, DAY))
    assert "40% 2 of 5 due so far" in text
    assert "What changed in the 30 days up to 30/09/2026" in text


def test_each_one_sees_the_own_country_first(client, secretariat_pe, secretariat_bo):
    make_sample()
    for user, order in ((secretariat_pe, ["PE", "BO"]), (secretariat_bo, ["BO", "PE"])):
        response = dashboard(client, user)
        assert [country.code for country in response.context["parties"]] == order
        rows = response.context["count_rows"]
        assert all(
            f"country={code}" in rows[1]["cells"][place]["address"] for place, code in enumerate(order)
        )


def test_both_parties_are_counts_and_nobody_is_ranked(client, secretariat_pe):
    make_sample()
    response = dashboard(client, secretariat_pe, DAY)
    counts = {
        row["label"]: [cell["count"] for cell in row["cells"]] for row in response.context["count_rows"]
    }
    assert list(counts.values())[:5] == [[11, 11], [11, 11], [7, 7], [1, 1], [3, 3]]


def test_percentages_of_a_country_are_for_its_own_side(client, secretariat_pe, reader):
    make_sample()
    assert "Cifras propias (Perú), solo para su parte" in words(dashboard(client, secretariat_pe))
    assert "country=PE" not in words(dashboard(client, reader))
    text = words(dashboard(client, reader))
    assert "Cifras propias (Bolivia)" in text
    assert "Cifras propias (Perú)" not in text


def test_of_a_foreign_example_no_country_has_percentages(client, secretariat_pe):
    make_sample("hoja_de_ruta_ejemplo_xa_xb")
    Roadmap.objects.update(is_example=True)
    text = words(dashboard(client, secretariat_pe, code="ejemplo-xa-xb-2021-2022"))
    assert "solo para su propia parte" not in text


def test_both_parties_see_for_how_long_one_waits_for_the_other(client, secretariat_bo):
    activity = make_activity(make_roadmap())
    make_report(activity, "PE", percent=50, validated_at=TODAY - timedelta(days=12))
    make_report(make_activity(activity.roadmap, "1.2"), "PE", percent=50, validated_at=TODAY)
    (row,) = [
        row
        for row in dashboard(client, secretariat_bo).context["count_rows"]
        if any(cell["note"] for cell in row["cells"])
    ]
    assert [(cell["count"], cell["note"]) for cell in row["cells"]] == [(0, ""), (2, "hasta 12 días")]


def test_what_calls_for_attention_is_named_with_its_reason(client, secretariat_bo):
    make_sample()
    text = words(dashboard(client, secretariat_bo))
    assert "venció el 30/09/2026, hace 51 días · avance 100,0 % · Perú: observado por la contraparte" in text
    assert "Sin reporte · 0" in text


def test_changes_are_those_of_the_last_30_days(client, secretariat_bo, secretariat_pe):
    activity = make_activity(make_roadmap())
    make_report(activity, "PE", percent=50, validated_at=TODAY - timedelta(days=40))
    report = make_report(
        activity, "BO", percent=70, validated_at=TODAY - timedelta(days=3), validated_by=secretariat_bo
    )
    Conformity.objects.create(
        report=report,
        country_id="PE",
        decision="observed",
        reason="Falta el acta",
        decided_at=TODAY - timedelta(days=1),
        decided_by=secretariat_pe,
    )
    told = dashboard(client, secretariat_bo).context["changes"]
    assert [(row["badge"], row["who"], row["reason"]) for row in told] == [
        ("observed", "Secretaria Pe", "Falta el acta"),
        ("validated", "Secretaria Bo", ""),
    ]


def test_another_day_shows_the_figures_of_then_and_its_links_keep_it(client, secretariat_bo):
    make_sample()
    response = dashboard(client, secretariat_bo, "?as_of=2025-12-31")
    assert "9 % 1 de 11 actividades" in words(response)
    page = response.content.decode()
    links = re.findall(r'href="(/roadmaps/[^"]*(?:activities|why)[^"]*)"', page)
    assert links
    assert [link for link in links if "as_of=2025-12-31" not in link] == []


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2026-02-30", "Eso no es una fecha"),
        ("ayer", "Eso no es una fecha"),
        ("2027-01-01", "Ese día aún no llega"),
        ("2025-04-23", "comienza el 24/04/2025"),
    ],
)
def test_a_day_without_figures_is_told_and_today_is_shown(client, secretariat_bo, day, problem):
    make_roadmap()
    response = dashboard(client, secretariat_bo, f"?as_of={day}")
    assert response.status_code == 200
    assert problem in words(response)
    assert response.context["day"].as_of == date(2026, 11, 20)


def test_a_historical_record_is_marked(client, secretariat_bo):
    make_sample(status=Roadmap.Status.IN_PREPARATION)
    assert "sin confirmar" in words(dashboard(client, secretariat_bo))


def test_a_declared_figure_is_shown_with_its_source_and_no_breakdown(client, secretariat_bo):
    make_sample("hoja_de_ruta_bo_pe_2021_2022")
    text = words(dashboard(client, secretariat_bo, code="bo-pe-2021-2022"))
    assert "92 %" in text
    assert "Comunicado del 24/04/2025" in text
    assert "Por eje" not in text


def test_who_is_of_no_party_does_not_find_it(client, outsider, observer, operator):
    make_roadmap()
    for user in (outsider, observer, operator):
        assert dashboard(client, user).status_code == 404


def test_nothing_is_committed_yet(client, secretariat_bo):
    make_roadmap()
    text = words(dashboard(client, secretariat_bo))
    assert "— 0 de 0" in text


@pytest.mark.on_both
def test_at_most_twelve_queries_and_the_same_number_whatever_the_size(
    client, reader, django_assert_num_queries
):
    """1 and 100 roadmaps; 24 and 240 reports for each activity."""
    fill(Shape(roadmaps=1, reports=24, until=TODAY.date(), history=False))
    first = reverse("roadmap:dashboard", args=[Roadmap.objects.earliest("pk").code])
    client.force_login(reader)
    with django_assert_num_queries(11) as counted:
        client.get(first)
    assert len(counted) <= 12
    for number in range(99):
        make_activity(make_roadmap(f"bo-pe-{number}"))
    with django_assert_num_queries(11):
        client.get(first)


def test_ten_times_the_reports_take_the_same_queries(client, reader, django_assert_num_queries):
    fill(Shape(roadmaps=1, reports=240, until=TODAY.date(), history=False))
    address = reverse("roadmap:dashboard", args=[Roadmap.objects.get().code])
    client.force_login(reader)
    with django_assert_num_queries(11):
        client.get(address)


# --- The list ---------------------------------------------------------------------------------------------
def listed(client, user):
    client.force_login(user)
    return client.get(reverse("roadmap:roadmap-list"))


def test_a_card_has_period_leading_figure_elapsed_time_and_what_is_overdue(client, secretariat_bo):
    make_sample()
    text = words(listed(client, secretariat_bo))
    assert "24/04/2025 – 31/12/2026" in text
    assert "33 % 2 de 6 exigibles a la fecha" in text
    assert "Tiempo transcurrido: 93 %" in text
    assert "4 vencidas" in text


def test_a_declared_figure_is_public_with_its_source(client, observer):
    make_sample("hoja_de_ruta_bo_pe_2021_2022")
    text = words(listed(client, observer))
    assert "92 %" in text
    assert "Comunicado del 24/04/2025" in text


def test_an_observer_sees_the_list_without_live_figures(client, observer):
    make_sample()
    page = listed(client, observer)
    assert "Hoja de Ruta Binacional Bolivia–Perú 2025–2026" in words(page)
    assert "exigibles" not in words(page)
    assert f'href="{reverse("roadmap:dashboard", args=["bo-pe-2025-2026"])}"' not in page.content.decode()


def test_who_is_of_no_party_sees_an_empty_list(client, outsider):
    make_sample()
    text = words(listed(client, outsider))
    assert "Aún no hay hojas de ruta" in text


def test_what_is_in_force_stands_before_what_is_prepared_and_what_is_over(client, reader):
    make_roadmap("after", end=date(2028, 12, 31), status=Roadmap.Status.IN_PREPARATION)
    make_roadmap("before", end=date(2026, 1, 31), status=Roadmap.Status.FINISHED)
    make_roadmap("now", status=Roadmap.Status.IN_FORCE)
    cards = listed(client, reader).context["cards"]
    assert [card["roadmap"].code for card in cards] == ["now", "after", "before"]


def test_the_list_takes_the_same_queries_for_any_number_of_roadmaps(
    client, reader, django_assert_num_queries
):
    make_evidence(make_report(make_activity(make_roadmap()), "PE", percent=50))
    DeclaredFigure.objects.create(roadmap=make_roadmap("bo-pe-2021"), value=Decimal(92), source="Comunicado")
    client.force_login(reader)
    with django_assert_num_queries(11):
        client.get(reverse("roadmap:roadmap-list"))
    for number in range(20):
        make_evidence(make_report(make_activity(make_roadmap(f"bo-pe-{number}")), "PE", percent=50))
    with django_assert_num_queries(11):
        client.get(reverse("roadmap:roadmap-list"))
