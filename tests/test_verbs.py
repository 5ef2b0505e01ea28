"""Who may do what, past every page: each verb with each person. A verb without a row fails.

The columns are those of `test_access`. Cells: yes = done, no = refused as not theirs (PermissionDenied), late = it is
theirs, but things are no longer so (IllegalTransition). The report is Peru's, written by `foc` and `se2`; Bolivia
proposed the step. Every verb is undone before the next person tries it.
"""

import inspect
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts import documents
from accounts.chains import BEGINNING
from accounts.documents import Paper
from accounts.models import Appointment, Institution, LedgerEntry, User
from accounts.office import Newcomer
from roadmap import closing, workflow
from roadmap.models import CutoffDate, Roadmap
from roadmap.proof.answers import Examined
from tests.accounts.test_appointing import papers
from tests.build import NOON, make_closing, make_pdf
from tests.conftest import EVERYBODY
from tests.world import World

pytestmark = pytest.mark.on_both

NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
TABLE = """
#                   state     sec se2 foc oth aut min con SEC FOC REA obs ope out
start               -         yes yes yes no  no  no  no  yes yes no  no  no  no
save_draft          draft     yes yes yes no  no  no  no  no  no  no  no  no  no
discard             draft     yes yes yes no  no  no  no  no  no  no  no  no  no
add_file            draft     yes yes yes no  no  no  no  no  no  no  no  no  no
add_link            draft     yes yes yes no  no  no  no  no  no  no  no  no  no
remove              draft     yes yes yes no  no  no  no  no  no  no  no  no  no
describe_evidence   draft     yes yes yes no  no  no  no  no  no  no  no  no  no
accept_evidence     submitted yes no  no  no  no  no  no  no  no  no  no  no  no
reject_evidence     submitted yes no  no  no  no  no  no  no  no  no  no  no  no
submit              draft     yes yes yes no  no  no  no  no  no  no  no  no  no
validate            submitted yes no  no  no  no  no  no  no  no  no  no  no  no
return_for_changes  submitted yes no  no  no  no  no  no  no  no  no  no  no  no
approve             submitted no  no  no  no  yes no  no  no  no  no  no  no  no
withhold            submitted no  no  no  no  yes no  no  no  no  no  no  no  no
type_from_paper     draft     yes yes yes no  no  no  no  no  no  no  no  no  no
set_rules           -         yes yes no  no  no  no  no  yes no  no  no  no  no
agree               validated no  no  no  no  no  no  no  yes no  no  no  no  no
observe             validated no  no  no  no  no  no  no  yes no  no  no  no  no
maintain            validated yes yes no  no  no  no  no  no  no  no  no  no  no
explain_difference  -         yes yes no  no  no  no  no  yes no  no  no  no  no
comment             validated yes yes yes no  yes yes no  yes yes no  no  no  no
propose_step        -         yes yes no  no  no  no  no  yes no  no  no  no  no
propose_amendment   -         yes yes no  no  no  no  no  yes no  no  no  no  no
accept_amendment    -         yes yes no  no  no  no  no  no  no  no  no  no  no
decline_amendment   -         yes yes no  no  no  no  no  no  no  no  no  no  no
withdraw_amendment  -         no  no  no  no  no  no  no  yes no  no  no  no  no
accept_step         -         yes yes no  no  no  no  no  no  no  no  no  no  no
decline_step        -         yes yes no  no  no  no  no  no  no  no  no  no  no
withdraw_step       -         no  no  no  no  no  no  no  yes no  no  no  no  no
hand_over           -         yes yes no  no  no  no  no  no  no  no  no  no  no
set_district        -         yes yes no  no  no  no  no  no  no  no  no  no  no
notify_change       -         yes yes no  no  no  yes no  no  no  no  no  no  no
designate_successor -         yes yes no  no  no  no  no  no  no  no  no  no  no
withdraw_change     -         yes yes no  no  no  yes no  no  no  no  no  no  no
take_note           -         no  no  no  no  no  no  no  yes no  no  no  no  no
closing.propose     -         yes yes no  no  no  no  no  yes no  no  no  no  no
closing.sign        -         yes yes no  no  no  no  no  yes no  no  no  no  no
closing.withdraw    -         no  no  no  no  no  no  no  yes no  no  no  no  no
closing.bind_paper  -         yes yes no  no  no  no  no  yes no  no  no  no  no
closing.declare_unilateral -  yes yes no  no  no  no  no  late no  no  no  no  no
closing.answer_unilateral -   no  no  no  no  no  no  no  yes no  no  no  no  no
closing.keep_originals -      yes yes no  no  no  yes no  yes no  no  no  no  no
closing.upload_signed -       yes yes no  no  no  yes no  yes no  no  no  no  no
closing.record_check -        yes yes no  no  no  yes no  no  no  no  no  no  no
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()[1:]}
Verb = Callable[[World, User], Any]


def _file(by: User) -> SimpleUploadedFile:
    """Another one for each person: this verb's transaction is its own, and is not undone."""
    return SimpleUploadedFile("acta.txt", f"Acta {by.pk}".encode(), "text/plain")


