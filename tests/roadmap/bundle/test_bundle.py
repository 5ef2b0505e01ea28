"""The complete copy of a party: all that it may see, nothing that it may not, and it proves itself."""

import hashlib
import json
import tracemalloc
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import acts, ledger
from accounts.models import LedgerEntry
from accounts.states import chain_of
from roadmap import heads, summary
from roadmap.models import Evidence, ProgressReport
from tests.build import NOON, make_amendment, make_closing, make_country, make_roadmap
from tests.roadmap.bundle.conftest import make_file, make_paper, stored
from tests.roadmap.bundle.copies import take

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


def test_each_party_gets_what_it_may_see_and_the_verifier_agrees(roadmap):
    for party in ("PE", "BO"):
        copy = take(roadmap, party)
        told = copy.verify()
        assert told.returncode == 0, told.stdout + told.stderr
        assert copy.made.problems == []


def test_what_one_party_keeps_to_itself_is_nowhere_in_the_copy_of_the_other(roadmap):
    own, other = take(roadmap, "PE"), take(roadmap, "BO")
    reserved = Evidence.objects.get(title="Lista reservada")
    secrets = ["Lista reservada", reserved.sha256, reserved.salt, "Borrador de agosto.", "Acta por revisar"]
    assert [secret for secret in secrets if not own.holds(secret)] == []
    assert [secret for secret in secrets if other.holds(secret)] == []
    assert other.holds(reserved.commitment)
    assert not [name for name in other.names if reserved.sha256 in name]


def test_what_its_own_secretariat_did_not_accept_is_not_told_to_the_other(roadmap, people):
    report = ProgressReport.objects.get(country="PE", status="validated")
    with acts.opened("test.add", by=people["PE"], now=NOON):
        rejected = make_file(report, b"rejected", "Acta de otra reunión", accepted=False)
    assert take(roadmap, "PE").holds("Acta de otra reunión")
    copy = take(roadmap, "BO")
    assert not copy.holds("Acta de otra reunión")
    assert not copy.holds(rejected.sha256)
    assert copy.verify().returncode == 0


def test_shared_texts_and_files_are_in_both(roadmap):
    sha256 = hashlib.sha256(b"binational").hexdigest()
    for party in ("PE", "BO"):
        copy = take(roadmap, party)
        assert copy.holds("Talleres en Puno.")
        assert copy.read(f"evidence/{sha256}.txt") == b"binational"


def test_of_official_papers_one_s_own_and_what_the_other_shares(roadmap):
    def papers(party: str) -> set[bytes]:
        copy = take(roadmap, party)
        return {copy.read(name) for name in copy.names if name.startswith("documents/")}

    shared = {b"shared by PE", b"shared by BO"}
    assert papers("PE") == {b"paper of PE", *shared}
    assert papers("BO") == {b"paper of BO", *shared}


def test_what_was_agreed_with_a_third_country_is_not_in_it(roadmap, people):
    make_country("CL")
    elsewhere = make_roadmap("cl-pe", ("CL", "PE"))
    with acts.opened("test.keep", by=people["PE"], now=NOON):
        paper = make_paper(people["PE"], stored(b"with Chile"), number="CL-1", is_shared=True)
    make_amendment(
        elsewhere, people["PE"], document=paper, outcome="accepted", answered_at=NOON, effective_on=NOON
    )
    assert not take(roadmap, "BO").holds("CL-1")
    assert take(roadmap, "BO").verify().returncode == 0
    for party in ("PE", "BO"):
        copy = take(roadmap, party)
        assert b"with Chile" not in {copy.read(name) for name in copy.names if name.startswith("documents/")}


def test_the_index_names_every_file_with_its_size_and_hash(roadmap):
    copy = take(roadmap, "PE")
    listed = {row["path"]: (row["size"], row["sha256"]) for row in copy.json("index.json")["files"]}
    contents = {name: copy.read(name) for name in copy.names if name != "index.json"}
    assert listed == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in contents.items()}


def test_two_copies_of_the_same_state_are_the_same_file(roadmap):
    assert take(roadmap, "PE").sha256 == take(roadmap, "PE").sha256


def test_later_only_the_instant_differs_and_what_is_told_of_today(roadmap):
    early, late = take(roadmap, "PE"), take(roadmap, "PE", now=NOON + timedelta(hours=1))
    differ = {name for name in early.names if early.read(name) != late.read(name)}
    assert {name.partition("/")[0] for name in differ} == {"index.json", "figures"}
    assert not [name for name in differ if name.endswith(".texts.json")]


def test_the_figures_are_the_canonical_text_of_what_the_pages_show(roadmap):
    text = take(roadmap, "PE").read("figures/2026-04-30.json").decode()
    assert text == ledger.canonical(json.loads(text))
    found = summary.live(roadmap, as_of=date(2026, 4, 30), known_at=NOON, now=NOON, detail=True)
    assert json.loads(text)["figures"] == json.loads(summary.frozen_of(found).content)["figures"]


def test_an_entry_that_the_party_may_not_read_is_there_as_its_hash(roadmap):
    acts.happened("test.secret", chain=chain_of(roadmap.code), by=None, now=NOON, side="PE", what="a" * 64)
    entry = LedgerEntry.objects.get(event="test.secret")
    shown = {party: take(roadmap, party).lines("ledger/roadmap.jsonl")[-1] for party in ("PE", "BO")}
    assert shown["PE"]["body"] == entry.body
    assert shown["BO"] == {**shown["PE"], "body": None}
    assert take(roadmap, "BO").verify().returncode == 0


