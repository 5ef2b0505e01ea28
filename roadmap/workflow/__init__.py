"""The verbs: the only place that writes a report's status, the answers to it, its evidence, a roadmap's steps.

- `progress`: a report's way inside its country; `answers`: what the counterpart says to it
- `drafts`, `content`: writing in a report that is still open, and what it may hold
- `evidence`: proof that belongs to a report
- `steps`: in preparation, in force, finished: one party proposes, the other accepts
- `record`: loading earlier years, the one way around

Every verb locks what it changes, asks `permissions`, and either does all of its work or nothing. What users read
comes out of it as IllegalTransition, EditedMeanwhile, AlreadyOpen or Django's ValidationError.
"""

from accounts.files import ACCEPT
from roadmap.workflow.answers import agree, observe
from roadmap.workflow.content import missing
from roadmap.workflow.drafts import content_at, discard, last_validated, save_draft, start
from roadmap.workflow.evidence import add_file, add_link, remove
from roadmap.workflow.moves import OPEN, AlreadyOpen, EditedMeanwhile, IllegalTransition
from roadmap.workflow.progress import return_for_changes, submit, validate
from roadmap.workflow.record import Record, complete_record, record_history, record_status
from roadmap.workflow.steps import (
    accept_step,
    decline_step,
    next_status,
    propose_step,
    step_content_sha256,
    withdraw_step,
)

__all__ = [
    "ACCEPT",
    "OPEN",
    "AlreadyOpen",
    "EditedMeanwhile",
    "IllegalTransition",
    "Record",
    "accept_step",
    "add_file",
    "add_link",
    "agree",
    "complete_record",
    "content_at",
    "decline_step",
    "discard",
    "last_validated",
    "missing",
    "next_status",
    "observe",
    "propose_step",
    "record_history",
    "record_status",
    "remove",
    "return_for_changes",
    "save_draft",
    "start",
    "step_content_sha256",
    "submit",
    "validate",
    "withdraw_step",
]
