"""`ReportContext` -> JSON: the whole report for machines; the README has the schema."""

import json
from dataclasses import asdict
from datetime import date, datetime

from roadmap.reports.contents import ReportContext


def render(context: ReportContext) -> bytes:
    """UTF-8, indented; days and instants as ISO 8601, percentages as text."""
    text = json.dumps(asdict(context), ensure_ascii=False, indent=2, default=_iso)
    return f"{text}\n".encode()


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"No JSON for {type(value).__name__}")
