"""The list of activities: filtered and sorted by the address, the same for everybody who follows it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.build import make_activity, make_institution, make_report, make_roadmap, make_sample
from tests.generator import Shape, fill

TODAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def page(client, user, query: str = "", code: str = "bo-pe-2025-2026"):
    client.force_login(user)
    return client.get(reverse("roadmap:activity-list", args=[code]) + query)


def numbers(response) -> list[str]:
    return [row.number for row, _sides, _leads in response.context["rows"]]


@pytest.fixture
def sample(db):
    return make_sample()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?axis=2", ["2.1", "2.2", "2.3"]),
        ("?state=overdue", ["2.2", "2.3", "3.2", "3.3"]),
        ("?state=observed", ["2.3", "3.3"]),
        ("?state=observed&country=PE", ["2.3"]),
        ("?state=waiting&axis=1", ["1.2"]),
        ("?state=fulfilled_late", ["3.1"]),
        ("?q=PREVENCION+campana", ["2.1"]),
        ("?q=retorno", ["3.2"]),
        ("?q=fgé", ["1.2", "3.1", "4.1", "4.2"]),
        ("?axis=2&state=at_risk", ["2.1"]),
        ("?q=nada+de+esto", []),
    ],
)
def test_the_address_filters(client, secretariat_pe, sample, query, expected):
    assert numbers(page(client, secretariat_pe, query)) == expected


def test_an_institution_filters_on_its_own_side(client, secretariat_pe, sample):
    """Both states have an MRE: each is a row of its own."""
    for country in ("BO", "PE"):
        own = make_institution(country, "MRE")
        shown = numbers(page(client, secretariat_pe, f"?institution={own.pk}"))
        told = sample.activities.filter(responsibilities__institution=own).order_by("position")
        assert shown == list(told.values_list("number", flat=True))
        assert shown


@pytest.mark.parametrize(
    "query", ["?axis=99", "?axis=x", "?country=ZZ", "?state=nada", "?institution=-1", "?sort=x"]
)
def test_what_is_asked_wrongly_does_not_filter(client, secretariat_pe, sample, query):
    assert len(numbers(page(client, secretariat_pe, query))) == 11


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("", "1.1", "4.2"),
        ("-number", "4.2", "1.1"),
        ("deadline", "1.3", "4.2"),
        ("-value", "1.3", "2.1"),
        ("PE", "1.2", "3.3"),
        ("title", "2.1", "4.2"),
        ("state", "1.3", "1.1"),
    ],
)
def test_the_address_sorts(client, secretariat_pe, sample, sort, first, last):
    shown = numbers(page(client, secretariat_pe, f"?sort={sort}"))
    assert (shown[0], shown[-1]) == (first, last)


def test_a_heading_sorts_and_keeps_filters_and_day(client, secretariat_pe, sample):
    content = page(client, secretariat_pe, "?axis=2&as_of=2026-09-30&sort=deadline").content.decode()
    assert 'aria-sort="ascending"><a href="?axis=2&amp;as_of=2026-09-30&amp;sort=-deadline"' in content
    assert 'aria-sort="none"><a href="?axis=2&amp;as_of=2026-09-30&amp;sort=title"' in content
    assert 'href="2.1/?as_of=2026-09-30"' in content


def test_a_country_that_does_not_answer_stands_last_in_its_own_order(client, secretariat_pe):
    roadmap = make_roadmap()
    make_activity(roadmap, "1.1", kind="national", responsibles={"BO": ["FGE"]})
    make_report(make_activity(roadmap, "1.2"), "PE", percent=10)
    make_report(make_activity(roadmap, "1.3"), "PE", percent=90)
    assert numbers(page(client, secretariat_pe, "?sort=-PE")) == ["1.3", "1.2", "1.1"]
    assert numbers(page(client, secretariat_pe, "?sort=PE")) == ["1.2", "1.3", "1.1"]


def test_each_row_shows_both_countries_values_the_own_one_first(client, secretariat_bo):
    activity = make_activity(make_roadmap(), kind="parallel")
    make_report(activity, "PE", percent="33.35")
    response = page(client, secretariat_bo)
    ((_row, sides, leads),) = response.context["rows"]
    assert [side.country for side in sides] == ["BO", "PE"]
    assert leads == "ST-CPCTTP, ST-CMNP"
    content = response.content.decode()
    assert "33,4" in content
    assert "16,7" in content
    assert "Sin reporte" in content


def test_what_is_not_committed_is_listed_apart(client, secretariat_pe):
    roadmap = make_roadmap()
    make_activity(roadmap, "1.1", withdrawn_on=date(2026, 1, 1))
    make_activity(roadmap, "1.2", effective_from=date(2026, 12, 1))
    response = page(client, secretariat_pe)
    assert numbers(response) == []
    assert [row.number for row in response.context["apart"]] == ["1.1", "1.2"]
    assert "retirada el 01/01/2026" in response.content.decode()


def test_a_number_is_kept_as_written_even_with_a_slash(client, secretariat_pe):
    make_activity(make_roadmap(), "1.10/a", title="Con barra")
    content = page(client, secretariat_pe).content.decode()
    assert 'href="1.10/a/"' in content
    address = reverse("roadmap:activity-detail", args=["bo-pe-2025-2026", "1.10/a"])
    assert "Con barra" in client.get(address).content.decode()


def test_who_is_of_no_party_does_not_find_it(client, outsider, observer, sample):
    for user in (outsider, observer):
        assert page(client, user).status_code == 404


def test_three_and_three_hundred_activities_take_the_same_queries(client, reader, django_assert_num_queries):
    make_activity(make_roadmap())
    client.force_login(reader)
    with django_assert_num_queries(11):
        client.get(reverse("roadmap:activity-list", args=["bo-pe-2025-2026"]))
    (large,) = fill(Shape(activities=300, reports=4, until=TODAY.date(), history=False))
    address = reverse("roadmap:activity-list", args=[large.code])
    with django_assert_num_queries(11):
        client.get(address)


def test_many_roadmaps_beside_it_take_the_same_queries(client, reader, django_assert_num_queries):
    client.force_login(reader)
    many = fill(Shape(roadmaps=40, reports=2, until=TODAY.date(), history=False))
    for roadmap in (many[0], many[-1]):
        with django_assert_num_queries(11):
            client.get(reverse("roadmap:activity-list", args=[roadmap.code]))
