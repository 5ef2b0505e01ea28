"""System packages: which ones of `system_packages.toml` are missing, and how they get here.

On Debian and Ubuntu they are installed (as root or through sudo); elsewhere they are named and the command
stops.
"""

import ctypes
import glob
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("system_packages.toml")
Need = dict[str, Any]


class SetupError(Exception):
    """What stops the set-up, in words for the person who started it."""


def ensure(groups: list[str]) -> None:
    """Every system package of these groups is installed afterwards, or SetupError names the missing ones."""
    needs = _missing(groups)
    if needs and shutil.which("apt-get"):
        _apt_install(needs)
        needs = _missing(groups)
    if needs:
        raise SetupError(_explanation(needs))


def _missing(groups: list[str]) -> list[Need]:
    needs = tomllib.loads(LIST.read_text(encoding="utf-8"))["need"]
    return [need for need in needs if need["group"] in groups and not any(map(_is_here, need["found_by"]))]


def _is_here(sign: str) -> bool:
    """A sign is a path pattern (`/…`), a Python module (`python:…`), a library (`….so.0`) or a command."""
    if sign.startswith("/"):
        return bool(glob.glob(sign))
    if sign.startswith("python:"):
        importlib.invalidate_caches()
        return importlib.util.find_spec(sign.removeprefix("python:")) is not None
    if ".so." not in sign:
        return shutil.which(sign) is not None
    try:
        ctypes.CDLL(sign)
    except OSError:
        return False
    return True


def _apt_install(needs: list[Need]) -> None:
    sudo = _sudo()
    if sudo is None:
        return
    packages = _packages(needs, "apt")
    print(f"Installing system packages with apt-get: {' '.join(packages)}", flush=True)
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # An unreachable extra source makes update fail: what counts is whether the packages can be had.
    messages = ""
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        messages += done.stdout
    if done.returncode:
        print(messages, file=sys.stderr)


def _sudo() -> list[str] | None:
    """What to put before a command that root must run; None where this person cannot become root."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    without_password = subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo"] if without_password or sys.stdin.isatty() else None


def _packages(needs: list[Need], tool: str) -> list[str]:
    version = "{}.{}".format(*sys.version_info)
    names = []
    for need in needs:
        known = need["ubuntu"] if tool == "apt" and "ubuntu" in need and _is_ubuntu() else need.get(tool, [])
        names += [name.format(python=version) for name in known]
    return list(dict.fromkeys(names))


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


def _explanation(needs: list[Need]) -> str:
    lines = ["These system packages are missing:"]
    lines += [f"  - {need['what']}" for need in needs]
    lines += ["Install them as below, then run the same command again:"]
    for system, command, tool in (
        ("Debian, Ubuntu", "sudo apt-get install", "apt"),
        ("Fedora, RHEL", "sudo dnf install", "dnf"),
        ("macOS", "brew install", "brew"),
    ):
        lines.append(f"  {system + ':':<15} {command} {' '.join(_packages(needs, tool))}")
    return "\n".join(lines)
