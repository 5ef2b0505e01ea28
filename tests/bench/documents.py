"""The PDF of the bilateral report beside WeasyPrint alone on the same HTML, and its queries.

python -m tests.bench.documents CODE   (in the database of a scene)
"""

import json
import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from weasyprint import HTML  # noqa: E402

from roadmap import summary  # noqa: E402
from roadmap.models import Roadmap  # noqa: E402
from roadmap.reports import context, pdf  # noqa: E402
from roadmap.reports.contents import ReportContext  # noqa: E402

ROUNDS = 5


def measure(code: str) -> dict[str, Any]:
    """Seconds: ours from the database to the bytes; WeasyPrint's from the HTML, with the same options and plain."""
    html = pdf.page(_context(code))
    runs = {
        "ours": lambda: pdf.render(_context(code)),
        "same_options": lambda: HTML(string=html).write_pdf(pdf_variant=pdf.VARIANT),
        "plain": lambda: HTML(string=html).write_pdf(),
    }
    with CaptureQueriesContext(connection) as queries:
        runs["ours"]()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            times[name].append(_seconds(run))
    return {"queries": len(queries), **{name: median(values) for name, values in times.items()}}


def _context(code: str) -> ReportContext:
    now = timezone.now()
    roadmap = Roadmap.objects.with_parties().get(code=code)
    figures = summary.live(roadmap, as_of=summary.default_as_of(roadmap, now), now=now, detail=True)
    return context.build(figures, copy="PE", language="es", issued_at=now)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