def test_people_are_named_and_the_e_mails_of_the_other_side_are_not_told(roadmap, people):
    copy = take(roadmap, "BO")
    told = copy.json("record/people.json")
    author = people["PE"]
    assert told[f"person/{author.pk}"] == {"name": author.full_name, "country": "PE"}
    assert not copy.holds(author.email)


def test_what_is_entered_while_the_copy_is_made_is_in_none_of_it_or_in_all_of_it(roadmap, people):
    """The figures are made anew when somebody acts meanwhile: else they would tell more than the record."""
    activity = roadmap.activities.get()
    acted: list[int] = []

    def somebody_acts(done: int, total: int) -> None:
        if not acted:
            acted.append(1)
            with acts.opened("test.validate", by=people["PE"], now=NOON):
                ProgressReport.objects.create(
                    activity=activity,
                    country_id="PE",
                    as_of=NOON.date() - timedelta(days=1),
                    percent=90,
                    status="validated",
                    author=people["PE"],
                    created_at=NOON - timedelta(hours=1),
                    validated_at=NOON - timedelta(hours=1),
                )

    copy = take(roadmap, "PE", tell=somebody_acts)
    assert copy.verify().returncode == 0
    assert '"percent":"90"' in copy.read("figures/2026-06-01.json").decode()


def test_a_file_that_is_missing_is_told_and_the_rest_is_there(roadmap):
    piece = Evidence.objects.get(title="Acta de Puno")
    default_storage.delete(str(piece.file.name))
    copy = take(roadmap, "PE")
    (problem,) = copy.json("index.json")["problems"]
    assert (problem["what"], problem["expected"], problem["found"]) == ("missing", piece.sha256, None)
    assert problem["refs"] == [f"evidence/{piece.pk}"]
    assert str(len(copy.made.problems)) in copy.made.in_words()
    assert copy.holds("reserved")


def test_a_file_that_was_altered_is_told_with_what_stands_there_now(roadmap):
    piece = Evidence.objects.get(title="Acta de Puno")
    with default_storage.open(str(piece.file.name), "wb") as file:
        file.write(b"something else")
    copy = take(roadmap, "PE")
    (problem,) = copy.json("index.json")["problems"]
    assert (problem["what"], problem["found"]) == ("altered", hashlib.sha256(b"something else").hexdigest())
    assert copy.read(problem["path"]) == b"something else"
    assert copy.verify().returncode == 1


def test_the_same_file_used_twice_is_in_it_once(roadmap):
    make_file(ProgressReport.objects.get(country="PE", status="validated"), b"binational", "La misma acta")
    copy = take(roadmap, "PE")
    sha256 = hashlib.sha256(b"binational").hexdigest()
    assert [name for name in copy.names if sha256 in name] == [f"evidence/{sha256}.txt"]


def test_large_files_pass_through_and_are_not_held(roadmap):
    size = 48 * 1024 * 1024
    file = default_storage.save("evidence/large.txt", ContentFile(b"\0" * size))
    sha256 = hashlib.sha256(b"\0" * size).hexdigest()
    told = {
        "file": file,
        "file_name": "large.txt",
        "content_type": "text/plain",
        "size": size,
        "sha256": sha256,
    }
    Evidence.objects.filter(title="Acta de Puno").update(**told)
    tracemalloc.start()
    copy = take(roadmap, "PE")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 24 * 1024 * 1024
    with zipfile.ZipFile(copy.path) as archive:
        assert archive.getinfo(f"evidence/{sha256}.txt").file_size == size


def test_how_far_it_is_grows_to_the_end(roadmap):
    told: list[tuple[int, int]] = []
    take(roadmap, "PE", tell=lambda done, total: told.append((done, total)))
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert all(done <= total for done, total in told)


def test_a_signed_closing_is_in_it_with_its_seal_its_texts_and_both_originals(roadmap, people):
    with acts.opened("test.close", by=people["PE"], now=NOON):
        closing = make_closing(roadmap, people["PE"], *people.values())
    copy = take(roadmap, "BO")
    assert copy.read("closings/1/seal.json").decode() == closing.seal.seal
    assert copy.read("closings/1/content.json").decode() == closing.content
    assert set(copy.json("closings/1/texts.json")) == {row.sha256 for row in closing.texts.all()}
    for party in ("PE", "BO"):
        assert copy.read(f"closings/1/closing-{party}.pdf").startswith(b"%PDF")
    told = copy.verify()
    assert told.returncode == 0, told.stdout


def test_a_closing_that_waits_for_signatures_is_none_yet(roadmap, people):
    make_closing(roadmap, people["PE"], people["PE"])
    assert not [name for name in take(roadmap, "PE").names if name.startswith("closings/")]


def test_the_heads_that_the_party_received_are_in_it(roadmap):
    heads.send(NOON)
    sent = [name for name in take(roadmap, "PE").names if name.startswith("heads/")]
    assert [name.partition("-PE-")[2] for name in sent] == ["platform.json", "roadmap-bo-pe-2025-2026.json"]
    assert take(roadmap, "PE").verify().returncode == 0


def test_a_country_that_is_no_party_has_no_copy(roadmap):
    with pytest.raises(ValueError, match="CL"):
        take(roadmap, "CL")
