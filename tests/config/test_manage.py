"""The command line on a bad day: one plain line, never a traceback."""

import subprocess
import sys
from pathlib import Path


def test_a_database_that_does_not_answer_is_one_plain_line(tmp_path: Path) -> None:
    environment = {
        "DATA_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}",
    }
    command = [sys.executable, "manage.py", "completion", "bo-pe-2025-2026", "--json"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "La base de datos no responde" in result.stderr
    assert "Traceback" not in result.stderr


def test_commands_work_on_a_database_that_was_just_migrated(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for words in (["migrate", "-v0"], ["demo"], ["completion", "ejemplo-xa-xb-2021-2022", "--json"]):
        command = [sys.executable, "manage.py", *words]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
    assert '"display": "92"' in result.stdout
