"""`manage.py export_bundle`: the copy as a file, or one plain line and nothing written."""

import hashlib
import json
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import LedgerEntry
from tests.roadmap.bundle.copies import take

pytestmark = pytest.mark.django_db
CODE = "bo-pe-2025-2026"


def export(output, party="PE", code=CODE) -> str:
    told = StringIO()
    call_command("export_bundle", code, party=party, output=str(output), stdout=told)
    return told.getvalue()


def test_it_writes_the_copy_and_tells_its_hash(roadmap, tmp_path):
    path = tmp_path / "pe.zip"
    told = export(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in told
    with zipfile.ZipFile(path) as archive:
        index = json.loads(archive.read("index.json"))
    assert (index["roadmap"], index["party"]) == (CODE, "PE")


def test_the_record_tells_that_it_was_taken(roadmap, tmp_path):
    path = tmp_path / "bo.zip"
    export(path, party="bo")
    facts = json.loads(LedgerEntry.objects.get(event="bundle.taken").body)["facts"]
    assert facts == {"party": "BO", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert take(roadmap, "BO").verify().returncode == 0


@pytest.mark.parametrize("wrong", [{"code": "nada"}, {"party": "CL"}])
def test_what_is_not_there_is_one_line_and_no_file(roadmap, tmp_path, wrong):
    with pytest.raises(CommandError, match=next(iter(wrong.values()))):
        export(tmp_path / "no.zip", **wrong)
    assert not list(tmp_path.glob("*.zip"))


def test_where_it_cannot_be_written_nothing_is_entered(roadmap, tmp_path):
    with pytest.raises(CommandError, match="away"):
        export(tmp_path / "away" / "pe.zip")
    assert not LedgerEntry.objects.filter(event="bundle.taken").exists()
