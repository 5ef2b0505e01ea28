"""Agreed modifications and extensions of a roadmap in force: one party's secretariat proposes, the other's accepts.

Nothing changes until then. What they accept is the proposal by its SHA-256: the new values beside the old ones. If
what it changes is no longer as it was, or can no longer be changed so, it is void. It holds from the day of acceptance
or a later one, never from an earlier one, so that figures of earlier days do not move.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import formats
from django.utils.translation import gettext as _

from accounts import acts, documents
from accounts.documents import Paper
from accounts.models import User
from roadmap import permissions, plan
from roadmap.models import Activity, Amendment, Roadmap
from roadmap.models.amendment import ROADMAP_SUBJECT
from roadmap.workflow import amending, amendment_checks, moves, told_amendments
from roadmap.workflow.moves import required_reason

Kind, Outcome = Amendment.Kind, Amendment.Outcome
Content = dict[str, Any]


def amendment_sha256(amendment: Amendment) -> str:
    """SHA-256 of what is proposed: the thing, its new values, the old ones, the reason, the day, the document."""
    told = {
        "kind": str(amendment.kind),
        "subject": amendment.subject,
        "changes": amendment.changes,
        "before": amendment.before,
        "reason": amendment.reason,
        "wanted_on": amendment.wanted_on.isoformat() if amendment.wanted_on else None,
        "document": amendment.document.sha256,
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_in_force(roadmap: Roadmap, number: str) -> Content:
    """What a modification can change, as both parties last agreed it: of an activity or, without one, of the roadmap.

    Empty where the roadmap has no activity with that number.
    """
    rows = plan.current([roadmap])[roadmap.pk]
    if number:
        return plan.activity_content(rows, number) or {}
    return plan.roadmap_content(roadmap, rows)


def pending_amendment(roadmap: Roadmap, *, activity_number: str = "") -> Amendment | None:
    """What waits for an answer about the activity or, without a number, about the roadmap: there is one at most."""
    return roadmap.amendments.pending().filter(subject=_subject(activity_number)).first()


def drafted(
    roadmap: Roadmap,
    *,
    kind: str,
    number: str,
    given: Mapping[str, Any],
    now: datetime,
    knowingly: bool = False,
) -> tuple[Content, Content]:
    """What would change, and the same fields as they are. Raises ValidationError by field and IllegalTransition.

    `knowingly`: it is said that milestones go which validated reports attest.
    """
    _expect_in_force(roadmap)
    if pending_amendment(roadmap, activity_number=number) is not None:
        raise moves.IllegalTransition(_("A proposal about the same already waits for an answer."))
    before = content_in_force(roadmap, number)
    if kind == Kind.ADD:
        if before:
            raise ValidationError({"number": _("This roadmap already has an activity with this number.")})
    elif not before:
        raise moves.IllegalTransition(_("This roadmap has no such activity."))
    elif before.get("withdrawn_on"):
        raise moves.IllegalTransition(_("This activity was withdrawn: it is no longer changed."))
    changes = amendment_checks.differing(kind, given, before)
    amendment_checks.check(kind, changes, before, roadmap, today=plan.latest_as_of(roadmap, now))
    activity = Activity.objects.filter(roadmap=roadmap, number=number).first() if number else None
    if not knowingly and (keys := amendment_checks.attested(activity, changes, before)):
        words = _("Validated reports attest milestones that would go: %(keys)s. Say that you know it.")
        raise ValidationError({"knowingly": words % {"keys": ", ".join(keys)}})
    return changes, {name: before.get(name) for name in changes if name in before}


@documents.together()
def propose_amendment(
    roadmap_id: int,
    *,
    kind: str,
    number: str = "",
    given: Mapping[str, Any],
    reason: str,
    paper: Paper,
    by: User,
    now: datetime,
    wanted_on: date | None = None,
    knowingly: bool = False,
) -> Amendment:
    """A secretariat proposes new values (`given`) to the other party, with its reason and document."""
    by = moves.acting(by, now=now)
    roadmap = _locked(roadmap_id)
    permissions.require(permissions.may_propose_amendment(by, roadmap))
    changes, before = drafted(roadmap, kind=kind, number=number, given=given, now=now, knowingly=knowingly)
    subject = _subject(number)
    at_once = kind != Kind.ADD and bool(amendment_checks.AT_ONCE & set(changes))
    _check_day(roadmap, subject, wanted_on, now, at_once=at_once)
    _check_before_the_end(roadmap, changes, wanted_on)
    activity = Activity.objects.filter(roadmap=roadmap, number=number).first() if number else None
    amendment = Amendment(
        roadmap=roadmap,
        number=(roadmap.amendments.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        subject=subject,
        activity=activity,
        changes=changes,
        before=before,
        reason=required_reason(reason, _("Say why the roadmap should change.")),
        document=documents.keep(**paper, by=by, now=now, shared=True),
        wanted_on=wanted_on,
        country=by.country,
        proposed_by=by,
        proposed_at=now,
    )
    amendment.content_sha256 = amendment_sha256(amendment)
    moves.sign(amendment, by=by, now=now).save()
    told_amendments.proposed(amendment, by=by, now=now)
    return amendment


@documents.together()
def accept_amendment(
    amendment_id: int, *, content_sha256: str, by: User, now: datetime, paper: Paper | None = None
) -> Amendment:
    """The other party accepts what it saw: `content_sha256`. The plan changes, with who accepted in its history.

    Where what it changes is no longer as it was proposed, or could not be proposed today, it comes back overtaken
    and nothing else happens.
    """
    by = moves.acting(by, now=now)
    amendment = _pending(amendment_id)
    permissions.require(permissions.may_answer_amendment(by, amendment))
    if content_sha256 != amendment.content_sha256:
        raise moves.IllegalTransition(_("This page was out of date: look at the proposal again."))
    effective = earliest_day(amendment.roadmap, amendment.subject, now)
    effective = max(effective, amendment.wanted_on or effective)
    if _overtaken(amendment, effective, now):
        return _answer(amendment, Outcome.OVERTAKEN, by, now)
    also = amending.put(amendment, effective=effective, by=by, now=now)
    given: Content = {"effective_on": effective, "before": {**amendment.before, **also}}
    if amendment.kind == Kind.ADD:
        given["activity"] = amendment.activity
    if paper is not None:
        given["answer_document"] = documents.keep(**paper, by=by, now=now, shared=True)
    return _answer(amendment, Outcome.ACCEPTED, by, now, **given)


@acts.act
def decline_amendment(amendment_id: int, *, reason: str, by: User, now: datetime) -> Amendment:
    by = moves.acting(by, now=now)
    amendment = _pending(amendment_id)
    permissions.require(permissions.may_answer_amendment(by, amendment))
    reason = required_reason(reason, _("Say why your party does not accept."))
    return _answer(amendment, Outcome.DECLINED, by, now, answer_reason=reason)


@acts.act
def withdraw_amendment(amendment_id: int, *, by: User, now: datetime) -> Amendment:
    """The party that proposed it takes it back."""
    by = moves.acting(by, now=now)
    amendment = _pending(amendment_id)
    permissions.require(permissions.may_withdraw_amendment(by, amendment))
    return _answer(amendment, Outcome.WITHDRAWN, by, now)


def earliest_day(roadmap: Roadmap, subject: str, now: datetime) -> date:
    """From when a modification can hold: today of both, and no earlier than the last one of the same thing."""
    today = plan.latest_as_of(roadmap, now)
    agreed = roadmap.amendments.accepted().filter(subject=subject)
    return max(today, agreed.aggregate(last=Max("effective_on"))["last"] or today)


# --- What they share --------------------------------------------------------------------------------------
def _subject(activity_number: str) -> str:
    return f"activity:{activity_number}" if activity_number else ROADMAP_SUBJECT


def _locked(roadmap_id: int) -> Roadmap:
    return Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=roadmap_id)


def _pending(amendment_id: int) -> Amendment:
    """As it is now; roadmap first, then the proposal: the order in which everybody locks."""
    roadmap = _locked(Amendment.objects.values_list("roadmap_id", flat=True).get(pk=amendment_id))
    rows = Amendment.objects.select_related("document", "country").select_for_update(of=("self",))
    amendment = rows.get(pk=amendment_id)
    amendment.roadmap = roadmap
    if amendment.outcome != Outcome.PENDING:
        raise moves.IllegalTransition(
            _("This proposal no longer waits: it is “%(outcome)s”.")
            % {"outcome": amendment.get_outcome_display().lower()}
        )
    return amendment


def _expect_in_force(roadmap: Roadmap) -> None:
    if roadmap.status != Roadmap.Status.IN_FORCE:
        raise moves.IllegalTransition(
            _("Only a roadmap in force changes by agreed modification; this one is “%(status)s”.")
            % {"status": roadmap.get_status_display().lower()}
        )


def _overtaken(amendment: Amendment, effective: date, now: datetime) -> bool:
    """The roadmap is no longer in force, what would change is no longer what the proposer saw, or a day has come
    from which on it can no longer be changed so.
    """
    roadmap = amendment.roadmap
    if roadmap.status != Roadmap.Status.IN_FORCE:
        return True
    content = content_in_force(roadmap, amendment.activity_number)
    if (amendment.kind == Kind.ADD and content) or content.get("withdrawn_on"):
        return True
    same = amendment_checks.comparable
    if any(same(content.get(name)) != same(value) for name, value in amendment.before.items()):
        return True
    today = plan.latest_as_of(roadmap, now)
    try:
        amendment_checks.check(
            amendment.kind, amendment.changes, content, roadmap, today=today, effective=effective
        )
    except ValidationError:
        return True
    return False


def _check_day(
    roadmap: Roadmap, subject: str, wanted_on: date | None, now: datetime, *, at_once: bool
) -> None:
    """`at_once`: it changes something that holds as soon as it is written, so that no later day can be named."""
    earliest, today = earliest_day(roadmap, subject, now), plan.latest_as_of(roadmap, now)
    if at_once and max(earliest, wanted_on or today) > today:
        words = _(
            "Who answers, the kind, checks and reminders change on the day of acceptance: leave the day empty, "
            "and wait until the last modification of the same is in effect."
        )
        raise ValidationError({"wanted_on": words})
    if wanted_on is not None and wanted_on < earliest:
        words = _("It can hold from %(day)s on: figures of earlier days do not move.")
        raise ValidationError(
            {"wanted_on": words % {"day": formats.date_format(earliest, "SHORT_DATE_FORMAT")}}
        )


def _check_before_the_end(roadmap: Roadmap, changes: Content, wanted_on: date | None) -> None:
    """Nothing of the same thing could be agreed until then: a mistyped year would close it for good."""
    last = max(roadmap.end, date.fromisoformat(changes.get("end") or roadmap.end.isoformat()))
    if wanted_on is not None and wanted_on > last:
        words = _("It has to hold before the roadmap ends, on %(day)s.")
        raise ValidationError({"wanted_on": words % {"day": formats.date_format(last, "SHORT_DATE_FORMAT")}})


def _answer(amendment: Amendment, outcome: str, by: User, now: datetime, **fields: Any) -> Amendment:
    moves.write(amendment, by=by, now=now, outcome=outcome, answered_by=by, answered_at=now, **fields)
    told_amendments.answered(amendment, by=by, now=now)
    return amendment
