"""Every night each capital gets the head of each of its chains: by letter, and as a signed file."""

import json
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import acts, mail, post
from accounts.models import Letter
from roadmap import heads
from roadmap.models import SentHead
from roadmap.proof import verificar
from tests.build import make_roadmap

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
EVENING = datetime(2026, 9, 15, 23, 0, tzinfo=UTC)  # 18:00 in Lima, 19:00 in La Paz
CHAIN = "roadmap/bo-pe-2025-2026"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def told(secretariat_bo, secretariat_pe, focal_pe) -> None:
    make_roadmap()
    enter(EVENING)


def enter(now: datetime) -> None:
    acts.happened("bundle.taken", chain=CHAIN, by=None, now=now, party="PE")


def test_both_secretariats_get_a_letter_with_every_head(told, secretariat_bo, secretariat_pe):
    assert heads.send(EVENING) == 2
    assert {letter.person for letter in Letter.objects.all()} == {secretariat_bo, secretariat_pe}
    head = SentHead.objects.get(country="PE")
    letter = Letter.objects.get(person=secretariat_pe)
    _title, text = mail.words("heads", secretariat_pe, post.context(letter))
    assert f"\n{head.line}\n" in text
    assert re.findall(verificar.WRITTEN_HEAD, text)[0] == (CHAIN, "2", head.hash)


def test_a_second_run_on_the_same_day_sends_nothing(told):
    heads.send(EVENING)
    enter(EVENING)
    assert heads.send(EVENING + timedelta(minutes=10)) == 0
    assert (SentHead.objects.count(), Letter.objects.count()) == (2, 2)


def test_the_night_comes_to_each_capital_at_its_own_hour(told):
    heads.send(EVENING)
    midnight_in_la_paz = datetime(2026, 9, 16, 4, 0, tzinfo=UTC)
    assert heads.send(midnight_in_la_paz) == 1
    assert SentHead.objects.order_by("-at").first().country_id == "BO"
    assert heads.send(midnight_in_la_paz + timedelta(hours=1)) == 1


def test_nights_without_a_run_are_caught_up_by_one_letter(told):
    heads.send(EVENING)
    enter(EVENING + timedelta(days=2))
    assert heads.send(EVENING + timedelta(days=5)) == 2
    assert set(SentHead.objects.filter(day="2026-09-20").values_list("number", flat=True)) == {3}


def test_nobody_out_of_office_is_told(told, secretariat_pe):
    secretariat_pe.appointments.update(ends_on="2026-09-14")
    heads.send(EVENING)
    assert not Letter.objects.filter(person=secretariat_pe).exists()


def test_where_nothing_was_entered_nothing_goes_out(secretariat_bo, secretariat_pe):
    make_roadmap()
    assert heads.send(EVENING) == 0


def test_the_signed_file_is_kept_and_the_verifier_knows_its_signature(told, folder):
    heads.send(EVENING)
    head = SentHead.objects.get(country="PE")
    path = folder / "heads" / "2026-09-15-PE-roadmap-bo-pe-2025-2026.json"
    row = json.loads(path.read_text())
    assert (row["chain"], row["number"], row["hash"], row["day"]) == (CHAIN, 2, head.hash, "2026-09-15")
    signature = bytes.fromhex(row.pop("signature"))
    key, message = bytes.fromhex(row["public_key"]), verificar.canonical(row).encode()
    assert verificar.ed25519(key, message, signature)
    assert not verificar.ed25519(key, message.replace(b'"number":2', b'"number":3'), signature)


def test_the_key_is_made_once_and_is_its_owners_alone(told, folder):
    heads.send(EVENING)
    key = folder / "heads_key"
    before = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    heads.send(EVENING + timedelta(days=1))
    assert key.read_bytes() == before
    assert len({head.public_key for head in SentHead.objects.all()}) == 1


def test_run_due_does_it(told, settings, folder, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder / "mail")
    call_command("run_due")
    chains = [CHAIN, "platform"]
    assert (
        list(SentHead.objects.filter(country="PE").values_list("chain", flat=True).order_by("-chain"))
        == chains
    )
    assert all(letter.sent_at for letter in Letter.objects.filter(template="heads"))


def test_they_are_listed_and_downloaded_by_those_who_read_for_the_party(
    told, client, secretariat_pe, focal_pe
):
    heads.send(EVENING)
    own, other = SentHead.objects.get(country="PE"), SentHead.objects.get(country="BO")
    for person in (secretariat_pe, focal_pe):
        client.force_login(person)
        page = client.get("/heads/").content.decode()
        assert own.hash in page
        assert f"/heads/{own.pk}/" in page
        assert f"/heads/{other.pk}/" not in page
        assert client.get(f"/heads/{own.pk}/").content.decode() == f"{own.signed}\n"
        assert client.get(f"/heads/{other.pk}/").status_code == 404


def test_the_list_asks_as_many_questions_for_many_as_for_few(told, client, secretariat_pe):
    client.force_login(secretariat_pe)
    counts = []
    for nights in (2, 40):
        for night in range(nights):
            heads.send(EVENING + timedelta(days=night))
        with CaptureQueriesContext(connection) as asked:
            client.get("/heads/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
