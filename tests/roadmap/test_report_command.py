"""`manage.py report`: the file, or one plain line and nothing written."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.build import make_activity, make_roadmap

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CODE = "bo-pe-2025-2026"


@pytest.fixture
def roadmap(db):
    roadmap = make_roadmap(CODE)
    make_activity(roadmap)
    return roadmap


def report(*, code=CODE, cutoff="2026-09-30", form="json", output, **options):
    with time_machine.travel(NOW, tick=False):
        call_command("report", code, cutoff=cutoff, format=form, output=str(output), **options)


def test_it_writes_each_format(roadmap, tmp_path):
    for form in ("pdf", "xlsx", "json"):
        report(form=form, output=tmp_path / f"r.{form}", copy="PE", lang="en")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
    assert load_workbook(BytesIO((tmp_path / "r.xlsx").read_bytes())).sheetnames[0] == "Summary"
    made = json.loads((tmp_path / "r.json").read_text())
    assert (made["copy"], made["language"], made["cutoff"]) == ("PE", "en", "2026-09-30")


def test_without_a_copy_the_parties_stand_alphabetically(roadmap, tmp_path):
    report(output=tmp_path / "r.json")
    made = json.loads((tmp_path / "r.json").read_text())
    assert [party["code"] for party in made["parties"]] == ["BO", "PE"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"code": "nada"}, "nada"),
        ({"cutoff": "2026-02-30"}, "2026-02-30"),
        ({"cutoff": "ayer"}, "ayer"),
        ({"cutoff": "2026-11-22"}, "aún no ha llegado"),
        ({"cutoff": "2025-04-23"}, "24/04/2025"),
        ({"copy": "CL"}, "BO, PE"),
        ({"form": "doc"}, "pdf, xlsx, json"),
        ({"lang": "qu"}, "es, en"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_and_nothing_is_written(roadmap, tmp_path, wrong, told):
    with pytest.raises(CommandError) as error:
        report(**{"output": tmp_path / "r.json", **wrong})
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(roadmap, tmp_path):
    with pytest.raises(CommandError):
        report(output=tmp_path / "missing" / "r.json")
    with pytest.raises(CommandError):
        report(output=tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not list(Path(tmp_path.parent).glob(f".{tmp_path.name}.*"))


def test_an_earlier_file_is_replaced_whole(roadmap, tmp_path):
    (tmp_path / "r.json").write_text("antes")
    report(output=tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["code"] == CODE
