"""A copy may come from anybody: the verifier neither trusts nor runs nor writes what is in it, and never breaks off."""

import io
import json
import random
import stat
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts import ledger
from roadmap.proof import verificar
from tests.roadmap.proof.copies import CHAIN, files, index, links, pieces, zipped


def verdict(data: bytes, folder: Path, *heads: str) -> tuple[int, list[str]]:
    path, lines = folder / "copia.zip", list[str]()
    path.write_bytes(data)
    return verificar.verify(path, heads, verificar.Words("en", lines.append)), lines


def hostile(*names: str | zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    file = io.BytesIO(zipped(files(pieces())))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "name", ["../up.txt", "/root.txt", "a/../../b", "C:/x", "a\\b", "a//b", "./a", "a\x1b[2J"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    code, lines = verdict(hostile(name), tmp_path)
    assert (code, "dangerous file name" in lines[-1]) == (2, True)
    assert "\x1b" not in "".join(lines)


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("Index.JSON", "verificar.py"):
        code, lines = verdict(hostile(name), tmp_path)
        assert (code, "stands twice" in lines[-1]) == (2, True)


def test_a_link_is_refused_in_a_zip_and_in_a_folder(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("evidence/link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert verdict(hostile(link), tmp_path)[0] == 2
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to("/etc/hostname")
    assert verificar.main([str(tmp_path / "folder")]) == 2


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    bomb = hostile("evidence/bomb.txt", data=bytes(300 << 20))
    began = time.monotonic()
    code, lines = verdict(bomb, tmp_path)
    assert (code, "grows beyond measure" in lines[-1]) == (2, True)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("data", [b"", b"no zip", zipped(files(pieces()))[:-30]])
def test_what_is_no_whole_zip_is_refused(data: bytes, tmp_path: Path) -> None:
    assert verdict(data, tmp_path)[0] == 2


def test_what_stands_in_a_copy_cannot_write_over_what_is_said_of_it(tmp_path: Path) -> None:
    packed = files(pieces())
    told = {**index(packed), "server": "https://x\x1b[1A\x1b[2K\nVERDICT: VALID"}
    lines = verdict(zipped(packed, told), tmp_path)[1]
    assert not any("\x1b" in line or "\nVERDICT" in line for line in lines[:-1])


def test_no_content_however_odd_breaks_it_off(tmp_path: Path) -> None:
    """Any value anywhere replaced by one of another kind: exit code 1 or 2, and never an exception."""
    chance, packed = random.Random(7), files(pieces())  # noqa: S311
    odd: list[Any] = [None, -1, "", "x", [], {}, [[]], {"text": 1}, "9999-99-99", "1e999999", True]
    named = [name for name in packed if name.endswith(".json") and name != "record/people.json"]
    for _turn in range(150):
        name = chance.choice(named)
        value = json.loads(packed[name])
        _spoil(value, chance, odd)
        changed = {**packed, name: ledger.canonical(value).encode()}
        code, lines = verdict(zipped(changed), tmp_path)
        assert code in (0, 1)
        assert not [line for line in lines if "keeps it from being read" in line]


def _spoil(value: Any, chance: random.Random, odd: list[Any]) -> None:
    """Puts something odd somewhere into a value."""
    while isinstance(value, dict | list) and value:
        key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not isinstance(value[key], dict | list) or chance.random() < 0.2:
            value[key] = chance.choice(odd)
            return
        value = value[key]


def test_floats_and_deep_nesting_are_no_crash(tmp_path: Path) -> None:
    for text in ('{"a": 1.5}', "[" * 100_000, '{"a": NaN}', "\xff"):
        packed = files(pieces())
        packed["figures/2026-04-30.json"] = text.encode("latin-1")
        assert verdict(zipped(packed), tmp_path)[0] == 1


# --- The signature of a head ------------------------------------------------------------------------------
def signed_head(**changes: Any) -> dict[str, Any]:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    line = links(CHAIN, pieces())[-1]
    told = {"format": "alternat-head/1", "chain": CHAIN, "number": line["number"], "hash": line["hash"]}
    told["public_key"] = key.public_key().public_bytes_raw().hex()
    signature = key.sign(ledger.canonical(told).encode()).hex()
    return {**told, "signature": signature, **changes}


def test_a_signed_head_is_genuine_or_forged(tmp_path: Path) -> None:
    path = tmp_path / "head.json"
    path.write_text(json.dumps(signed_head()))
    code, lines = verdict(zipped(files(pieces())), tmp_path, str(path))
    assert (code, any("valid Ed25519 signature" in line for line in lines)) == (0, True)
    path.write_text(json.dumps(signed_head(day="2026-11-20")))
    code, lines = verdict(zipped(files(pieces())), tmp_path, str(path))
    assert (code, any("does not fit the head" in line for line in lines)) == (1, True)


def test_ed25519_is_that_of_the_library() -> None:
    chance = random.Random(8032)  # noqa: S311
    for length in (0, 1, 63, 200):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), chance.randbytes(length)
        signature = key.sign(message)
        assert verificar.ed25519(public, message, signature)
        assert not verificar.ed25519(public, message + b"!", signature)
        for place in (0, 31, 32, 63):
            broken = bytearray(signature)
            broken[place] ^= 1
            assert not verificar.ed25519(public, message, bytes(broken))
        assert not verificar.ed25519(public, message, signature[:32] + b"\xff" * 32)
    assert not verificar.ed25519(b"", b"", b"")


# --- Speed ------------------------------------------------------------------------------------------------
@pytest.mark.at_leisure
def test_a_hundred_thousand_entries_are_verified_in_seconds(tmp_path: Path) -> None:
    made = pieces()
    template = made.bodies["platform"][0]
    made.bodies["platform"] = [
        {**template, "facts": {"session": f"{number:064x}"}} for number in range(100_000)
    ]
    data = zipped(files(made))
    began = time.monotonic()
    assert verdict(data, tmp_path)[0] == 0
    assert time.monotonic() - began < 10
