"""The sample roadmap as report contexts and documents: made once, since they are only read."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from accounts import countries
from roadmap import summary
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from roadmap.models import Roadmap
from roadmap.reports import context, pdf
from roadmap.reports.contents import ReportContext

CODE, CUTOFF = "bo-pe-2025-2026", date(2026, 9, 30)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
EXPECTED = json.loads(Path("tests/data/expected_figures.json").read_text())[f"{CODE}@{CUTOFF}"]
COPIES = [("PE", "es"), ("BO", "es"), ("PE", "en"), ("BO", "en"), (None, "es"), (None, "en")]

Contexts = dict[tuple[str | None, str], ReportContext]


def load_sample(name: str = "hoja_de_ruta_bo_pe_2025_2026.xlsx") -> Roadmap:
    content = (Path("roadmap/demo_data") / name).read_bytes()
    code = apply.apply(read_workbook(content, countries=countries.known()), by=None, now=NOW).code
    Roadmap.objects.filter(code=code).update(is_demonstration=True)
    return Roadmap.objects.with_parties().get(code=code)


def context_of(
    roadmap: Roadmap, copy: str | None = "PE", language: str = "es", day: date = CUTOFF
) -> ReportContext:
    found = summary.live(roadmap, as_of=day, now=NOW, detail=True)
    return context.build(found, copy=copy, language=language, issued_at=NOW)


def pages_of(content: bytes) -> list[str]:
    """The text of each page, as poppler reads it."""
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


@pytest.fixture(scope="session")
def contexts(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Contexts:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        roadmap = load_sample()
        made = {(copy, language): context_of(roadmap, copy, language) for copy, language in COPIES}
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="session")
def pages(contexts: Contexts) -> Callable[[str | None, str], list[str]]:
    """The pages of a copy in a language; each PDF is made once."""
    made: dict[tuple[str | None, str], list[str]] = {}

    def of(copy: str | None, language: str) -> list[str]:
        if (copy, language) not in made:
            made[copy, language] = pages_of(pdf.render(contexts[copy, language]))
        return made[copy, language]

    return of
