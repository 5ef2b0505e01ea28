"""The README says what is: every setting, every command, every place in the code, every field of the JSON report."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.conf import settings
from django.core.management import get_commands

from roadmap.reports.contents import ReportContext
from roadmap.summary import PartyCounts

ROOT = settings.BASE_DIR
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Read by other programs, or set by our own for them.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "XDG_CACHE_HOME"}
READ = re.compile(
    r"""\benv(?:\.\w+)?\(\s*["']([A-Z0-9_]+)["']"""
    r"""|environ(?:\.get|\.setdefault)?[(\[]\s*["']([A-Z0-9_]+)["']"""
    r"""|getenv\(\s*["']([A-Z0-9_]+)["']"""
)


def section(title: str) -> str:
    """The text below a heading of the second level."""
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> Iterator[str]:
    """The first cell of each row of the tables, without headings."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield line.split(" | ")[0]


def variables_read() -> set[str]:
    files = [ROOT / "manage.py"]
    for folder in ("config", "accounts", "roadmap"):
        files += (ROOT / folder).rglob("*.py")
    return {name for file in files for match in READ.findall(file.read_text()) for name in match if name}


def test_the_table_of_settings_is_what_the_code_reads() -> None:
    told = {name for cell in first_cells(section("Settings")) for name in re.findall(r"`([A-Z0-9_]+)`", cell)}
    assert told == variables_read() - NOT_SETTINGS


def test_every_command_of_ours_is_told_and_every_one_told_is_there() -> None:
    ours = {name for name, app in get_commands().items() if app in ("accounts", "roadmap")}
    assert {cell.split("`")[1].split()[0] for cell in first_cells(section("Commands"))} == ours
    named = set(re.findall(r"(?:manage\.py|^alternat) ([a-z_]+)", README, re.M))
    assert named <= set(get_commands())


def test_the_map_shows_places_that_are_there() -> None:
    places = [
        place for cell in first_cells(section("Map of the code")) for place in re.findall(r"`([^`]+)`", cell)
    ]
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []
    packages = {path.parent.name for path in (ROOT / "roadmap").glob("*/__init__.py")} - {
        "migrations",
        "management",
    }
    assert {name for name in packages if f"`roadmap/{name}/`" not in README} == set()


def test_links_lead_somewhere() -> None:
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", README, re.M)
    }
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    for link in links:
        assert (link[1:] in anchors) if link.startswith("#") else (ROOT / link).exists(), link


def test_every_field_of_the_json_report_is_told() -> None:
    quoted = re.findall(r"`([^`]+)`", section("The report as JSON"))
    told = set(re.findall(r"[a-z_0-9]+", " ".join(quoted)))
    assert {name for name in names_in(ReportContext) if name not in told} == set()


def test_every_count_of_a_party_in_the_json_report_is_told() -> None:
    [row] = re.findall(r"^\| `counts` \|.*$", section("The report as JSON"), re.M)
    counted = {one.name for one in fields(PartyCounts)} - {"country", "waiting_days"}
    assert counted <= set(re.findall(r"`([a-z_]+)`", row))


def names_in(kind: Any) -> Iterator[str]:
    """The fields of a dataclass, and of those that it holds."""
    if get_origin(kind) in (tuple, Union, UnionType):
        for part in get_args(kind):
            yield from names_in(part)
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        for one in fields(kind):
            yield one.name
            yield from names_in(hints[one.name])
