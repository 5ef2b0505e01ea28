"""Puts in place what a command needs: the system packages, `.venv`, the locked Python packages.

Each step looks first and does nothing when nothing is missing, so that a second start costs milliseconds.
Plain pip does the work: mirrors and proxies set by PIP_* variables or a pip.conf are respected.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

from config.setup import system
from config.setup.system import SetupError

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
RUN = "requirements.txt"
# What the tests need, and everything of RUN.
DEV = "requirements-dev.txt"


def install(*, groups: list[str], lock: str) -> None:
    """Afterwards the `groups` of system packages and what `lock` lists are there; else SetupError."""
    system.ensure(groups)
    if not _is_installed(lock):
        _make_venv()
        _pip_install(lock)
        for name in {RUN, lock}:
            _stamp(name).write_text(_fingerprint(name))


def _is_installed(lock: str) -> bool:
    stamp = _stamp(lock)
    return VENV_PYTHON.exists() and stamp.exists() and stamp.read_text() == _fingerprint(lock)


def _stamp(lock: str) -> Path:
    return VENV / f"{lock}.installed"


def _fingerprint(lock: str) -> str:
    """What was installed, by which Python, where: a moved folder or a new Python installs again."""
    content = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return f"{content} {sys.version.split()[0]} {VENV}\n"


def _make_venv() -> None:
    # pip answers only where the environment is whole: not after an interrupted start or a removed Python.
    if _works([str(VENV_PYTHON), "-m", "pip", "--version"]) and any(VENV.glob("*.installed")):
        return
    print("Making .venv …", flush=True)
    _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment could not be made.")


def _pip_install(lock: str) -> None:
    print(f"Installing the Python packages of {lock} into .venv (about a minute) …", flush=True)
    # Python compiles what is imported when it is: a third of the time of installing would go into all the rest.
    options = [
        "--quiet",
        "--no-input",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--no-user",
        "--no-compile",
    ]
    _run(
        [str(VENV_PYTHON), "-m", "pip", "install", *options, "--require-hashes", "-r", lock],
        f"pip could not install {lock}: its message is above.",
    )


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def _run(command: list[str], failure: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SetupError(failure)
