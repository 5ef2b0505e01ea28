"""The pages of closings: the list, the draft, one of them, its document."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap import closing
from roadmap.models import PeriodClosing
from tests.build import NOON, make_activity, make_closing, make_evidence, make_report, signed_in
from tests.roadmap.closing.verbs import CUTOFF, LATER, propose, sign

pytestmark = pytest.mark.usefixtures("media")
JUNE = datetime(2026, 6, 2, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(JUNE, tick=False):
        yield


@pytest.fixture
def sealed(roadmap, secretariat_pe, secretariat_bo) -> PeriodClosing:
    return make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)


def page(client, found):
    response = client.get(found.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_draft_shows_every_figure_what_is_missing_and_what_nobody_reviewed(
    client, roadmap, secretariat_pe
):
    report = make_report(roadmap.activities.get(number="2.1"), "PE", percent=10)
    make_evidence(report, accepted=False)
    response = signed_in(client, secretariat_pe).get(
        reverse("roadmap:closing-propose", args=[roadmap.code]), {"cutoff": "2026-04-30"}
    )
    found = response.context
    assert found["cutoff"] == CUTOFF
    assert [row["row"].number for row in found["rows"]] == ["1.1", "2.1"]
    assert [(one["number"], one["count"]) for one in found["unreviewed"]] == [("2.1", 1)]
    assert [one["reason"] for one in found["unsettled"]] == ["Falta el acta."]
    without = found["missing"][0]["lines"]
    assert [(line["number"], line["whose"]) for line in without] == [("2.1", "Bolivia")]


def test_a_secretariat_proposes_and_comes_to_the_closing(client, roadmap, secretariat_pe):
    address = reverse("roadmap:closing-propose", args=[roadmap.code])
    response = signed_in(client, secretariat_pe).post(address, {"cutoff": "2026-04-30"})
    found = PeriodClosing.objects.get()
    assert (response["Location"], found.cutoff, found.proposed_by) == (
        found.get_absolute_url(),
        CUTOFF,
        secretariat_pe,
    )
    assert client.post(address, {"cutoff": "2026-04-30"})["Location"].endswith("/closings/")
    assert client.post(address, {"cutoff": "2026-04-29"}).status_code == 422


def test_the_draft_tells_what_changed_since_the_last_closing(client, roadmap, sealed, secretariat_bo):
    make_report(roadmap.activities.get(number="2.1"), "BO", percent=40, validated_at=JUNE)
    response = signed_in(client, secretariat_bo).get(
        reverse("roadmap:closing-propose", args=[roadmap.code]), {"cutoff": "2026-04-30"}
    )
    assert response.context["closed"] == response.context["last"] == sealed
    changed = [pair.label for pair in response.context["compared"].totals if pair.differs]
    assert changed == ["Cobertura de reportes"]


@pytest.mark.parametrize("person", ["secretariat_pe", "focal_bo", "consul", "reader", "observer"])
def test_a_sealed_closing_is_read_by_both_parties_and_by_observers(client, sealed, person, request):
    text = page(signed_in(client, request.getfixturevalue(person)), sealed)
    assert sealed.seal.sha256 in text


def test_observers_read_nothing_that_not_all_have_signed(client, roadmap, secretariat_pe, observer):
    waiting = make_closing(roadmap, secretariat_pe, secretariat_pe)
    signed_in(client, observer)
    assert client.get(waiting.get_absolute_url()).status_code == 404
    listed = client.get(reverse("roadmap:closing-list", args=[roadmap.code]))
    assert (listed.status_code, listed.context["closings"]) == (200, [])


@pytest.mark.parametrize(("person", "first"), [("secretariat_pe", "Perú"), ("secretariat_bo", "Bolivia")])
def test_each_reader_sees_their_own_country_first(client, sealed, person, first, request):
    response = signed_in(client, request.getfixturevalue(person)).get(sealed.get_absolute_url())
    assert str(response.context["sides"][0]["country"]) == first
    assert str(response.context["parties"][0]) == first


@pytest.mark.parametrize("more", [0, 30])
def test_the_page_of_a_sealed_closing_takes_six_queries_at_most(
    client, roadmap, secretariat_pe, secretariat_bo, reader, more, django_assert_max_num_queries
):
    for number in range(more):
        make_report(make_activity(roadmap, f"3.{number + 1}"), "PE", percent=10, description="Algo.")
    sealed = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    signed_in(client, reader)
    with django_assert_max_num_queries(6):
        page(client, sealed)


def test_a_change_shows_at_once_and_nobody_is_offered_to_sign(
    client, roadmap, secretariat_pe, secretariat_bo
):
    waiting = sign(propose(roadmap, secretariat_pe), secretariat_pe)
    signed_in(client, secretariat_bo)
    assert client.get(waiting.get_absolute_url()).context["can_sign"]
    make_report(roadmap.activities.get(number="1.1"), "PE", percent=90, validated_at=LATER)
    response = client.get(waiting.get_absolute_url())
    assert (response.context["state"], response.context["can_sign"]) == ("fallen", False)
    told = next(line for line in response.context["changes"]["lines"] if "80,0" in line)
    assert told.startswith("1.1 · Perú: ")
    assert "90,0" in told


def test_figures_of_a_sealed_closing_stay_whatever_becomes_of_the_rows(
    client, roadmap, sealed, secretariat_bo
):
    signed_in(client, secretariat_bo)
    before = client.get(sealed.get_absolute_url()).context["headlines"]
    roadmap.activities.update(title="Otra cosa", weight=9)
    make_report(roadmap.activities.get(number="1.1"), "PE", percent=100, validated_at=JUNE)
    response = client.get(sealed.get_absolute_url())
    assert response.context["headlines"] == before
    assert "Otra cosa" not in response.content.decode()


def test_the_document_of_a_closing_is_the_same_whenever_it_is_made(client, sealed, secretariat_bo):
    signed_in(client, secretariat_bo)
    address = reverse("roadmap:closing-download", args=[sealed.pk, "closing.json"])
    first = client.get(address).content
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False):
        assert signed_in(client, secretariat_bo).get(address).content == first
    assert client.get(address.replace(".json", ".exe")).status_code == 404


def test_a_closing_that_waits_has_no_document(client, roadmap, secretariat_pe):
    waiting = make_closing(roadmap, secretariat_pe)
    address = reverse("roadmap:closing-download", args=[waiting.pk, "closing.pdf"])
    assert signed_in(client, secretariat_pe).get(address).status_code == 404


def test_the_proposer_withdraws_it(client, roadmap, secretariat_pe):
    waiting = make_closing(roadmap, secretariat_pe)
    response = signed_in(client, secretariat_pe).post(
        reverse("roadmap:closing-withdraw", args=[waiting.pk]), follow=True
    )
    assert response.context["state"] == "taken_back"


def test_the_ink_is_bound_and_its_sha256_shown(client, sealed, secretariat_bo):
    address = reverse("roadmap:closing-paper", args=[sealed.pk])
    signed_in(client, secretariat_bo)
    assert client.post(address, {}).status_code == 422
    file = SimpleUploadedFile("acta.txt", b"Acta firmada", "text/plain")
    given = {"kind": "minutes", "number": "Acta 1-2026", "dated": "2026-05-20", "file": file}
    client.post(address, {f"paper-{name}": value for name, value in given.items()})
    assert sealed.papers.get().document.sha256 in page(client, sealed)


def test_the_list_says_how_each_stands_and_which_days_are_open(
    client, roadmap, sealed, secretariat_pe, reader
):
    make_closing(roadmap, secretariat_pe, cutoff=date(2025, 12, 31), now=NOON)
    response = signed_in(client, reader).get(reverse("roadmap:closing-list", args=[roadmap.code]))
    assert [one["state"] for one in response.context["closings"]] == ["to_sign", "closed"]
    assert response.context["open_days"] == []


@pytest.mark.django_db(transaction=True)
def test_nor_more_for_a_secretariat_whose_inbox_is_told(
    client, roadmap, secretariat_pe, secretariat_bo, django_assert_max_num_queries
):
    sealed = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo)
    signed_in(client, secretariat_pe)
    page(client, sealed)
    with django_assert_max_num_queries(6):
        page(client, sealed)


def test_an_observer_comes_to_the_closings_from_the_list_of_roadmaps(
    client, roadmap, sealed, observer, reader
):
    address = reverse("roadmap:closing-list", args=[roadmap.code])
    assert address in signed_in(client, observer).get("/").content.decode()
    assert address not in signed_in(client, reader).get("/").content.decode()


def test_whoever_signs_can_compare_it_with_the_closing_before(
    client, roadmap, sealed, secretariat_pe, secretariat_bo
):
    earlier = make_closing(roadmap, secretariat_pe, secretariat_pe, secretariat_bo, cutoff=date(2025, 12, 31))
    waiting = make_closing(roadmap, secretariat_pe, replaces=sealed)
    assert signed_in(client, secretariat_bo).get(waiting.get_absolute_url()).context["last"] == earlier
    assert client.get(sealed.get_absolute_url()).context["last"] is None


def test_a_salvedad_on_an_activity_that_was_withdrawn_is_shown_too(
    client, roadmap, secretariat_pe, secretariat_bo
):
    """Nobody seals a text that no page shows."""
    make_activity(roadmap, "3.1", withdrawn_on=date(2026, 1, 31))
    proposed = propose(roadmap, secretariat_pe)
    said = closing.Remark("3.1", "salvedad", "Se retiró sin consulta.")
    sign(proposed, secretariat_pe, remarks=[said])
    assert "Se retiró sin consulta." in page(signed_in(client, secretariat_bo), proposed)
