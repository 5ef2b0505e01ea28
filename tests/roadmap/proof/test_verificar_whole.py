"""The demonstration, lived on by its people: closed, closed anew, taken away by both parties, and verified alone."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import ledger, mail, post
from accounts.models import LedgerChain, LedgerEntry, Letter, User
from roadmap import bundle, closing, demonstration, heads, workflow
from roadmap.demonstration.accounts import person
from roadmap.models import Amendment, PeriodClosing, ProgressReport, Roadmap, SentHead
from tests.roadmap.closing.verbs import propose, sign
from tests.unguarded import unguarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CUTOFF = date(2026, 9, 30)
HOUR = timedelta(hours=1)
AFTER = NOW + timedelta(days=20)


@pytest.fixture
def lived(settings, tmp_path, media) -> Roadmap:
    settings.DATA_DIR = tmp_path
    demonstration.load(secret="una-clave-larga", now=NOW)
    roadmap = Roadmap.objects.with_parties().get(code=demonstration.IN_FORCE)
    for waiting in PeriodClosing.objects.waiting():
        closing.withdraw(waiting.pk, by=secretariat(waiting.country_id), now=NOW)
    close(roadmap, NOW + HOUR)
    heads.send(NOW + 2 * HOUR)
    report(roadmap, NOW + 3 * HOUR)
    amend(roadmap, NOW + 5 * HOUR)
    close(roadmap, NOW + 6 * HOUR, replaces=in_force(roadmap).pk)
    alone(roadmap, NOW + 9 * HOUR)
    return roadmap


def amend(roadmap: Roadmap, now: datetime) -> None:
    """Peru accepts what Bolivia proposed: the plan of the next figures is another one."""
    asked = Amendment.objects.get(roadmap=roadmap, answered_at=None)
    agreed: dict[str, Any] = {"content_sha256": asked.content_sha256, "by": secretariat("PE"), "now": now}
    assert workflow.accept_amendment(asked.pk, **agreed).outcome == "accepted"


def in_force(roadmap: Roadmap) -> PeriodClosing:
    return PeriodClosing.objects.of(roadmap).in_force_on(CUTOFF).get()


def alone(roadmap: Roadmap, now: datetime) -> None:
    """Peru signs an earlier cutoff date, Bolivia does not, and Peru puts that on record."""
    closed = PeriodClosing.objects.of(roadmap).in_force().values_list("cutoff", flat=True)
    cutoff = next(day for day in closing.closable(roadmap, now) if day not in closed)
    found = propose(roadmap, secretariat("PE"), cutoff=cutoff, now=now)
    sign(found, secretariat("PE"), now=now)
    told: dict[str, Any] = {
        "reason": "No hubo respuesta.",
        "second_factor": "totp",
        "now": now + timedelta(days=17),
    }
    by = secretariat("PE")
    closing.declare_unilateral(found.pk, content_sha256=found.content_sha256, by=by, **told)


def secretariat(country: str) -> User:
    return User.objects.filter(role="secretariat", country=country).earliest("pk")


def close(roadmap: Roadmap, now: datetime, **given: int) -> None:
    found = propose(roadmap, secretariat("PE"), cutoff=CUTOFF, now=now, **given)
    for country in ("PE", "BO"):
        sign(found, secretariat(country), now=now + HOUR)


def report(roadmap: Roadmap, now: datetime) -> ProgressReport:
    """Bolivia's secretariat validates what its authority approves, Peru's agrees: both change the figures."""
    waiting = ProgressReport.objects.get(activity__roadmap=roadmap, status="submitted", country="BO")
    workflow.approve(waiting.pk, by=person("autoridad.bo", now), now=now)
    told = workflow.validate(waiting.pk, by=person("secretaria1.bo", now), now=now + HOUR)
    workflow.agree(told.pk, by=person("secretaria1.pe", now), now=now + HOUR)
    return told


def take(roadmap: Roadmap, party: str, folder: Path, now: datetime) -> Path:
    path, aside = folder / f"copia-{party}.zip", folder / f"aside-{party}"
    aside.mkdir()
    with path.open("w+b") as file:
        bundle.write(file, roadmap, party, now=now, folder=aside, tell=lambda done, total: None)
    return path


def verify(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a Python that knows nothing of this project."""
    program = Path(__file__).parents[3] / "roadmap" / "proof" / "verificar.py"
    command = [sys.executable, "-I", "-S", str(program), str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)


def letter_to(country: str, folder: Path) -> Path:
    """What the mail of that night said, as its reader saved it."""
    found = Letter.objects.get(template="heads", person=secretariat(country))
    path = folder / f"carta-{country}.txt"
    path.write_text(mail.words("heads", found.person, post.context(found))[1], encoding="utf-8")
    return path


@pytest.mark.at_leisure
def test_both_parties_copies_hold_with_the_letter_of_an_earlier_night(lived, tmp_path):
    for party in ("PE", "BO"):
        path = take(lived, party, tmp_path, AFTER)
        head = SentHead.objects.get(country=party, chain=f"roadmap/{lived.code}")
        signed = tmp_path / "heads" / head.file_name
        given = ["--head", head.line, "--head", str(letter_to(party, tmp_path)), "--head", str(signed)]
        run = verify(path, *given, "--lang", "en")
        assert run.returncode == 0, run.stdout
        assert "VERDICT: VALID" in run.stdout
        assert run.stdout.count(f"{head.hash} is in the chain roadmap/{lived.code}, entry {head.number}") == 3
        assert "valid Ed25519 signature" in run.stdout
        last = in_force(lived)
        assert f"Closing {last.replaces.number}: replaced by closing {last.number}" in run.stdout
        assert "Unilateral record 1 of PE" in run.stdout


@pytest.mark.at_leisure
def test_a_record_made_anew_on_the_server_is_found_by_the_letter(lived, tmp_path):
    """Whoever holds the database can hash the whole chain anew: every check agrees but that with the letter."""
    letter = letter_to("BO", tmp_path)
    rewrite(LedgerChain.objects.get(name=f"roadmap/{lived.code}"))
    path = take(lived, "BO", tmp_path, AFTER)
    assert verify(path).returncode == 0
    run = verify(path, "--head", str(letter), "--lang", "en")
    assert run.returncode == 1
    assert "The record was rewritten" in run.stdout


def rewrite(chain: LedgerChain) -> None:
    """Another author of the first act that somebody did, and everything after it hashed anew."""
    previous, changed = ledger.BEGINNING, False
    with unguarded():
        SentHead.objects.all().delete()  # what was sent stays with those who have it
        for entry in chain.entries.order_by("number"):
            body = json.loads(entry.body)
            if body["by"] and not changed:
                body["by"], changed = "person/99", True
            text = ledger.canonical(body)
            content = ledger.sha256(text)
            sealed = ledger.link(chain.name, entry.number, previous, content)
            columns = {"body": text, "content": content, "previous": previous, "hash": sealed}
            LedgerEntry.objects.filter(pk=entry.pk).update(**columns)
            previous = sealed
        LedgerChain.objects.filter(pk=chain.pk).update(hash=previous)
    assert changed
