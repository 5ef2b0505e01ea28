"""The demonstration: loaded twice without harm, never against the operator's will, never over a real person."""

import json
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Appointment, ConsularDistrict, Document, Letter, Role, User
from roadmap import closing, demonstration, summary, workflow
from roadmap.demonstration.accounts import person
from roadmap.models import (
    Activity,
    Amendment,
    Comment,
    DifferenceNote,
    MaintainedPosition,
    MatrixRow,
    PeriodClosing,
    ProgressReport,
    Roadmap,
    RowText,
)
from tests.build import make_activity, make_roadmap, make_user
from tests.roadmap.test_expected_figures import EXPECTED, contained

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def figures(day: date) -> dict[str, Any]:
    roadmap = Roadmap.objects.with_parties().get(code=demonstration.IN_FORCE)
    return summary.live(roadmap, as_of=day, now=NOW).as_dict()


@pytest.mark.django_db
def test_the_demonstration_holds_its_roadmaps_in_their_states() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    states = dict(Roadmap.objects.values_list("code", "status"))
    assert states == {
        "bo-pe-2025-2026": "in_force",
        "bo-pe-2027-2028": "in_preparation",
        "bo-pe-2021-2022": "finished",
        "ejemplo-xa-xb-2021-2022": "finished",
    }
    assert Roadmap.objects.filter(is_demonstration=False).count() == 0
    assert Roadmap.objects.get(is_example=True).code == "ejemplo-xa-xb-2021-2022"
    assert Roadmap.objects.get(code="bo-pe-2021-2022").declared_figure.value == 92


@pytest.mark.django_db
def test_the_cast_is_who_the_issue_names() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    secretariats = User.objects.filter(role=Role.SECRETARIAT)
    assert sorted(secretariats.values_list("country", flat=True)) == ["BO", "BO", "PE", "PE"]
    of_a_country = ["authority", "consul", "focal_point", "focal_point", "foreign_ministry"]
    for country, more in (("BO", ["reader"]), ("PE", [])):
        people = User.objects.filter(country=country).exclude(role=Role.SECRETARIAT)
        assert sorted(people.values_list("role", flat=True)) == [*of_a_country, *more]
    others = User.objects.filter(country=None)
    assert sorted(others.values_list("role", flat=True)) == ["observer", "operator"]
    assert not User.objects.filter(is_demonstration=False).exists()


@pytest.mark.django_db
def test_focal_points_and_authorities_have_an_act_that_says_that_it_is_a_demonstration() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    appointed = Appointment.objects.filter(role__in=[Role.FOCAL_POINT, Role.AUTHORITY])
    assert [held.capacity for held in appointed].count("alternate") == 2
    for held in appointed:
        assert held.act
        with held.act.file.open() as file, pikepdf.open(BytesIO(file.read())) as pdf:
            assert "DEMOSTRACIÓN" in pdf.pages[0].Contents.read_bytes().decode("cp1252")
    assert appointed.count() == Document.objects.filter(kind=Document.Kind.OFICIO).count() == 6


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    kept = (User, Roadmap, ProgressReport, Appointment, Document, Amendment, Comment, RowText, Letter)
    before = [table.objects.count() for table in kept]
    demonstration.load(secret="una-clave-larga", now=NOW)
    assert [table.objects.count() for table in kept] == before


# --- What the two parties said ----------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("case", [case for case in EXPECTED if case.startswith("bo-pe-2025")])
def test_what_they_said_moves_no_figure_of_an_earlier_day(case: str) -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    cutoff = date.fromisoformat(case.split("@")[1])
    assert contained(EXPECTED[case], figures(cutoff)) == EXPECTED[case]


@pytest.mark.django_db
def test_nor_of_today() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    total = figures(NOW.date())
    assert (total["fulfilled"], total["committed"]) == (2, 11)
    assert (total["display"], total["average"]) == ("18", "76.5")


@pytest.mark.django_db
def test_each_way_of_speaking_to_each_other_is_there_to_try() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    assert Amendment.objects.get().outcome == "pending"
    assert sorted(Comment.objects.values_list("country", "is_shared")) == [("BO", True), ("PE", False)]
    assert sorted(DifferenceNote.objects.values_list("country", flat=True)) == ["BO", "PE"]
    assert MaintainedPosition.objects.get().country_id == "PE"
    waits = ProgressReport.objects.get(status="submitted")
    assert (waits.institution.acronym, waits.approvals.count()) == ("FGE", 0)


@pytest.mark.django_db
def test_the_room_of_the_next_roadmap_holds_rows_of_each_kind() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    proposed: dict[str, set[str]] = {"BO": set(), "PE": set()}
    for text in RowText.objects.exclude(published_at=None):
        proposed[text.country_id].add(text.published["number"])
    agreed = MatrixRow.objects.get(outcome="agreed")
    assert (agreed.agreed["number"], "1.2" in proposed["PE"]) == ("1.2", False)
    assert proposed["BO"] & proposed["PE"] == {"2.1"}
    assert proposed["PE"] == {"2.1", "2.4", "3.2"}
    assert RowText.objects.get(published_at=None).country_id == "BO"


