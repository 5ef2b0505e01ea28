"""The commands `import_roadmap` and `export_roadmap`: output, exit codes, and that an error writes nothing."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Institution
from roadmap.imports.package import MAX_FILE
from roadmap.models import Roadmap

SAMPLE = Path(__file__).parents[2] / "roadmap" / "demo_data" / "hoja_de_ruta_bo_pe_2025_2026.xlsx"

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            call_command(*map(str, arguments), stdout=out, stderr=errors)
        except CommandError as error:
            return 1, out.getvalue(), f"{error}\n"
        except SystemExit as stopped:
            return int(stopped.code or 0), out.getvalue(), errors.getvalue()
    return 0, out.getvalue(), errors.getvalue()


def edited(folder: Path, **cells: Any) -> Path:
    book = openpyxl.load_workbook(SAMPLE)
    for place, value in cells.items():
        sheet, _underscore, cell = place.rpartition("_")
        book[sheet.replace("_", " ")][cell] = value
    path = folder / "edited.xlsx"
    book.save(path)
    return path


def test_an_import_says_what_it_created_and_a_second_one_that_nothing_changed() -> None:
    code, out, errors = run("import_roadmap", SAMPLE, "--json")
    assert (code, errors) == (0, "")
    assert json.loads(out)["created"]["activity"] == 11
    again = json.loads(run("import_roadmap", SAMPLE, "--json")[1])
    assert (again["created"], again["changed"], again["unchanged"]["activity"]) == ({}, {}, 11)


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    dry = run("import_roadmap", SAMPLE, "--json", "--dry-run")
    assert not Roadmap.objects.exists()
    assert not Institution.objects.exists()
    assert dry == run("import_roadmap", SAMPLE, "--json")


def test_each_mistake_is_a_line_with_its_cell_and_nothing_is_written(tmp_path: Path) -> None:
    wrong = edited(tmp_path, Actividades_D2="Mixta", Avances_D4=150, Instituciones_C3="QQ")
    code, out, errors = run("import_roadmap", wrong)
    assert (code, out) == (1, "")
    lines = errors.splitlines()
    assert sorted(line.split(":")[0] for line in lines) == [
        "Actividades!D2",
        "Avances!D4",
        "Instituciones!C3",
    ]
    assert all(" → " in line for line in lines)
    assert not Roadmap.objects.exists()
    assert not Institution.objects.exists()


def test_a_file_that_is_not_there_or_is_no_workbook_is_one_plain_line(tmp_path: Path) -> None:
    html = tmp_path / "page.xlsx"
    html.write_text("<html></html>")
    for name in (tmp_path / "nothing.xlsx", tmp_path, html):
        code, out, errors = run("import_roadmap", name)
        assert (code, out, len(errors.splitlines())) == (1, "", 1)


def test_a_file_without_end_is_read_only_as_far_as_it_may_be_large() -> None:
    code, _out, errors = run("import_roadmap", "/dev/zero")
    assert (code, len(errors.splitlines())) == (1, 1)
    assert str(MAX_FILE // 1024**2) in errors


def test_an_export_is_imported_again_without_a_change(tmp_path: Path) -> None:
    run("import_roadmap", SAMPLE)
    target = tmp_path / "matrix.xlsx"
    assert run("export_roadmap", "bo-pe-2025-2026", "-o", target) == (0, "", "")
    again = json.loads(run("import_roadmap", target, "--json")[1])
    assert (again["created"], again["changed"]) == ({}, {})


def test_an_unknown_code_and_a_place_that_cannot_be_written_are_one_plain_line(tmp_path: Path) -> None:
    run("import_roadmap", SAMPLE)
    for arguments in (
        ("nothing", "-o", tmp_path / "a.xlsx"),
        ("bo-pe-2025-2026", "-o", tmp_path),
        ("bo-pe-2025-2026", "-o", tmp_path / "nowhere" / "a.xlsx"),
    ):
        code, out, errors = run("export_roadmap", *arguments)
        assert (code, out, len(errors.splitlines())) == (1, "", 1)
    assert list(tmp_path.iterdir()) == []
