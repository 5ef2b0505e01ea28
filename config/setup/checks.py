"""The steps of `make test`, `test-all`, `check` and `bench`: each is one command, all run, the table tells.

The commands see nothing of the person's own settings and write into a temporary folder.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from config.setup.install import ROOT, VENV, VENV_PYTHON

# Its tables come from the models, in a second instead of ten; the two other steps of tests run the migrations.
TESTS_ON_SQLITE = [str(VENV_PYTHON), "-m", "pytest", "--ignore=tests/e2e", "--nomigrations", "-n", "3"]
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TERM", "TMPDIR", "CI")


class Step(NamedTuple):
    name: str
    command: list[str]
    environment: dict[str, str] = {}


def run(command: str) -> int:
    """Runs the steps of `command`; 0 if all of them went well."""
    steps = {"test": _briefly, "test-all": _everything, "check": _quick, "bench": _bench}[command]()
    with tempfile.TemporaryDirectory(prefix="alternat-") as folder:
        results = [_run(step, folder) for step in steps]
    if len(results) > 1:
        print("\n" + "\n".join(results))
    failed = sum("FAILED" in result for result in results)
    print(f"\nmake {command}: {f'{failed} of {len(steps)} steps FAILED' if failed else 'all is well'}")
    return 1 if failed else 0


def _run(step: Step, folder: str) -> str:
    """One line of the table."""
    print(f"\n── {step.name}", flush=True)
    environment = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    environment |= {"HOME": folder, "DATA_DIR": f"{folder}/data", "PYTHONUNBUFFERED": "1", **step.environment}
    start = time.monotonic()
    code = subprocess.run(step.command, cwd=ROOT, env=environment).returncode
    return f"{step.name:<44} {time.monotonic() - start:6.1f} s  {'ok' if code == 0 else 'FAILED'}"


def _briefly() -> list[Step]:
    """In minutes: what could differ on the second database, each page's accessibility in one language."""
    return [step._replace(environment={**step.environment, "BRIEFLY": "1"}) for step in _everything()]


def _everything() -> list[Step]:
    pytest_postgresql = [str(VENV_PYTHON), "-m", "tests.postgres", *_python("pytest", "--ignore=tests/e2e")]
    production = {"ALLOWED_HOSTS": "alternat.example", "HTTPS": "1"}
    return [
        *_lint(),
        Step("missing migrations", _manage("makemigrations", "--check", "--dry-run")),
        Step("check --deploy", _manage("check", "--deploy", "--fail-level", "WARNING"), production),
        Step("security (bandit)", _python("bandit", "-q", "-ll", "-r", "accounts", "roadmap", "config")),
        Step("tests on SQLite", TESTS_ON_SQLITE),
        Step("tests on PostgreSQL", pytest_postgresql),
        Step("browser tests", _python("pytest", "tests/e2e")),
    ]


def _quick() -> list[Step]:
    return [*_lint(), Step("tests on SQLite", TESTS_ON_SQLITE)]


def _bench() -> list[Step]:
    return [Step("bench", _python("tests.bench"))]


def _lint() -> list[Step]:
    pages = sorted(str(path) for path in Path(ROOT, "templates").rglob("*.html"))
    return [
        Step("lint (ruff check)", _python("ruff", "check")),
        Step("format (ruff format)", _python("ruff", "format", "--check")),
        Step("template indentation (djhtml)", _python("djhtml", "--check", "--tabwidth", "2", *pages)),
        Step("template style (djade)", [_script("djade"), "--check", *pages]),
        Step("types (mypy)", _python("mypy")),
        Step("import contracts (import-linter)", [_script("lint-imports"), "--no-cache", "--no-logo"]),
    ]


def _python(module: str, *arguments: str) -> list[str]:
    return [str(VENV_PYTHON), "-m", module, *arguments]


def _script(name: str) -> str:
    return str(VENV / "bin" / name)


def _manage(*arguments: str) -> list[str]:
    return [str(VENV_PYTHON), "manage.py", *arguments]
