"""The room of the next roadmap: some rows proposed by each side, one agreed, one that they write differently."""

from datetime import date, datetime
from typing import Any

from roadmap import preparation
from roadmap.demonstration.accounts import person
from roadmap.models import MatrixRow, Preparation, Roadmap
from roadmap.preparation import FrameOfRoadmap

CODE = "bo-pe-2027-2028"
FRAME = FrameOfRoadmap(
    "Hoja de Ruta Binacional {partes} 2027–2028 contra la trata de personas y el tráfico ilícito de migrantes",
    date(2027, 1, 1),
    date(2028, 12, 31),
    tuple(date(year, month, day) for year in (2027, 2028) for month, day in ((4, 30), (8, 31), (12, 31))),
)
PERIOD = {"start": "2027-01-15", "deadline": "2027-11-30"}


def open_room(roadmap: Roadmap, *, now: datetime) -> None:
    if Roadmap.objects.filter(code=CODE).exists():
        return
    bolivia, peru = person("secretaria1.bo", now), person("secretaria1.pe", now)
    room = preparation.open_room(roadmap.pk, code=CODE, frame=FRAME, by=bolivia, now=now)
    rows = {row.fed["number"]: row for row in room.rows.all()}
    for number in ("1.1", "1.2", "2.1", "2.2"):
        _write(rows[number], bolivia, now)
    preparation.publish(room.pk, by=bolivia, now=now)
    title = rows["2.1"].fed["title"] + ", también en los puestos de frontera"
    _write(rows["2.1"], peru, now, title=title, deadline="2028-06-30")
    _write(rows["3.2"], peru, now)
    new = {**rows["2.1"].fed, **PERIOD, "number": "2.4", "baseline": "", "milestones": []}
    preparation.add_row(
        room.pk, text={**new, "title": "Observatorio binacional de prevención"}, by=peru, now=now
    )
    preparation.publish(room.pk, by=peru, now=now)
    _agree(room, rows["1.2"], peru, now)
    # A draft that Bolivia alone reads until it publishes it.
    _write(rows["4.2"], bolivia, now, target="Un reporte conjunto por trimestre")


def _write(row: MatrixRow, by: Any, now: datetime, **changed: str) -> None:
    text = {**row.fed, **PERIOD, **changed}
    preparation.save_text(row.pk, text=text, version=0, by=by, now=now)


def _agree(room: Preparation, row: MatrixRow, by: Any, now: datetime) -> None:
    """With what the other party published."""
    seen = row.texts.exclude(country=by.country_id).get().published_sha256
    preparation.accept(room.pk, proposals={row.pk: seen}, by=by, now=now)