@pytest.mark.django_db
def test_one_closing_is_signed_by_both_and_another_waits_for_peru() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    sealed, waiting = PeriodClosing.objects.order_by("number")
    assert sealed.papers.count() == 2
    remarks = [one for row in json.loads(sealed.seal.seal)["signatures"] for one in row["remarks"]]
    assert [one["kind"] for one in remarks] == ["salvedad"]
    assert waiting.unsigned() == [("PE", Role.SECRETARIAT)]
    assert closing.fallen(waiting, NOW) == []


@pytest.mark.django_db
def test_the_consulate_of_peru_in_la_paz_has_a_district_that_says_it_is_a_demonstration() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    district = ConsularDistrict.objects.get()
    assert district.institution.acronym == "CG-PE La Paz"
    assert "Demostración" in district.remark
    assert sorted(district.places.values_list("name", flat=True)) == ["La Paz", "Oruro", "Pando"]


@pytest.mark.django_db
def test_one_appointment_ends_within_the_30_days_of_which_a_secretariat_is_warned() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    ends = Appointment.objects.exclude(ends_on=None).get()
    assert ends.person.email == "alterno.bo@demo.example"
    assert ends.ends_on
    assert 0 < (ends.ends_on - NOW.date()).days < 30


@pytest.mark.django_db
def test_where_people_tried_something_nothing_is_added_to_it() -> None:
    """As with a demonstration of before, in which nobody had proposed anything by itself."""
    early = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
    demonstration.load(secret="una-clave-larga", now=early)
    assert not Amendment.objects.exists()
    focal = person("focal.pe", early)
    activity = Activity.objects.get(roadmap__code=demonstration.IN_FORCE, number="3.2")
    workflow.comment(activity.pk, text="Probando.", shared=False, by=focal, now=early)
    demonstration.load(secret="una-clave-larga", now=NOW)
    assert not Amendment.objects.exists()
    assert not Roadmap.objects.filter(code="bo-pe-2027-2028").exists()


@pytest.mark.django_db
def test_and_untouched_it_follows_once_the_last_cutoff_is_over() -> None:
    demonstration.load(secret="una-clave-larga", now=datetime(2026, 9, 1, 15, 0, tzinfo=UTC))
    demonstration.load(secret="una-clave-larga", now=NOW)
    assert Amendment.objects.count() == 1


@pytest.mark.django_db
def test_a_password_given_later_is_kept_and_becomes_that_of_all_accounts(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    demonstration.load(secret=demonstration.password(tmp_path), now=NOW)
    monkeypatch.setenv("DEMO_PASSWORD", "otra-clave-larga")
    assert demonstration.password(tmp_path) == "otra-clave-larga"
    monkeypatch.delenv("DEMO_PASSWORD")
    assert demonstration.password(tmp_path) == "otra-clave-larga"
    assert User.objects.get(email="operador@demo.example").check_password("otra-clave-larga")


@pytest.mark.django_db
def test_a_real_person_is_never_made_a_demonstration_account() -> None:
    make_user("operador@demo.example", Role.OPERATOR)
    with pytest.raises(ValueError, match=r"operador@demo\.example"):
        demonstration.load(secret="una-clave-larga", now=NOW)
    assert not Roadmap.objects.exists()


@pytest.mark.django_db
def test_demo_0_forbids_the_demonstration(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_password_is_random_kept_and_private(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first = demonstration.password(tmp_path)
    assert demonstration.password(tmp_path) == first
    assert (tmp_path / "demo_password").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_where_the_demonstration_is_forbidden_its_accounts_open_nothing(client: Client, settings) -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    credentials = {"login": "lector.bo@demo.example", "password": "una-clave-larga"}
    assert client.post("/accounts/sign-in/", credentials).status_code == 302
    assert client.get("/").status_code == 200
    settings.DEMO = False
    assert client.get("/").status_code == 302
    assert client.post("/accounts/sign-in/", credentials).status_code == 200


@pytest.mark.django_db
def test_a_real_roadmap_with_the_code_of_a_sample_is_left_alone() -> None:
    roadmap = make_roadmap(demonstration.IN_FORCE, title="Hoja de ruta de verdad")
    make_activity(roadmap, "1.1")
    with pytest.raises(CommandError, match=demonstration.IN_FORCE):
        call_command("demo", stdout=StringIO())
    roadmap.refresh_from_db()
    assert (roadmap.title, roadmap.status, roadmap.activities.count()) == (
        "Hoja de ruta de verdad",
        "in_preparation",
        1,
    )
    assert not User.objects.exists()
    assert Roadmap.objects.count() == 1
