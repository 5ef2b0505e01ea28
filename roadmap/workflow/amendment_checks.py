"""What a modification may say: the same as an import, and nothing that would move a figure of an earlier day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Institution
from roadmap.models import Activity, Amendment, ProgressReport, Roadmap
from roadmap.plan.amending import FIELDS, LADDERS, SETTINGS
from roadmap.workflow import rules

Kind = Amendment.Kind
Content = dict[str, Any]
ACTIVITY = (*FIELDS, "responsibles", "milestones")
# Which fields each kind may change.
ALLOWED: dict[str, tuple[str, ...]] = {
    Kind.ADD: ("number", "axis", *ACTIVITY),
    Kind.WITHDRAW: (),
    Kind.REPROGRAM: ("start", "deadline"),
    Kind.CHANGE: ACTIVITY,
    Kind.EXTEND: ("end", "cutoffs"),
    Kind.RULES: ("cutoffs", *SETTINGS, *LADDERS),
}
# What the daily work reads as it is written, not as of a day.
AT_ONCE = {
    *("responsibles", "kind", "checks", "reminders", "minimum_text"),
    *("sign_days", "closing_visto_bueno"),
}
OF_ROADMAP = (Kind.EXTEND, Kind.RULES)


def differing(kind: str, given: Mapping[str, Any], before: Mapping[str, Any]) -> Content:
    """Of what was given, what this kind may change and is not as it was."""
    named = {name: given[name] for name in ALLOWED[kind] if name in given}
    if kind == Kind.ADD:
        return named
    return {name: value for name, value in named.items() if comparable(value) != comparable(before.get(name))}


def comparable(value: Any) -> Any:
    """Without what merely tells an institution's name or country, or since when it answers."""
    if isinstance(value, dict):
        return {key: comparable(one) for key, one in value.items() if key not in ("of", "acronym", "since")}
    return [comparable(one) for one in value] if isinstance(value, list) else value


def check(
    kind: str,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    roadmap: Roadmap,
    *,
    today: date,
    effective: date | None = None,
) -> None:
    """Raises ValidationError by field. `before` is the whole content; `today` the later day of both parties.

    `effective`: from when it would hold, where that is known.
    """
    if not changes and kind != Kind.WITHDRAW:
        raise ValidationError(_("Nothing is different from what is in force."))
    if not set(changes.get("responsibles", ())) <= {roadmap.party_a_id, roadmap.party_b_id}:
        raise ValueError("only the parties' sides answer for an activity")
    content = {**before, **changes}
    errors = (
        _roadmap_errors(kind, content, before, roadmap, today)
        if kind in OF_ROADMAP
        else {**_errors(content), **_institution_errors(changes, before, effective or today)}
    )
    if errors:
        raise ValidationError(errors)


# --- An activity ------------------------------------------------------------------------------------------
def _errors(content: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for name, words in (("number", _("Write the number.")), ("title", _("Write what is to be done."))):
        if not content.get(name):
            errors[name] = words
    if not _weighs(content.get("weight")):
        errors["weight"] = _("The weight must be above 0.")
    if not content.get("start") or not content.get("deadline"):
        errors["deadline"] = _("An activity has a start and a deadline.")
    elif content["deadline"] < content["start"]:
        errors["deadline"] = _("The deadline cannot be before the start.")
    return {**errors, **_side_errors(content), **_milestone_errors(content.get("milestones") or ())}


def _side_errors(content: Mapping[str, Any]) -> dict[str, str]:
    sides = (content.get("responsibles") or {}).values()
    answering = sum(any(who["role"] != "support" for who in side) for side in sides)
    if content.get("kind") not in Activity.Kind.values:
        return {"kind": _("The kind is missing: joint, parallel or national.")}
    if content["kind"] == Activity.Kind.NATIONAL and answering != 1:
        return {"kind": _("A national activity has responsible institutions on exactly one side.")}
    if content["kind"] != Activity.Kind.NATIONAL and answering != 2:
        return {"kind": _("A joint or parallel activity has responsible institutions on both sides.")}
    return {}


def _institution_errors(changes: Mapping[str, Any], before: Mapping[str, Any], day: date) -> dict[str, str]:
    """Whoever is to answer from that day on exists then; who answered in the same role already may stay."""
    named = _answering(changes) - _answering(before)
    gone = Institution.objects.filter(pk__in=[pk for pk, _role in named])
    gone = gone.exclude(pk__in=gone.existing_on(day))
    if not (acronyms := ", ".join(gone.order_by("acronym").values_list("acronym", flat=True))):
        return {}
    words = _("Not in existence on %(day)s: %(institutions)s.")
    return {"responsibles": words % {"day": _day(day.isoformat()), "institutions": acronyms}}


def _answering(content: Mapping[str, Any]) -> set[tuple[int, str]]:
    sides = (content.get("responsibles") or {}).values()
    return {(who["institution"], who["role"]) for side in sides for who in side}


def _milestone_errors(stones: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    keys = [stone["key"] for stone in stones]
    if len(set(keys)) < len(keys) or "" in keys:
        return {"milestones": _("Give each milestone of the activity a key of its own.")}
    if not all(_weighs(stone["weight"]) for stone in stones):
        return {"milestones": _("The weight must be above 0.")}
    return {}


def _weighs(text: Any) -> bool:
    try:
        return 0 < Decimal(str(text)) < 10**6
    except InvalidOperation:
        return False


def attested(activity: Activity | None, changes: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """The keys of milestones that would go and that a validated report attests."""
    if activity is None or "milestones" not in changes:
        return []
    kept = {stone["key"] for stone in changes["milestones"]}
    gone = {stone["key"] for stone in before.get("milestones", ())} - kept
    if not gone:
        return []
    reports = ProgressReport.objects.validated().filter(activity=activity)
    met = {key for keys in reports.values_list("milestones_met", flat=True) for key in keys}
    return sorted(gone & met)


# --- The roadmap itself -----------------------------------------------------------------------------------
def _roadmap_errors(
    kind: str, content: Mapping[str, Any], before: Mapping[str, Any], roadmap: Roadmap, today: date
) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    if kind == Kind.EXTEND and content["end"] <= before["end"]:
        errors["end"] = _("An extension ends after %(day)s, the end in force.") % {"day": _day(before["end"])}
    past = today.isoformat()
    if [day for day in content["cutoffs"] if day <= past] != [
        day for day in before["cutoffs"] if day <= past
    ]:
        errors["cutoffs"] = _("Cutoff dates that have come stay as they are.")
    elif any(not roadmap.start.isoformat() <= day <= content["end"] for day in content["cutoffs"]):
        errors["cutoffs"] = _("Cutoff dates lie within the period of the roadmap.")
    if kind == Kind.RULES:
        try:
            rules.check({name: content[name] for name in rules.RULES})
        except ValidationError as refusal:
            errors |= refusal.error_dict
    return errors


def _day(text: str) -> str:
    return formats.date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
