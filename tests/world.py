"""A roadmap with one of everything and everybody: what the tables of access ask, and the addresses of it all."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Letter, User
from roadmap.models import (
    InstitutionalApproval,
    OfflineUpload,
    ProgressReport,
    Roadmap,
    RoadmapStep,
    SentHead,
    WorkbookUpload,
)
from tests.build import (
    NOON,
    make_activity,
    make_amendment,
    make_answer,
    make_change,
    make_closing,
    make_document,
    make_evidence,
    make_expungement,
    make_job,
    make_preparation,
    make_report,
    make_roadmap,
    make_session,
    make_signed,
    make_unilateral,
)
from tests.conftest import EVERYBODY

# Nobody signed in, and everybody.
PEOPLE = ["any", *EVERYBODY]
SHA = "0123456789abcdef" * 4


def signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


class World:
    """The roadmap, one report of Peru in the given state, and everybody."""

    def __init__(self, state: str, people: dict[str, User]) -> None:
        self.people = people
        self.clients = {name: signed_in(people.get(name)) for name in PEOPLE}
        self.roadmap: Roadmap = make_roadmap()
        self.activity = make_activity(
            self.roadmap, responsibles={"BO": ["ST-CPCTTP", "FGE"], "PE": ["ST-CMNP", "MIMP"]}
        )
        status = state if state in ProgressReport.Status.values else "validated"
        returned = {"returned_at": NOON, "return_reason": "Falta."} if status == "returned" else {}
        self.report = make_report(
            self.activity,
            "PE",
            percent=50,
            status=status,
            author=people["foc"],
            institution=people["foc"].institution,
            description="Dos.",
            **returned,
        )
        InstitutionalApproval.objects.create(
            report=self.report, report_version=1, decision="given", decided_by=people["aut"], at=NOON
        )
        self.report.writers.add(people["se2"])
        self.file = make_evidence(self.report, kind="file", accepted=status == "validated", **self._stored())
        other = make_activity(self.roadmap, "1.2", responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
        self.observation = make_answer(
            make_report(other, "PE", percent=80, institution=people["foc"].institution)
        )
        make_report(self.activity, "BO", percent=80)
        self.letter = Letter.objects.create(
            person=people["foc"],
            country_id="PE",
            template="reminder",
            told={"own_total": 1},
            written_at=NOON,
            next_try_at=NOON,
            tries=1,
        )
        self.document = make_document(people["foc"], file=self._stored()["file"])
        self.institution = people["foc"].institution
        other_one = people["oth"].institution
        assert other_one is not None
        self.change = make_change(people["sec"], other_one, document=self.document)
        self.session = make_session(people["foc"])
        self.step = RoadmapStep.objects.create(
            roadmap=self.roadmap,
            to_status="in_force",
            content_sha256=SHA,
            country_id="BO",
            proposed_by=people["SEC"],
            proposed_at=NOON,
        )
        self.amendment = make_amendment(self.roadmap, people["SEC"])
        uploaded = {"content": b"", "sha256": SHA, "uploaded_by": people["sec"], "uploaded_at": NOON}
        self.upload = WorkbookUpload.objects.create(file_name="a.xlsx", **uploaded)
        by_focal = {**uploaded, "uploaded_by": people["foc"], "roadmap": self.roadmap}
        self.offline = OfflineUpload.objects.create(file_name="a.xlsx", **by_focal)
        self.job = make_job(self.roadmap, people["min"], file=self._stored()["file"])
        sent = {"chain": "platform", "number": 1, "hash": SHA, "signed": '{"public_key": ""}', "at": NOON}
        self.head = SentHead.objects.create(country_id="PE", day=NOON.date(), **sent)
        # One that both signed, one that waits, one that the counterpart did not sign.
        self.closing = make_closing(self.roadmap, people["sec"], people["sec"], people["SEC"])
        brought = make_signed(self.closing, people["sec"], verdict="refused", file=self._stored()["file"])
        self.original, self.signed_upload = brought.original, brought.found_in.upload
        self.waiting = make_closing(self.roadmap, people["SEC"], cutoff=date(2025, 12, 31))
        self.unilateral = make_unilateral(
            make_closing(self.roadmap, people["sec"], people["sec"]), people["sec"]
        )
        self.expungement = make_expungement(self.observation.report, people["foc"])
        self.matrix_row = make_preparation(self.roadmap, people["sec"])[1]

    @staticmethod
    def _stored() -> dict[str, Any]:
        name = default_storage.save("evidence/acta.txt", ContentFile(b"acta"))
        return {"file": name, "file_name": "acta.txt", "content_type": "text/plain", "size": 4, "sha256": SHA}


def address(route: str, world: World) -> str:
    """The route's address in that world."""
    name = route.partition("?")[0]
    code, number = world.roadmap.code, world.activity.number
    view = name.partition(":")[2] or name
    arguments: dict[str, list[Any]] = {
        "dashboard": [code],
        "why": [code, "fulfilment"],
        "activity-list": [code],
        "activity-detail": [code, number],
        "activity-continuation": [code, number],
        "activity-difference": [code, number],
        "activity-conversation": [code, number],
        "answer-maintain": [world.observation.pk],
        "progress-start": [code, number],
        "evidence-download": [world.file.pk],
        "evidence-remove": [world.file.pk],
        "evidence-describe": [world.file.pk],
        "evidence-review": [world.file.pk],
        "document-download": [world.document.pk],
        "expungement-order": [world.report.pk],
        "expungement-detail": [world.expungement.pk],
        "inbox-awaited": ["PE.secretariat"],
        "mail-retry": [world.letter.pk],
        "roadmap-status": [code],
        "roadmap-rules": [code],
        "roadmap-plan": [code],
        "amendment-choose": [code],
        "amendment-propose": [code, "extend"],
        "report-choose": [code],
        "report-download": [code, "report.json"],
        "matrix-export": [code],
        "import-preview": [world.upload.pk],
        "help-page": ["informar"],
        "head-download": [world.head.pk],
        "person-edit": [world.people["foc"].pk],
        "person-link": [world.people["foc"].pk],
        "person-appoint": [world.people["foc"].pk],
        "person-second-factor": [world.people["foc"].pk],
        "session-end": [world.session.pk],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "openid_connect_login": ["mipe"],
        "openid_connect_callback": ["mipe"],
        "account_reset_password_from_key": ["a", "b-c"],
    }
    if view.startswith(("closing-", "unilateral-")):
        arguments[view] = closing_arguments(view, world)
    if view.startswith("offline-"):
        arguments[view] = {"form": [code], "download": [code, "2026-04-30.xlsx"]}.get(
            view.removeprefix("offline-"), [world.offline.pk]
        )
    if view == "preparation" or view.startswith("preparation-") or view == "matrix-row-add":
        after = code if view == "preparation-open" else f"{code}-next"
        arguments[view] = [after, *(["matrix.xlsx"] if view == "preparation-download" else [])]
    elif view.startswith("matrix-row"):
        arguments[view] = [world.matrix_row.pk]
    if view.startswith("institution-") and view != "institution-list":
        arguments[view] = [world.institution.pk]
    if view == "institution-district":
        arguments[view] = [world.people["con"].institution_id]
    if view.startswith("change-"):
        arguments[view] = [world.change.pk]
    if view.startswith("appointment-"):
        arguments[view] = [world.people["foc"].appointments.get().pk]
    if view.startswith("amendment-"):
        arguments.setdefault(view, [world.amendment.pk])
    if view.startswith("step-"):
        arguments[view] = [world.step.pk]
    if view.startswith("progress-") or view == "evidence-add":
        arguments.setdefault(view, [world.report.pk])
    if view.startswith("job-") and view != "job-list":
        arguments[view] = [world.job.pk]
    if view.startswith("signed-upload"):
        arguments[view] = [world.signed_upload.pk]
    if view == "bundle-ask":
        arguments[view] = [code]
    query = route.partition("?")[2]
    return reverse(name, args=arguments.get(view, [])) + (f"?{query}" if query else "")


def closing_arguments(view: str, world: World) -> list[Any]:
    if view in ("closing-list", "closing-propose", "closing-compare"):
        return [world.roadmap.code]
    if view == "closing-original":
        return [world.original.pk]
    if view in ("closing-sign", "closing-withdraw", "unilateral-issue"):
        return [world.waiting.pk]
    row = world.closing if view.startswith("closing-") else world.unilateral
    named = "closing.json" if row is world.closing else "record.json"
    return [row.pk, named] if view.endswith("-download") else [row.pk]


def rows_of_every_table() -> dict[str, int]:
    """How many rows each table of ours has, those of the history among them."""
    ours = [table for app in ("accounts", "roadmap") for table in apps.get_app_config(app).get_models()]
    return {table.__name__: table._default_manager.count() for table in ours}


def _patterns(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


PATTERNS = dict(_patterns(get_resolver().url_patterns))
