"""A file that passes by in pieces is recognised like one that lies there whole."""

import hashlib
import random

import pytest

from roadmap.proof.passing import Passing


def passed(data: bytes, *cuts: int) -> Passing:
    file, start = Passing(), 0
    for cut in (*cuts, len(data)):
        file.update(data[start:cut])
        start = cut
    return file


NUMBER = "ab" * 32
FIRST = b"%PDF-1.7 " + f"<id>{NUMBER}</id>".encode() + b"\n%%EOF\n"
SIGNED = FIRST + b"more\n%%EOF\r\n"


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 7, 64, 1000])
def test_hash_revisions_and_numbers_do_not_depend_on_the_pieces(piece: int) -> None:
    file = passed(SIGNED, *range(piece, len(SIGNED), piece))
    assert file.sha256 == hashlib.sha256(SIGNED).hexdigest()
    assert file.size == len(SIGNED)
    assert file.numbers == {NUMBER}
    assert file.revisions[hashlib.sha256(FIRST).hexdigest()] == len(FIRST)
    assert hashlib.sha256(SIGNED).hexdigest() in file.revisions


def test_any_pieces_of_any_file_give_its_hash() -> None:
    chance = random.Random(4)  # noqa: S311
    for _turn in range(50):
        data = chance.randbytes(300) + b"%%EOF" * chance.randrange(3) + chance.randbytes(100)
        file = passed(data, *sorted(chance.sample(range(len(data)), 5)))
        assert file.sha256 == hashlib.sha256(data).hexdigest()
        assert all(hashlib.sha256(data[:end]).hexdigest() == known for known, end in file.revisions.items())


def test_a_file_full_of_ends_and_numbers_takes_no_memory() -> None:
    file = passed((b"%%EOF " + b"0f" * 32 + b" ") * 100_000)
    assert len(file.revisions) <= 200
    assert len(file.numbers) <= 400
