"""The rules of a roadmap (`models.rules`) while it is in preparation: either secretariat writes them.

From then on they change by an agreed modification only, since both parties accepted them with the rest.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import acts
from accounts.models import User
from roadmap import permissions
from roadmap.models import Roadmap
from roadmap.models.rules import Check, Level, default_checks, reminders_of
from roadmap.workflow import moves

RULES = (
    *("answer_days", "tacit_conformity", "minimum_text", "sign_days", "closing_visto_bueno"),
    *("checks", "reminders"),
)
MOST_DAYS, MOST_TEXT = 365, 2000


def rules_of(roadmap: Roadmap) -> dict[str, Any]:
    """All of them, also those that the roadmap does not name."""
    return {
        "answer_days": roadmap.answer_days,
        "tacit_conformity": roadmap.tacit_conformity,
        "minimum_text": roadmap.minimum_text,
        "sign_days": roadmap.sign_days,
        "closing_visto_bueno": roadmap.closing_visto_bueno,
        "checks": {**default_checks(), **roadmap.checks},
        "reminders": reminders_of(roadmap.reminders),
    }


def rules_sha256(roadmap: Roadmap) -> str:
    """What a person had before their eyes who now saves an edit of them."""
    return hashlib.sha256(json.dumps(rules_of(roadmap), sort_keys=True).encode()).hexdigest()


def rules_seen(roadmap: Roadmap, sha256: str) -> dict[str, Any] | None:
    """The rules that a person had before their eyes, by what `rules_sha256` said of them."""
    rows = (row.instance for row in roadmap.history.order_by("-history_id"))
    return next((rules_of(row) for row in rows if rules_sha256(row) == sha256), None)


@acts.act
def set_rules(
    roadmap_id: int, *, rules: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> Roadmap:
    """Writes the rules given (`RULES`). Raises IllegalTransition where `seen` is not what stands there now."""
    by = moves.acting(by, now=now)
    roadmap = Roadmap.objects.with_parties().select_for_update(of=("self",)).get(pk=roadmap_id)
    permissions.require(permissions.may_set_rules(by, roadmap))
    if roadmap.status != Roadmap.Status.IN_PREPARATION:
        raise moves.IllegalTransition(
            _("The rules were accepted with the roadmap: they change by an agreed modification only.")
        )
    if seen is not None and seen != rules_sha256(roadmap):
        raise moves.OutOfDate(_("Somebody changed the rules in the meantime: look at them again."))
    if unknown := set(rules) - set(RULES):
        raise ValueError(f"no rules of a roadmap: {unknown}")
    check({**rules_of(roadmap), **rules})
    changed = {name: value for name, value in rules.items() if getattr(roadmap, name) != value}
    return moves.write(roadmap, by=by, now=now, **changed) if changed else roadmap


def check(rules: Mapping[str, Any]) -> None:
    errors = {}
    if not 1 <= rules["answer_days"] <= MOST_DAYS:
        errors["answer_days"] = _("The term for the answer goes from 1 to 365 days.")
    if not 1 <= rules["sign_days"] <= MOST_DAYS:
        errors["sign_days"] = _("The term to sign goes from 1 to 365 days.")
    if not 0 <= rules["minimum_text"] <= MOST_TEXT:
        errors["minimum_text"] = _("Ask for at most 2000 characters.")
    if set(rules["checks"]) != set(Check.values) or not set(rules["checks"].values()) <= set(Level.values):
        errors["checks"] = _("Choose for each check what follows from it.")
    for name, days in rules["reminders"].items():
        if not _are_days(days):
            errors[name] = _("Write whole days from 0 to 365, ten at most, separated by commas.")
    if errors:
        raise ValidationError(errors)


def _are_days(days: Sequence[Any]) -> bool:
    return len(days) <= 10 and all(isinstance(day, int) and 0 <= day <= MOST_DAYS for day in days)
