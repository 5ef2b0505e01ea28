"""What cannot be trusted is refused with a plain word, and then nothing is written: no row, no file."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import acts
from accounts.models import Country, LedgerChain, LedgerEntry, User
from roadmap import heads
from roadmap.models import Activity, Evidence, Roadmap, SentHead
from tests.build import NOON, make_activity, make_report, make_roadmap
from tests.roadmap.bundle.conftest import entered
from tests.roadmap.bundle.copies import Copy, take
from tests.roadmap.rebuilding.conftest import rebuilt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]


@pytest.fixture
def refused(empty, media: Path) -> Callable[..., str]:
    """On an empty server; what was said."""

    def tried(*paths: Path) -> str:
        with pytest.raises(CommandError) as told:
            call_command("import_bundle", *map(str, paths))
        for model in (Roadmap, User, LedgerChain, LedgerEntry, Evidence, Country):
            assert not model._base_manager.exists()
        assert not [path for path in media.rglob("*") if path.is_file()]
        return str(told.value)

    return tried


def changed(copy: Copy, change: Callable[[dict[str, bytes]], None], *, listed: bool = True) -> Path:
    """The copy with other files; `listed`: its index fits them."""
    held = {name: copy.read(name) for name in copy.names}
    change(held)
    if listed:
        index = json.loads(held["index.json"])
        index["files"] = [
            {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(held.items())
            if name != "index.json"
        ]
        held["index.json"] = json.dumps(index).encode()
    path = copy.path.with_name("changed.zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return path


def in_index(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(held: dict[str, bytes]) -> None:
        held["index.json"] = json.dumps(json.loads(held["index.json"]) | values).encode()

    return change


def replaced(start: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(held: dict[str, bytes]) -> None:
        name = next(name for name in held if name.startswith(start) and old in held[name])
        held[name] = held[name].replace(old, new)

    return change


@pytest.mark.parametrize(
    ("change", "listed"),
    [
        (replaced("record/things", b"Talleres en Puno.", b"Talleres en Cusco."), True),
        (replaced("evidence/", b"binational", b"otra acta."), True),
        (replaced("figures/", b'"percent":"60"', b'"percent":"90"'), True),
        (lambda held: held.pop("ledger/platform.jsonl"), True),
        (lambda held: held.pop("record/things.jsonl"), False),
        (lambda held: held.update({"evidence/more.pdf": b"%PDF"}), False),
        (in_index(format="alternat-bundle/9"), False),
        (in_index(files=[]), False),
        (in_index(roadmap="otra"), False),
    ],
)
def test_a_copy_that_does_not_verify(roadmap, empty, refused, change, listed):
    path = changed(take(roadmap, "PE"), change, listed=listed)
    empty()
    assert "changed.zip" in refused(path)


@pytest.mark.parametrize("party", ["BO", "CL"])
def test_a_copy_that_is_given_out_as_another_s(roadmap, empty, refused, party):
    path = changed(take(roadmap, "PE"), in_index(party=party), listed=False)
    empty()
    assert "PE" in refused(path)


def test_half_a_file_and_no_zip_at_all(roadmap, empty, refused):
    copy = take(roadmap, "PE")
    whole = copy.path.read_bytes()
    empty()
    for name, content in [
        ("half.zip", whole[: len(whole) // 2]),
        ("none.zip", b"PK nothing"),
        ("void.zip", b""),
    ]:
        path = copy.path.with_name(name)
        path.write_bytes(content)
        assert name in refused(path)
    assert "absent.zip" in refused(copy.path.with_name("absent.zip"))


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/outside", "evidence/..\\outside", "C:/outside"])
def test_paths_that_lead_out_of_it(roadmap, empty, refused, name):
    path = changed(take(roadmap, "PE"), lambda held: held.update({name: b"x"}))
    empty()
    assert "changed.zip" in refused(path)


def test_a_bomb(roadmap, empty, refused):
    copy = take(roadmap, "PE")
    path = copy.path.with_name("bomb.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("evidence/zeros.bin", "w", force_zip64=True) as file:
            for _piece in range(300):
                file.write(bytes(1 << 20))
        archive.writestr("index.json", copy.read("index.json"))
    empty()
    assert "bomb.zip" in refused(path)


def test_two_copies_of_the_same_party(roadmap, empty, refused):
    one, other = take(roadmap, "PE"), take(roadmap, "PE")
    empty()
    assert "PE" in refused(one.path, other.path)


def test_a_chain_that_was_written_anew(roadmap, people, empty, refused):
    """Each copy holds by itself; together they tell that one of them is another story."""
    kept = []
    for party, percent in (("PE", 80), ("BO", 90)):
        with transaction.atomic():
            with acts.opened("test.report", by=people[party], now=NOON):
                make_report(Activity.objects.get(), party, percent=percent, author=people[party])
            copy = take(roadmap, party)
            assert copy.verify().returncode == 0
            kept.append(copy.path)
            transaction.set_rollback(True)
    empty()
    assert f"roadmap/{roadmap.code}" in refused(*kept)


def test_a_head_that_no_chain_ever_had(roadmap, empty, refused):
    heads.send(NOON)
    sent = SentHead.objects.filter(country="PE").latest("pk")
    path = changed(take(roadmap, "PE"), replaced("heads/", sent.hash.encode(), b"0" * 64))
    empty()
    assert "heads/" in refused(path)


def test_one_that_goes_on_from_a_roadmap_that_is_not_given(roadmap, empty, refused):
    later = make_roadmap("bo-pe-2027-2028")
    make_activity(later, "1.1", continues=Activity.objects.get(roadmap=roadmap))
    entered(later)
    later = Roadmap.objects.with_parties().get(pk=later.pk)
    alone, both = take(later, "PE"), [take(one, "PE") for one in (roadmap, later)]
    empty()
    assert f"roadmap/{roadmap.pk}" in refused(alone.path) or "activity/" in refused(alone.path)
    assert rebuilt(*both)["roadmaps"] == ["bo-pe-2025-2026", "bo-pe-2027-2028"]


def test_a_server_that_is_not_empty(roadmap):
    copy = take(roadmap, "PE")
    entries = LedgerEntry.objects.count()
    with pytest.raises(CommandError):
        call_command("import_bundle", str(copy.path))
    assert LedgerEntry.objects.count() == entries
