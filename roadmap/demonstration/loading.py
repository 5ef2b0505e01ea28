"""Loading: the workbooks, the accounts, the roadmap in force, and what happened in it since."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from accounts import acts, countries, documents
from accounts.models import User
from roadmap import workflow
from roadmap.demonstration import accounts, scene
from roadmap.demonstration.cast import CAST
from roadmap.imports import apply
from roadmap.imports.workbook import read_workbook
from roadmap.models import Roadmap

WORKBOOKS = Path(__file__).parents[1] / "demo_data"
IN_FORCE = "bo-pe-2025-2026"
EXAMPLE = "ejemplo-xa-xb-2021-2022"


class RealRoadmap(Exception):
    """A roadmap that people work in has the code of a sample: nothing was loaded. `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load(*, secret: str, now: datetime) -> list[User]:
    """Roadmaps and accounts; what is there already stays, and new accounts get `secret` as their password.

    All of it or nothing, yet each act stands alone in the record. Raises RealRoadmap, and ValueError with the
    address of a real person.
    """
    with documents.papers_too(), transaction.atomic():
        for path in sorted(WORKBOOKS.glob("*.xlsx")):
            _load_workbook(path, now=now)
        people = accounts.ensure(CAST, secret=secret, now=now)
        _put_in_force(Roadmap.objects.get(code=IN_FORCE), now)
        scene.play(Roadmap.objects.with_parties().get(code=IN_FORCE), now=now)
    return people


@acts.act
def _load_workbook(path: Path, *, now: datetime) -> None:
    read = read_workbook(path.read_bytes(), countries=countries.known())
    if read.roadmap is None:
        raise ValueError(f"{path.name}: {read.errors}")
    code = read.roadmap.code
    if (already := Roadmap.objects.filter(code=code).first()) is not None:
        if not already.is_demonstration:
            raise RealRoadmap(code)
        return
    apply.apply(read, by=None, now=now)
    roadmap = Roadmap.objects.get(code=code)
    roadmap.is_demonstration = True
    roadmap.is_example = code == EXAMPLE
    roadmap.save(update_fields=["is_demonstration", "is_example"])
    if code != IN_FORCE:
        workflow.record_status(roadmap, Roadmap.Status.FINISHED, by=None, now=now)


def _put_in_force(roadmap: Roadmap, now: datetime) -> None:
    """As in life: one secretariat proposes it, the other accepts, seeing the content's hash."""
    if roadmap.status != Roadmap.Status.IN_PREPARATION:
        return
    one, other = (accounts.person(who, now) for who in ("secretaria1.bo", "secretaria1.pe"))
    step = workflow.propose_step(roadmap.pk, to_status=Roadmap.Status.IN_FORCE, by=one, now=now)
    workflow.accept_step(step.pk, content_sha256=step.content_sha256, by=other, now=now)
