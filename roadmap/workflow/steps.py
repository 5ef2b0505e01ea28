"""A roadmap's life: in preparation, in force, finished. One party's secretariat proposes a step, the other's accepts.

What they accept is the content as it stands, by its SHA-256: the plan and, while it is not confirmed, the record of
earlier cutoffs that came with a workbook. If it changes in between, the step is void.
"""

import hashlib
import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import acts
from accounts.models import User
from roadmap import permissions, plan
from roadmap.models import (
    Conformity,
    Evidence,
    MatrixRow,
    Preparation,
    ProgressReport,
    Roadmap,
    RoadmapStep,
)
from roadmap.workflow import moves
from roadmap.workflow.progress import required_reason

Outcome = RoadmapStep.Outcome
NEXT = {
    Roadmap.Status.IN_PREPARATION: Roadmap.Status.IN_FORCE,
    Roadmap.Status.IN_FORCE: Roadmap.Status.FINISHED,
}


def step_content_sha256(roadmap: Roadmap) -> str:
    """SHA-256 of what a step confirms: the plan and the record loaded from workbooks."""
    text = json.dumps([plan.content_sha256(roadmap), *_record(roadmap)], cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def next_status(roadmap: Roadmap) -> str | None:
    return NEXT.get(Roadmap.Status(roadmap.status))


@acts.act
def propose_step(roadmap_id: int, *, to_status: str, by: User, now: datetime) -> RoadmapStep:
    """A secretariat proposes the next step to the other party. A proposal that the content overtook gives way."""
    by = moves.acting(by, now=now)
    roadmap = _locked(roadmap_id)
    permissions.require(permissions.can_propose_step(by, roadmap))
    _expect_settled(roadmap)
    if to_status != next_status(roadmap):
        raise moves.IllegalTransition(
            _("This step does not follow: the roadmap is now “%(status)s”.")
            % {"status": roadmap.get_status_display().lower()}
        )
    sha256 = step_content_sha256(roadmap)
    waiting = roadmap.steps.filter(outcome=Outcome.PENDING).first()
    if waiting is not None and waiting.content_sha256 == sha256:
        raise moves.IllegalTransition(_("This step is already proposed and waits for an answer."))
    if waiting is not None:
        _answer(waiting, Outcome.OVERTAKEN, by, now)
    step = RoadmapStep(
        roadmap=roadmap,
        to_status=to_status,
        content_sha256=sha256,
        country=by.country,
        proposed_by=by,
        proposed_at=now,
    )
    moves.sign(step, by=by, now=now).save()
    return step


@acts.act
def accept_step(step_id: int, *, content_sha256: str, by: User, now: datetime) -> RoadmapStep:
    """The other party accepts what it saw: `content_sha256`. The roadmap moves on.

    If the content is no longer what was proposed, the step comes back overtaken and nothing else happens.
    """
    by = moves.acting(by, now=now)
    step = _pending(step_id)
    permissions.require(permissions.may_answer_step(by, step))
    if content_sha256 != step.content_sha256:
        raise moves.IllegalTransition(_("This page was out of date: look at the proposal again."))
    _expect_settled(step.roadmap)
    if step_content_sha256(step.roadmap) != step.content_sha256:
        return _answer(step, Outcome.OVERTAKEN, by, now)
    moves.write(step.roadmap, by=by, now=now, status=step.to_status)
    return _answer(step, Outcome.ACCEPTED, by, now)


@acts.act
def decline_step(step_id: int, *, reason: str, by: User, now: datetime) -> RoadmapStep:
    by = moves.acting(by, now=now)
    step = _pending(step_id)
    permissions.require(permissions.may_answer_step(by, step))
    reason = required_reason(reason, _("Say why your party does not accept."))
    return _answer(step, Outcome.DECLINED, by, now, reason=reason)


@acts.act
def withdraw_step(step_id: int, *, by: User, now: datetime) -> RoadmapStep:
    """The party that proposed it takes it back."""
    by = moves.acting(by, now=now)
    step = _pending(step_id)
    permissions.require(permissions.may_withdraw_step(by, step))
    return _answer(step, Outcome.WITHDRAWN, by, now)


def _expect_settled(roadmap: Roadmap) -> None:
    """A roadmap that is negotiated row by row moves on once every row of its matrix is settled."""
    room = Preparation.objects.filter(roadmap=roadmap).first()
    if roadmap.status != Roadmap.Status.IN_PREPARATION or room is None:
        return
    rows = room.rows.on_the_table()
    if open_rows := rows.filter(outcome=MatrixRow.Outcome.OPEN).count():
        raise moves.IllegalTransition(
            ngettext(
                "%(rows)d row of the matrix is not agreed yet.",
                "%(rows)d rows of the matrix are not agreed yet.",
                open_rows,
            )
            % {"rows": open_rows}
        )
    if not rows.filter(outcome=MatrixRow.Outcome.AGREED).exists():
        raise moves.IllegalTransition(_("No row of the matrix is agreed yet."))


def _locked(roadmap_id: int) -> Roadmap:
    return Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=roadmap_id)


def _pending(step_id: int) -> RoadmapStep:
    """The step as it is now; roadmap first, then step: the order in which everybody locks."""
    roadmap = _locked(RoadmapStep.objects.values_list("roadmap_id", flat=True).get(pk=step_id))
    step = RoadmapStep.objects.select_for_update(of=("self",)).get(pk=step_id)
    step.roadmap = roadmap
    if step.outcome != Outcome.PENDING:
        raise moves.IllegalTransition(
            _("This proposal no longer waits: it is “%(outcome)s”.")
            % {"outcome": step.get_outcome_display().lower()}
        )
    return step


def _answer(step: RoadmapStep, outcome: str, by: User, now: datetime, **fields: str) -> RoadmapStep:
    return moves.write(step, by=by, now=now, outcome=outcome, answered_by=by, answered_at=now, **fields)


def _record(roadmap: Roadmap) -> list[list[tuple[object, ...]]]:
    """The reports, evidence and answers that came with a workbook, by number and country, in order of entry."""
    reports = ProgressReport.objects.filter(activity__roadmap=roadmap, from_workbook=True)
    within = {"report__activity__roadmap": roadmap, "report__from_workbook": True}
    return [
        list(reports.order_by("id").values_list(*REPORT)),
        list(Evidence.objects.filter(**within).order_by("report", "id").values_list(*EVIDENCE)),
        list(
            Conformity.objects.filter(**within, from_workbook=True)
            .order_by("report", "id")
            .values_list(*ANSWER)
        ),
    ]


REPORT = (
    *("activity__number", "country", "as_of", "percent", "milestones_met", "description", "difficulties"),
    *("next_steps", "value_reached", "validated_at"),
)
WHICH = ("report__activity__number", "report__country", "report__as_of")
EVIDENCE = (*WHICH, "kind", "title", "sha256")
ANSWER = (*WHICH, "decision", "reason", "decided_at")