def _accepted(world: World, by: User) -> Any:
    """After all: what nobody rejected is accepted with its report."""
    workflow.reject_evidence(world.file.pk, reason="Ilegible.", by=by, now=NOW)
    return workflow.accept_evidence(world.file.pk, by=by, now=NOW)


def _proposed(world: World, by: User) -> Any:
    world.roadmap.steps.all().delete()
    return workflow.propose_step(world.roadmap.pk, to_status="in_force", by=by, now=NOW)


def _amended(world: World, by: User) -> Any:
    Roadmap.objects.filter(pk=world.roadmap.pk).update(status="in_force")
    world.roadmap.amendments.all().delete()
    asked: dict[str, Any] = {
        "kind": "withdraw",
        "number": world.activity.number,
        "given": {},
        "reason": "Ya se hizo.",
    }
    return workflow.propose_amendment(world.roadmap.pk, paper=_paper(by), by=by, now=NOW, **asked)


def _amendment_accepted(world: World, by: User) -> Any:
    Roadmap.objects.filter(pk=world.roadmap.pk).update(status="in_force")
    seen = world.amendment.content_sha256
    return workflow.accept_amendment(world.amendment.pk, content_sha256=seen, by=by, now=NOW)


def _approved(world: World, by: User) -> Any:
    world.report.approvals.all().delete()
    return workflow.approve(world.report.pk, by=by, now=NOW)


def _withheld(world: World, by: User) -> Any:
    world.report.approvals.all().delete()
    return workflow.withhold(world.report.pk, reason="Falta el acta.", by=by, now=NOW)


def _from_paper(world: World, by: User) -> Any:
    paper = Paper(upload=_file(by), kind="oficio", number="1-2026", dated=date(2026, 5, 4))
    return workflow.type_from_paper(world.report.pk, paper=paper, signed_by="La jefa", by=by, now=NOW)


def _paper(by: User) -> documents.Paper:
    return documents.Paper(upload=_file(by), kind="law", number="DS 1", dated=date(2026, 5, 1))


def _notified(world: World, by: User) -> Any:
    told = workflow.Told(kind="dissolved", effective_on=date(2026, 6, 1))
    return workflow.notify_change(world.institution.pk, told=told, paper=_paper(by), by=by, now=NOW)


def _designated(world: World, by: User) -> Any:
    Institution.objects.filter(pk=world.institution.pk).update(valid_until=date(2026, 5, 31))
    told = workflow.Told(kind="succession", effective_on=date(2026, 6, 1), acronym="NUEVA", name="Nueva")
    return workflow.designate_successor(
        world.institution.pk, told=told, activities=None, paper=_paper(by), by=by, now=NOW
    )


def _closing_proposed(world: World, by: User) -> Any:
    Roadmap.objects.filter(pk=world.roadmap.pk).update(status="in_force")
    CutoffDate.objects.create(roadmap=world.roadmap, day=date(2026, 5, 31))
    return closing.propose(world.roadmap.pk, cutoff=date(2026, 5, 31), by=by, now=NOW)


def _closing_signed(world: World, by: User) -> Any:
    seen = world.waiting.content_sha256
    return closing.sign(world.waiting.pk, content_sha256=seen, by=by, now=NOW, second_factor="totp")


