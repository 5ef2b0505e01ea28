"""The pages about institutions: the list, notifying, designating, taking note, districts."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ConsularDistrict, Institution, InstitutionChange, Role
from roadmap import inbox, workflow
from roadmap.models import Roadmap
from tests.build import (
    NOON,
    make_activity,
    make_change,
    make_district,
    make_institution,
    make_report,
    make_roadmap,
    make_user,
)

pytestmark = pytest.mark.any_database

LIST = reverse("roadmap:institution-list")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mimp(focal_pe, secretariat_pe, secretariat_bo) -> Institution:
    activity = make_activity(
        make_roadmap(status="in_force"), responsibles={"BO": ["FGE"], "PE": ["MIMP", "PNP"]}
    )
    institution = Institution.objects.get(country="PE", acronym="MIMP")
    make_report(activity, status="draft", institution=institution)
    return institution


def page(name: str, row: Any) -> str:
    return reverse(f"roadmap:{name}", args=[row.pk])


def filled(**fields: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("ds.txt", b"Decreto", "text/plain")
    document = {"kind": "law", "number": "DS 1", "dated": "2026-05-20", "file": upload}
    given = {"kind": "renamed", "effective_on": "2026-06-01", "acronym": "MUJER", "name": "De la Mujer"}
    return given | {f"document-{name}": value for name, value in document.items()} | fields


def told(response: Any) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


def test_notifying_shows_first_what_passes(client, mimp, secretariat_pe):
    client.force_login(secretariat_pe)
    foreseen = client.get(page("institution-change", mimp)).context["foreseen"]
    assert (foreseen.activities, foreseen.reports, foreseen.appointments) == (1, 1, 1)


def test_a_notification_leads_to_its_page(client, mimp, secretariat_pe, focal_pe):
    client.force_login(secretariat_pe)
    answer = client.post(page("institution-change", mimp), filled(), follow=True)
    change = InstitutionChange.objects.get()
    assert (answer.redirect_chain[0][0], told(answer)) == (page("change-detail", change), ["success"])
    assert "MIMP › MUJER" in answer.content.decode()
    assert focal_pe.full_name in answer.content.decode()


def test_what_is_missing_is_told_at_its_field(client, mimp, secretariat_pe):
    client.force_login(secretariat_pe)
    answer = client.post(
        page("institution-change", mimp), filled(**{"effective_on": "", "document-number": ""})
    )
    assert answer.status_code == 422
    assert "effective_on" in answer.context["form"].errors
    assert "number" in answer.context["document"].errors


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"acronym": ""}, "acronym"),
        ({"acronym": "", "name": ""}, "successor"),
        ({"acronym": "PNP"}, "acronym"),
    ],
)
def test_what_the_verb_refuses_is_told_at_its_field(client, mimp, secretariat_pe, given, field):
    client.force_login(secretariat_pe)
    answer = client.post(page("institution-change", mimp), filled(**given))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_document_that_is_no_document_is_told_at_its_file(client, mimp, secretariat_pe):
    client.force_login(secretariat_pe)
    wrong = SimpleUploadedFile("a.exe", b"MZ", "application/octet-stream")
    answer = client.post(page("institution-change", mimp), filled(**{"document-file": wrong}))
    assert (answer.status_code, list(answer.context["document"].errors)) == (422, ["file"])


def test_a_second_notification_while_one_waits_is_a_message(client, mimp, secretariat_pe):
    make_change(secretariat_pe, mimp)
    client.force_login(secretariat_pe)
    answer = client.post(page("institution-change", mimp), filled())
    assert (answer.status_code, told(answer)) == (422, ["warning"])


def test_the_counterpart_reads_it_and_takes_note(client, mimp, secretariat_pe, secretariat_bo):
    change = make_change(secretariat_pe, mimp)
    client.force_login(secretariat_bo)
    assert client.get(page("change-detail", change)).context["can_take_note"]
    answer = client.post(page("change-note", change), follow=True)
    assert (told(answer), change.notes.get().country_id) == (["success"], "BO")
    assert told(client.post(page("change-note", change), follow=True)) == ["warning"]


def test_the_counterpart_is_not_told_whose_appointments_passed(
    client, mimp, secretariat_pe, secretariat_bo, focal_pe
):
    client.force_login(secretariat_pe)
    client.post(page("institution-change", mimp), filled())
    client.force_login(secretariat_bo)
    shown = client.get(page("change-detail", InstitutionChange.objects.get())).content.decode()
    assert "MUJER" in shown
    assert focal_pe.full_name not in shown


def test_what_waits_for_its_day_can_be_withdrawn_once(client, mimp, secretariat_pe):
    change = make_change(secretariat_pe, mimp)
    client.force_login(secretariat_pe)
    assert told(client.post(page("change-withdraw", change), follow=True)) == ["success"]
    assert told(client.post(page("change-withdraw", change), follow=True)) == ["warning"]


# --- To be designated -------------------------------------------------------------------------------------
@pytest.fixture
def ended(mimp) -> Institution:
    Institution.objects.filter(pk=mimp.pk).update(valid_until=date(2026, 2, 28))
    return mimp


def test_the_list_names_what_is_to_be_designated_once_the_roadmap_is_in_force(client, ended, secretariat_pe):
    client.force_login(secretariat_pe)
    assert client.get(LIST).context["left"] == [ended]
    Roadmap.objects.update(status=Roadmap.Status.IN_PREPARATION)
    assert client.get(LIST).context["left"] == []


def test_all_activities_are_chosen_at_first_and_may_be_left_out(client, ended, secretariat_pe):
    client.force_login(secretariat_pe)
    form = client.get(page("institution-designate", ended)).context["form"]
    assert form["activities"].value() == [ended.responsibilities.get().pk]
    answer = client.post(page("institution-designate", ended), filled(kind=""))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["activities"])


def test_who_is_designated_answers_from_then_on(client, ended, secretariat_pe):
    client.force_login(secretariat_pe)
    row = ended.responsibilities.get()
    given = filled(activities=[row.pk], kind="")
    assert told(client.post(page("institution-designate", ended), given, follow=True)) == ["success"]
    row.refresh_from_db()
    assert (row.institution.acronym, row.since) == ("MUJER", date(2026, 6, 1))
    assert client.get(LIST).context["left"] == []


def test_both_tasks_are_in_the_inbox_until_they_are_done(ended, secretariat_pe, secretariat_bo):
    change = make_change(secretariat_pe, Institution.objects.get(acronym="PNP"))
    for country in ("PE", "BO"):
        waits = {item.kind: item for item in inbox.pending(country, now=NOON)}
        assert (waits["institution"].holder.country, waits["take_note"].holder.country) == ("PE", "BO")
        assert waits["institution"].since.isoformat() == "2026-03-01T00:00:00-05:00"
        assert waits["take_note"].path == page("change-detail", change)


def test_a_country_without_a_common_roadmap_has_nothing_to_note(mimp, secretariat_pe, outsider):
    make_change(secretariat_pe, mimp)
    assert "take_note" not in {item.kind for item in inbox.pending("CL", now=NOON)}


def test_few_and_many_institutions_take_the_same_queries(
    client, mimp, secretariat_pe, django_assert_max_num_queries
):
    client.force_login(secretariat_pe)
    make_change(secretariat_pe, mimp)
    client.get(LIST)
    with django_assert_max_num_queries(60) as few:
        client.get(LIST)
    heir = make_institution("PE", "HEIR")
    for number in range(30):
        row = make_institution(
            "PE", f"I{number}", kind="consulado", successor=heir, valid_until=date(2026, 1, 1)
        )
        make_change(secretariat_pe, row)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


# --- Districts --------------------------------------------------------------------------------------------
def test_the_secretariat_writes_down_the_district_of_its_consulate(client, mimp, consul, secretariat_pe):
    client.force_login(secretariat_pe)
    address = page("institution-district", consul.institution)
    chosen = ["BO|department|La Paz", "BO|border_post|Kasani"]
    added = {"added": "Copacabana", "added_kind": "city", "added_country": "BO", "remark": "DS 14"}
    assert told(client.post(address, {"places": chosen, **added}, follow=True)) == ["success"]
    places = ConsularDistrict.objects.get(institution=consul.institution).places
    assert {place.name for place in places.all()} == {"La Paz", "Kasani", "Copacabana"}
    assert places.get(name="La Paz").source
    client.force_login(consul)
    shown = client.get(address)
    assert (shown.context["form"], "Copacabana" in shown.content.decode()) == (None, True)


def test_only_a_consulate_has_a_district(client, mimp, consul, secretariat_pe):
    advice = make_institution("PE", "CCC", kind="Consejo consultivo")
    agency = make_institution("PE", "AC", kind="Agencia consular")
    client.force_login(secretariat_pe)
    consulates = {consul.institution, agency}
    assert client.get(LIST).context["consulates"] == {one.pk for one in consulates}
    asked = [mimp, advice, *consulates]
    shown = {one for one in asked if client.get(page("institution-district", one)).status_code == 200}
    assert shown == consulates
    places = [("BO", "city", "La Paz")]
    with pytest.raises(PermissionDenied):
        workflow.set_district(mimp.pk, places=places, by=secretariat_pe, now=NOON)


def test_the_consuls_of_a_consulate_are_those_in_office_today(client, consul):
    former = make_user("antes.pe@example.org", Role.CONSUL, "PE", "CG-PE La Paz")
    former.appointments.update(ends_on=NOON.date() - timedelta(days=1))
    client.force_login(consul)
    assert list(client.get(page("institution-district", consul.institution)).context["consuls"]) == [consul]


def test_a_place_needs_its_kind_and_is_abroad(client, mimp, consul, secretariat_pe):
    client.force_login(secretariat_pe)
    address = page("institution-district", consul.institution)
    assert client.post(address, {"added": "Copacabana"}).status_code == 422
    assert client.post(address, {"places": ["PE|city|Lima"]}).status_code == 422
    assert not ConsularDistrict.objects.exists()


def test_what_was_chosen_before_is_chosen(client, mimp, consul, secretariat_pe):
    make_district(consul.institution, "La Paz")
    client.force_login(secretariat_pe)
    form = client.get(page("institution-district", consul.institution)).context["form"]
    assert form["places"].value() == ["BO|city|La Paz"]


def test_a_consul_sees_the_district_among_the_own_details(client, consul):
    client.force_login(consul)
    profile = reverse("accounts:profile")
    assert page("institution-district", consul.institution) in client.get(profile).content.decode()
    make_district(consul.institution, "Copacabana")
    assert "Copacabana" in client.get(profile).content.decode()


def test_there_is_no_form_where_nobody_is_to_be_designated(client, mimp, secretariat_pe):
    client.force_login(secretariat_pe)
    assert "document-number" not in client.get(page("institution-designate", mimp)).content.decode()
    Institution.objects.filter(pk=mimp.pk).update(valid_until=date(2026, 2, 28))
    assert "document-number" in client.get(page("institution-designate", mimp)).content.decode()
    mimp.responsibilities.all().delete()
    assert "document-number" not in client.get(page("institution-designate", mimp)).content.decode()


def test_a_counterpart_reads_what_passed_in_its_own_roadmaps_alone(
    client, mimp, secretariat_pe, secretariat_bo
):
    """The country that notifies has roadmaps with others too: what stands in them is none of its business."""
    other = make_roadmap("cl-pe-2025-2026", ("CL", "PE"), status="in_force")
    make_activity(
        other, "7.7", title="Solo de Chile y Perú", responsibles={"CL": ["SERNAMEG"], "PE": ["MIMP"]}
    )
    change = make_change(
        secretariat_pe,
        mimp,
        kind=InstitutionChange.Kind.RENAMED,
        acronym="MUJER",
        name="De la Mujer",
        effective_on=NOON.date(),
    )
    assert workflow.apply_due(NOON) == 1
    seen = {}
    for person in (secretariat_pe, secretariat_bo):
        client.force_login(person)
        seen[person.country_id] = client.get(page("change-detail", change)).content.decode()
    assert "Solo de Chile y Perú" in seen["PE"]
    assert "Solo de Chile y Perú" not in seen["BO"]
    assert "Actividad 1.1" in seen["BO"]
    assert "Bolivia–Perú 2025–2026" in seen["BO"]
    assert "bo-pe-2025-2026 ·" not in seen["BO"]
