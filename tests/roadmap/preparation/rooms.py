"""A room with three rows, and texts for them: what the tests of the next roadmap begin with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from roadmap import preparation
from roadmap.models import MatrixRow, Preparation, Roadmap, RowText
from roadmap.preparation import FrameOfRoadmap
from tests.build import make_activity, make_evidence, make_report, make_roadmap

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CODE = "bo-pe-2027-2028"
FRAME = FrameOfRoadmap(
    title="Hoja de Ruta Binacional {partes} 2027–2028",
    start=date(2027, 1, 1),
    end=date(2028, 12, 31),
    cutoffs=(date(2027, 6, 30), date(2027, 12, 31), date(2028, 12, 31)),
)
SIDES = {"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}


def make_previous(rows: int = 3) -> Roadmap:
    """In force until the end of 2026: 1.1 stands at 60 by both, the others have no report."""
    roadmap = make_roadmap(status="in_force")
    first = make_activity(roadmap, "1.1", responsibles=SIDES, milestones={"H1": 60, "H2": 40})
    for country in ("BO", "PE"):
        make_evidence(make_report(first, country, milestones_met=["H1"]))
    for number in range(2, rows + 1):
        make_activity(roadmap, f"1.{number}", responsibles=SIDES)
    return roadmap


def make_room(by: User, rows: int = 3) -> Preparation:
    return preparation.open_room(make_previous(rows).pk, code=CODE, frame=FRAME, by=by, now=NOW)


def row_at(room: Preparation, position: int) -> MatrixRow:
    return room.rows.get(position=position)


def text_for(row: MatrixRow, **changes: Any) -> dict[str, Any]:
    """What the row began with, with the days that are missing."""
    return {**row.fed, "start": "2027-01-15", "deadline": "2027-12-15", **changes}


def propose(row: MatrixRow, by: User, *, dropped: bool = False, **changes: Any) -> str:
    """Saves and publishes; gives the hash that the other party accepts."""
    own = row.texts.filter(country=by.country_id).first()
    version = own.version if own else 0
    preparation.save_text(
        row.pk, text=text_for(row, **changes), dropped=dropped, version=version, by=by, now=NOW
    )
    preparation.publish(row.room_id, by=by, now=NOW)
    return str(row.texts.get(country=by.country_id).published_sha256)


def agree(row: MatrixRow, one: User, other: User, **changes: Any) -> MatrixRow:
    """One proposes and the other accepts."""
    sha256 = propose(row, one, **changes)
    return preparation.accept(row.room_id, proposals={row.pk: sha256}, by=other, now=NOW)[0]


def save(row: MatrixRow, by: User, version: int = 0, **changes: Any) -> RowText:
    return preparation.save_text(row.pk, text=text_for(row, **changes), version=version, by=by, now=NOW)


def accept(row: MatrixRow, sha256: str, by: User) -> list[MatrixRow]:
    return preparation.accept(row.room_id, proposals={row.pk: sha256}, by=by, now=NOW)


# --- On the pages -----------------------------------------------------------------------------------------
def seen_by(person: User, address: str = "") -> str:
    client = Client()
    client.force_login(person)
    return client.get(address or reverse("roadmap:preparation", args=[CODE])).content.decode()


def post(person: User, name: str, *args: Any, **data: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"roadmap:{name}", args=args), data)


def form_data(**changes: str) -> dict[str, str]:
    data = {
        **{"number": "1.1", "axis": "Eje 1", "title": "Actividad 1.1", "kind": "joint", "weight": "1"},
        **{"start": "2027-01-15", "deadline": "2027-12-15", "version": "0"},
        **{f"milestones-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")},
    }
    return data | changes


def leads(room: Preparation) -> dict[str, str]:
    named = row_at(room, 1).continues.responsibilities.filter(role="lead")
    return {f"lead_{one.country_id}": str(one.institution_id) for one in named}