def _declared(world: World, by: User) -> Any:
    """Of a closing that Peru signed and Bolivia did not, long after the term."""
    found = make_closing(world.roadmap, world.people["SEC"], world.people["sec"], sign_days=1)
    asked = {"content_sha256": found.content_sha256, "reason": "Silencio.", "second_factor": "totp"}
    return closing.declare_unilateral(found.pk, **asked, by=by, now=NOW + timedelta(days=9))


def _brought(world: World, by: User) -> Any:
    file = SimpleUploadedFile("cierre.pdf", make_pdf(), "application/pdf")
    return closing.upload_signed(world.closing.pk, upload=file, by=by, now=NOW)


def _checked(world: World, by: User) -> Any:
    found = Examined(4, "0123456789abcdef" * 4, problems=("not_pdf",))
    return closing.record_check(world.signed_upload.pk, found=found, heads={}, by=by, now=NOW)


VERBS: dict[str, Verb] = {
    "closing.keep_originals": lambda world, by: closing.keep_originals(
        world.closing.pk, contents={"BO": ("cierre.pdf", b"%PDF-1.7")}, by=by, now=NOW
    ),
    "closing.upload_signed": _brought,
    "closing.record_check": _checked,
    "closing.propose": _closing_proposed,
    "closing.sign": _closing_signed,
    "closing.withdraw": lambda world, by: closing.withdraw(world.waiting.pk, by=by, now=NOW),
    "closing.bind_paper": lambda world, by: closing.bind_paper(
        world.closing.pk, paper=_paper(by) | {"kind": "minutes"}, by=by, now=NOW
    ),
    "closing.declare_unilateral": _declared,
    "closing.answer_unilateral": lambda world, by: closing.answer_unilateral(
        world.unilateral.pk, text="No es así.", by=by, now=NOW
    ),
    "hand_over": lambda world, by: workflow.hand_over(
        world.people["foc"].appointments.get().pk,
        to=Newcomer("Ana", f"ana.{by.pk}@example.org"),
        capacity="titular",
        papers=papers(),
        by=by,
        now=NOW,
    ),
    "start": lambda world, by: workflow.start(world.activity, as_of=date(2026, 4, 30), by=by, now=NOW),
    "save_draft": lambda world, by: workflow.save_draft(
        world.report.pk, fields={"description": "Tres mesas."}, version=1, by=by, now=NOW
    ),
    "discard": lambda world, by: workflow.discard(world.report.pk, by=by, now=NOW),
    "add_file": lambda world, by: workflow.add_file(world.report.pk, upload=_file(by), by=by, now=NOW),
    "add_link": lambda world, by: workflow.add_link(
        world.report.pk, url="https://example.org/acta", by=by, now=NOW
    ),
    "remove": lambda world, by: workflow.remove(world.file.pk, by=by, now=NOW),
    "describe_evidence": lambda world, by: workflow.describe_evidence(
        world.file.pk, about={"category": "minutes"}, by=by, now=NOW
    ),
    "accept_evidence": _accepted,
    "reject_evidence": lambda world, by: workflow.reject_evidence(
        world.file.pk, reason="Falta la firma.", by=by, now=NOW
    ),
    "submit": lambda world, by: workflow.submit(world.report.pk, by=by, now=NOW),
    "validate": lambda world, by: workflow.validate(world.report.pk, by=by, now=NOW),
    "return_for_changes": lambda world, by: workflow.return_for_changes(
        world.report.pk, reason="Falta el acta.", by=by, now=NOW
    ),
    "approve": _approved,
    "withhold": _withheld,
    "type_from_paper": _from_paper,
    "set_rules": lambda world, by: workflow.set_rules(
        world.roadmap.pk, rules={"answer_days": 45}, by=by, now=NOW
    ),
    "agree": lambda world, by: workflow.agree(world.report.pk, by=by, now=NOW),
    "observe": lambda world, by: workflow.observe(world.report.pk, reason="Falta.", by=by, now=NOW),
    "maintain": lambda world, by: workflow.maintain(
        world.observation.pk, reason="Está en el anexo.", by=by, now=NOW
    ),
    "explain_difference": lambda world, by: workflow.explain_difference(
        world.activity.pk, as_of=date(2026, 4, 30), reason="Contamos otra cosa.", by=by, now=NOW
    ),
    "comment": lambda world, by: workflow.comment(
        world.activity.pk, text="Falta una firma.", shared=True, by=by, now=NOW, report_id=world.report.pk
    ),
    "propose_step": _proposed,
    "propose_amendment": _amended,
    "accept_amendment": _amendment_accepted,
    "decline_amendment": lambda world, by: workflow.decline_amendment(
        world.amendment.pk, reason="No.", by=by, now=NOW
    ),
    "withdraw_amendment": lambda world, by: workflow.withdraw_amendment(world.amendment.pk, by=by, now=NOW),
    "accept_step": lambda world, by: workflow.accept_step(
        world.step.pk, content_sha256=world.step.content_sha256, by=by, now=NOW
    ),
    "decline_step": lambda world, by: workflow.decline_step(world.step.pk, reason="No.", by=by, now=NOW),
    "withdraw_step": lambda world, by: workflow.withdraw_step(world.step.pk, by=by, now=NOW),
    "set_district": lambda world, by: workflow.set_district(
        Institution.objects.consulates().get().pk, places=[("BO", "city", "La Paz")], by=by, now=NOW
    ),
    "notify_change": _notified,
    "designate_successor": _designated,
    "withdraw_change": lambda world, by: workflow.withdraw_change(world.change.pk, by=by, now=NOW),
    "take_note": lambda world, by: workflow.take_note(world.change.pk, by=by, now=NOW),
}
# Who may use them is their caller's door, or they write what nobody says: see their docstrings.
WITHOUT_A_PERSON = {"record_history", "complete_record", "record_status"}
NOT_UNDONE = {"add_file"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("verb", ROWS)
def test_each_verb_is_for_whom_the_table_says(everybody, verb):
    state, *cells = ROWS[verb]
    world = World(state, everybody)
    if verb == "start":
        world.report.delete()
    done = {name: _done(verb, world, everybody[name]) for name in EVERYBODY}
    assert done == dict(zip(EVERYBODY, cells, strict=True))


def _done(verb: str, world: World, by: User) -> str:
    try:
        if verb in NOT_UNDONE:
            VERBS[verb](world, by)
        else:
            with transaction.atomic():
                VERBS[verb](world, by)
                transaction.set_rollback(True)
    except PermissionDenied:
        return "no"
    except workflow.IllegalTransition:
        return "late"
    return "yes"


def test_every_verb_has_a_row():
    named = {name: getattr(workflow, name) for name in workflow.__all__}
    named |= {f"closing.{name}": getattr(closing, name) for name in closing.__all__}
    verbs = {name for name, it in named.items() if callable(it) and "by" in _parameters(it)}
    assert verbs - WITHOUT_A_PERSON == set(ROWS) == set(VERBS)


def _parameters(it: Any) -> set[str]:
    return set() if inspect.isclass(it) else set(inspect.signature(it).parameters)


@pytest.mark.parametrize("verb", ROWS)
def test_no_verb_works_for_whoever_is_no_longer_appointed(everybody, verb):
    """Whoever the table lets do it, the minute after their appointment was revoked."""
    state, *cells = ROWS[verb]
    world = World(state, everybody)
    Appointment.objects.update(revoked_at=NOON, revoked_reason="Renunció.")
    allowed = [name for name, told in zip(EVERYBODY, cells, strict=True) if told == "yes"]
    assert allowed
    assert {_done(verb, world, everybody[name]) for name in allowed} == {"late"}


@pytest.mark.parametrize("verb", ROWS)
def test_each_verb_leaves_its_entry_in_the_record(everybody, verb):
    """One, in the chain of the roadmap or in the platform's, that names the verb and who did it."""
    state, *cells = ROWS[verb]
    world = World(state, everybody)
    by = everybody[EVERYBODY[cells.index("yes")]]
    VERBS[verb](world, by)
    entry = LedgerEntry.objects.exclude(event=BEGINNING).latest("id")
    assert entry.event.endswith(f".{verb.removeprefix('closing.')}")
    assert json.loads(entry.body)["by"] == f"person/{by.pk}"
