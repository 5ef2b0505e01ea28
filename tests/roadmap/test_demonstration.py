"""The demonstration: loaded twice without harm, never against the operator's will, never over a real person."""

from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Appointment, Document, Role, User
from roadmap import demonstration
from roadmap.models import ProgressReport, Roadmap
from tests.build import make_user

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demonstration_holds_its_three_roadmaps_in_their_states() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    states = dict(Roadmap.objects.values_list("code", "status"))
    assert states == {
        "bo-pe-2025-2026": "in_force",
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
    assert appointed.count() == Document.objects.count() == 6


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    demonstration.load(secret="una-clave-larga", now=NOW)
    kept = (User, Roadmap, ProgressReport, Appointment, Document)
    before = [table.objects.count() for table in kept]
    demonstration.load(secret="una-clave-larga", now=NOW)
    assert [table.objects.count() for table in kept] == before


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
