"""The verbs: the only place that writes a report's status, the answers to it, its evidence, a roadmap's steps.

- `progress`: a report's way inside its country; `answers`: what the two parties say of it afterwards
- `differences`: why two values of a joint activity differ; `conversation`: comments, to one side or to both
- `approvals`: the *visto bueno institucional*; `told`: who gets a letter when a report moves on
- `drafts`, `content`: writing in a report that is still open, and what it may hold; `paper`: typed in from paper
- `checklist`: whether it is complete; `rules`: what the roadmap wants looked at
- `screening`: what looks like a person's datum, before submission; why it is none
- `evidence`: proof that belongs to a report; `describing`: what is said of it; `reviewing`: accepted or rejected,
  piece by piece; `reuse`: the same file in several places
- `amendments`: one party proposes to change a roadmap in force, the other accepts; `amending` writes the plan
- `steps`: in preparation, in force, finished: one party proposes, the other accepts
- `succession`, `passing`: institutions change, and what they answered for passes on; `districts`: of consulates
- `handover`: an appointment passes to a successor, with what was being written
- `record`: loading earlier years, the one way around

Every verb locks what it changes, asks `permissions`, and either does all of its work or nothing. What users read
comes out of it as IllegalTransition, EditedMeanwhile, AlreadyOpen or Django's ValidationError.
"""

from accounts.files import ACCEPT
from accounts.succession import Told
from roadmap.workflow.amendment_checks import attested
from roadmap.workflow.amendments import (
    accept_amendment,
    content_in_force,
    decline_amendment,
    drafted,
    pending_amendment,
    propose_amendment,
    withdraw_amendment,
)
from roadmap.workflow.answers import agree, last_answer, maintain, observe, overtaken, said_of
from roadmap.workflow.approvals import approve, withhold
from roadmap.workflow.checklist import (
    PERSONS,
    Finding,
    approval_of,
    findings,
    findings_to_decide,
    level_of,
    lower_than_before,
)
from roadmap.workflow.conversation import comment
from roadmap.workflow.differences import explain_difference
from roadmap.workflow.districts import set_district
from roadmap.workflow.drafts import content_at, discard, last_validated, save_draft, start
from roadmap.workflow.evidence import add_file, add_link, describe_evidence, remove
from roadmap.workflow.handover import hand_over
from roadmap.workflow.moves import (
    OPEN,
    AlreadyOpen,
    DoorClosed,
    EditedMeanwhile,
    IllegalTransition,
    OutOfDate,
    too_late,
)
from roadmap.workflow.paper import type_from_paper
from roadmap.workflow.progress import return_for_changes, submit, validate, waits_for_approval
from roadmap.workflow.record import Record, complete_record, record_history, record_status
from roadmap.workflow.reuse import Use, used_elsewhere
from roadmap.workflow.reviewing import accept_evidence, reject_evidence
from roadmap.workflow.rules import RULES, rules_of, rules_seen, rules_sha256, set_rules
from roadmap.workflow.screening import FIELD as DECLARE
from roadmap.workflow.screening import Suspicion, declared_in, pictures, suspicions
from roadmap.workflow.steps import (
    accept_step,
    decline_step,
    next_status,
    propose_step,
    step_content_sha256,
    withdraw_step,
)
from roadmap.workflow.succession import (
    apply_due,
    designate_successor,
    notify_change,
    take_note,
    withdraw_change,
)

__all__ = [
    "ACCEPT",
    "DECLARE",
    "OPEN",
    "PERSONS",
    "RULES",
    "AlreadyOpen",
    "DoorClosed",
    "EditedMeanwhile",
    "Finding",
    "IllegalTransition",
    "OutOfDate",
    "Record",
    "Suspicion",
    "Told",
    "Use",
    "accept_amendment",
    "accept_evidence",
    "accept_step",
    "add_file",
    "add_link",
    "agree",
    "apply_due",
    "approval_of",
    "approve",
    "attested",
    "comment",
    "complete_record",
    "content_at",
    "content_in_force",
    "declared_in",
    "decline_amendment",
    "decline_step",
    "describe_evidence",
    "designate_successor",
    "discard",
    "drafted",
    "explain_difference",
    "findings",
    "findings_to_decide",
    "hand_over",
    "last_answer",
    "last_validated",
    "level_of",
    "lower_than_before",
    "maintain",
    "next_status",
    "notify_change",
    "observe",
    "overtaken",
    "pending_amendment",
    "pictures",
    "propose_amendment",
    "propose_step",
    "record_history",
    "record_status",
    "reject_evidence",
    "remove",
    "return_for_changes",
    "rules_of",
    "rules_seen",
    "rules_sha256",
    "said_of",
    "save_draft",
    "set_district",
    "set_rules",
    "start",
    "step_content_sha256",
    "submit",
    "suspicions",
    "take_note",
    "too_late",
    "type_from_paper",
    "used_elsewhere",
    "validate",
    "waits_for_approval",
    "withdraw_amendment",
    "withdraw_change",
    "withdraw_step",
    "withhold",
]
