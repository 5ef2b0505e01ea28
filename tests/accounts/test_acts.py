"""Acts: one transaction, one entry a chain, whoever saves the rows and whatever is undone in between."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import acts, chains, verifying
from accounts.models import Institution, LedgerChain, LedgerEntry, LedgerThing, Role, User
from tests.build import make_institution, make_roadmap, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)


@acts.act
def rename(institution: Institution, name: str, *, by: User | None, now: datetime) -> None:
    institution.name = name
    institution.save(update_fields=["name"])


@acts.act
def rename_both(one: Institution, other: Institution, *, by: User | None, now: datetime) -> None:
    rename(one, "Uno", by=by, now=now)
    rename(other, "Otro", by=by, now=now)


@acts.act
def rename_to_nothing(institution: Institution, *, by: User | None, now: datetime) -> None:
    rename(institution, "No queda", by=by, now=now)
    Institution.objects.create(country_id="PE", acronym="", name="")


def entries() -> list[tuple[int, str, list[Any]]]:
    """Those of the platform without its beginning."""
    found = LedgerEntry.objects.filter(chain__name="platform").exclude(event=chains.BEGINNING)
    return [(row.number, row.event, json.loads(row.body)["things"]) for row in found.order_by("number")]


def last_state(ref: str) -> dict[str, Any]:
    return json.loads(LedgerThing.objects.filter(ref=ref).latest("id").payload)["fields"]


def test_an_act_is_one_entry_with_the_hash_of_what_it_changed(secretariat_pe: User) -> None:
    institution = make_institution("PE", "MININTER")
    rename(institution, "Ministerio del Interior", by=secretariat_pe, now=NOW)
    (number, event, things) = entries()[-1]
    state = LedgerThing.objects.get(entry__number=number, ref=f"institution/{institution.pk}")
    assert (event, things) == ("test_acts.rename", [[state.ref, state.sha256]])
    assert last_state(state.ref)["name"] == "Ministerio del Interior"
    body = json.loads(LedgerEntry.objects.latest("id").body)
    assert (body["at"], body["by"], body["country"]) == (
        "2026-06-02T15:00:00Z",
        f"person/{secretariat_pe.pk}",
        "PE",
    )


def test_entries_hold_hashes_and_references_and_no_text() -> None:
    institution = make_institution("PE", "MININTER")
    rename(institution, "Nombre que no debe quedar en la cadena", by=None, now=NOW)
    assert "Nombre que no debe" not in LedgerEntry.objects.latest("id").body


def test_verbs_within_a_verb_are_one_entry() -> None:
    one, other = make_institution("PE", "A"), make_institution("PE", "B")
    rename_both(one, other, by=None, now=NOW)
    assert [(event, len(things)) for _number, event, things in entries()] == [("test_acts.rename_both", 2)]


def test_what_is_undone_is_not_entered() -> None:
    institution = make_institution("PE", "A")
    with transaction.atomic():
        rename(institution, "Nunca", by=None, now=NOW)
        transaction.set_rollback(True)
    assert entries() == []


def test_a_part_that_is_undone_is_left_out_of_the_entry() -> None:
    one, other = make_institution("PE", "A"), make_institution("PE", "B")
    with acts.opened("both", by=None, now=NOW):
        rename(one, "Queda", by=None, now=NOW)
        with pytest.raises(IntegrityError):
            rename_to_nothing(other, by=None, now=NOW)
    assert [[name for name, _hash in things] for _n, _event, things in entries()] == [
        [f"institution/{one.pk}"]
    ]


def test_what_is_only_rehearsed_is_neither_done_nor_entered() -> None:
    institution = make_institution("PE", "A")
    with acts.rehearsed():
        rename(institution, "Ensayo", by=None, now=NOW)
    institution.refresh_from_db()
    assert institution.name != "Ensayo"
    assert entries() == []


def test_what_was_deleted_is_said_to_be_gone() -> None:
    with acts.opened("made", by=None, now=NOW):
        institution = make_institution("PE", "A")
    name = f"institution/{institution.pk}"
    with acts.opened("gone", by=None, now=NOW):
        institution.delete()
    assert entries()[-1][2] == [[name, None]]
    assert [finding for finding in verifying.walk().findings if finding.place == name] == []


def test_what_came_and_went_in_one_act_leaves_nothing() -> None:
    with acts.opened("both", by=None, now=NOW):
        make_institution("PE", "A").delete()
    assert entries() == []


def test_what_existed_before_the_record_is_hashed_into_the_first_entry() -> None:
    roadmap = make_roadmap()
    person = make_user("foco@example.org", Role.FOCAL_POINT, "PE", "MIMP")
    assert chains.begin_missing(NOW) == 2
    first = LedgerEntry.objects.get(chain__name=f"roadmap/{roadmap.code}", number=1)
    names = {name for name, _hash in json.loads(first.body)["things"]}
    assert f"roadmap/{roadmap.pk}" in names
    assert any(name.startswith("roadmap@") for name in names)
    assert LedgerThing.objects.filter(entry__chain__name="platform", ref=f"person/{person.pk}").exists()
    assert chains.begin_missing(NOW) == 0
    assert verifying.walk().findings == []


def test_what_one_country_alone_may_read_is_marked_so(secretariat_pe: User) -> None:
    with acts.opened("seen", by=secretariat_pe, now=NOW):
        secretariat_pe.full_name = "Otro nombre"
        secretariat_pe.save(update_fields=["full_name"])
    entry = LedgerEntry.objects.latest("id")
    assert (entry.side, entry.things.get().side) == ("PE", "PE")


def test_preferences_and_passwords_are_no_state(secretariat_pe: User) -> None:
    with acts.opened("seen", by=None, now=NOW):
        secretariat_pe.save()
    assert not {"password", "last_login", "language"} & last_state(f"person/{secretariat_pe.pk}").keys()


def test_a_fact_without_a_row_is_an_entry_too() -> None:
    acts.happened("copy.taken", chain="platform", by=None, now=NOW, side="PE", sha256="ab")
    body = json.loads(LedgerEntry.objects.latest("id").body)
    assert (body["event"], body["side"], body["facts"], body["things"]) == (
        "copy.taken",
        "PE",
        {"sha256": "ab"},
        [],
    )


def test_the_sign_in_of_an_operator_stands_in_the_record(client: Client, operator: User) -> None:
    operator.set_password("una-clave-muy-larga")
    operator.save()
    client.post("/accounts/sign-in/", {"login": operator.email, "password": "una-clave-muy-larga"})
    assert LedgerEntry.objects.filter(event="sign_in.operator").count() == 1


def test_an_act_has_to_be_told_when() -> None:
    def verb(*, by: User) -> None: ...

    with pytest.raises(TypeError):
        acts.act(verb)


def test_a_chain_goes_on_from_its_head() -> None:
    institution = make_institution("PE", "A")
    rename(institution, "Uno", by=None, now=NOW)
    rename(institution, "Dos", by=None, now=NOW)
    head = LedgerChain.objects.get(name="platform")
    last, before = LedgerEntry.objects.filter(chain=head).order_by("-number")[:2]
    assert (head.number, head.hash, last.previous) == (last.number, last.hash, before.hash)
