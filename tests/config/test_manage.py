"""The command line from outside, as users run it: on a database that was just migrated, and on a bad day."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = "roadmap/demo_data/hoja_de_ruta_bo_pe_2025_2026.xlsx"


def manage(data_dir: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", **environment}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing was done but `migrate`, with only `DATA_DIR` set."""
    folder = tmp_path_factory.mktemp("data")
    assert manage(folder, "migrate", "-v0").returncode == 0
    return folder


@pytest.mark.at_leisure  # the browser tests begin with a migration too
def test_after_migrate_alone_the_commands_work_one_after_the_other(migrated: Path, tmp_path: Path) -> None:
    imported = manage(migrated, "import_roadmap", SAMPLE, "--json")
    assert json.loads(imported.stdout)["created"]["activity"] == 11
    figures = manage(migrated, "completion", "bo-pe-2025-2026", "--as-of", "2026-09-30", "--json")
    assert json.loads(figures.stdout)["due_display"] == "40"
    matrix, report = tmp_path / "m.xlsx", tmp_path / "r.json"
    assert manage(migrated, "export_roadmap", "bo-pe-2025-2026", "-o", str(matrix)).returncode == 0
    told = ("report", "bo-pe-2025-2026", "--cutoff", "2026-09-30", "--format", "json", "-o", str(report))
    assert manage(migrated, *told).returncode == 0
    assert matrix.stat().st_size > 0
    assert json.loads(report.read_text())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["import_roadmap", "no-existe.xlsx"], "no-existe.xlsx"),
        (["export_roadmap", "no-existe", "-o", "x.xlsx"], "no-existe"),
        (["completion", "no-existe", "--json"], "no-existe"),
    ],
)
def test_what_cannot_be_done_is_one_plain_line(migrated: Path, words: list[str], says: str) -> None:
    result = manage(migrated, *words)
    assert result.returncode == 1
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr


@pytest.mark.at_leisure  # ten seconds of waiting for it
def test_a_database_that_does_not_answer_is_one_plain_line(tmp_path: Path) -> None:
    address = f"postgresql://nobody@/nothing?host={tmp_path}"
    result = manage(tmp_path, "completion", "bo-pe-2025-2026", "--json", DATABASE_URL=address)
    assert result.returncode == 1
    assert "La base de datos no responde" in result.stderr
    assert "Traceback" not in result.stderr
