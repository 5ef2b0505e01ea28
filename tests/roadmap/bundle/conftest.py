"""A roadmap with reports of both parties, evidence of each kind of visibility, and papers; all of it in the record."""

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import acts
from accounts.models import User
from accounts.states import chain_of
from roadmap.models import Evidence, ProgressReport, Roadmap
from tests.build import NOON, make_activity, make_document, make_evidence, make_report, make_roadmap


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path, media) -> None:
    settings.DATA_DIR = tmp_path


def stored(content: bytes, name: str = "acta.txt") -> dict[str, Any]:
    """The columns of a file that is in the storage."""
    file = default_storage.save(f"evidence/{name}", ContentFile(content))
    told = {"file": file, "file_name": name, "content_type": "text/plain", "size": len(content)}
    return told | {"sha256": hashlib.sha256(content).hexdigest()}


def make_file(report: ProgressReport, content: bytes, title: str = "Acta", **fields: Any) -> Evidence:
    return make_evidence(report, title, kind="file", **stored(content), **fields)


@pytest.fixture
def people(secretariat_pe, secretariat_bo) -> dict[str, User]:
    return {"PE": secretariat_pe, "BO": secretariat_bo}


@pytest.fixture
def roadmap(people) -> Roadmap:
    """Peru's part: a validated report with a binational and an own file, and a draft with one."""
    roadmap = make_roadmap(status=Roadmap.Status.IN_FORCE)
    activity = make_activity(roadmap)
    said = make_report(activity, "PE", percent=60, author=people["PE"], description="Talleres en Puno.")
    make_file(said, b"binational", "Acta de Puno")
    make_file(said, b"reserved", "Lista reservada", **own_country(b"reserved"))
    draft = make_report(activity, "PE", percent=70, status="draft", description="Borrador de agosto.")
    make_file(draft, b"of a draft", "Acta por revisar", accepted=False)
    make_report(activity, "BO", percent=40, author=people["BO"], description="Taller en Desaguadero.")
    for country, person in people.items():
        file = stored(f"paper of {country}".encode())
        make_paper(person, file, number=f"{country}-1")
        make_paper(person, stored(f"shared by {country}".encode()), number=f"{country}-2", is_shared=True)
    entered(roadmap)
    return Roadmap.objects.with_parties().get(pk=roadmap.pk)


def own_country(content: bytes) -> dict[str, Any]:
    """What says of a file that only its own country reads it."""
    salt = "5a17" * 8
    told = {"visibility": Evidence.Visibility.OWN_COUNTRY, "salt": salt}
    return told | {"commitment": hashlib.sha256(salt.encode() + content).hexdigest()}


def make_paper(person: User, file: dict[str, Any], **fields: Any) -> Any:
    document = make_document(person, file=file.pop("file"), **fields)
    for name, value in file.items():
        setattr(document, name, value)
    document.save()
    return document


def entered(roadmap: Roadmap) -> None:
    """Everything that the builders made past the verbs: a chain begins with what happened before it."""
    acts.happened("test.begin", chain=chain_of(roadmap.code), by=None, now=NOON)
    acts.happened("test.begin", chain="platform", by=None, now=NOON)
