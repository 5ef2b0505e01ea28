"""The plan in force on a day: agreed modifications that take effect later are undone, the last one first.

The rows hold what both parties last agreed. Of the same thing a later modification never takes effect before an
earlier one, so that undoing them in the reverse of their order gives the plan of any day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.models import Institution
from roadmap.models import Amendment, Roadmap
from roadmap.plan.amending import FIELDS, SETTINGS, typed
from roadmap.plan.institutions import answering_on
from roadmap.plan.rows import Plan, PlannedMilestone, PlannedResponsible

ONE_DAY = timedelta(days=1)


class Amended(NamedTuple):
    """An accepted modification: from when it holds, when it became known, and what was before."""

    roadmap_id: int
    activity_id: int | None
    kind: str
    effective_on: date
    accepted_at: datetime
    before: dict[str, Any]


def amended(roadmaps: Iterable[Roadmap], days: Mapping[int, date]) -> dict[int, list[Amended]]:
    """By roadmap, what was agreed for after its day, and whatever of its rules was agreed at all.

    In the order in which it was agreed: one query, and none where nothing ever was.
    """
    asked = {row.pk: days[row.pk] for row in roadmaps if row.amended_on}
    found: dict[int, list[Amended]] = {pk: [] for pk in days}
    if not asked:
        return found
    wanted = Q(effective_on__gt=min(asked.values())) | Q(kind=Amendment.Kind.RULES)
    rows = Amendment.objects.accepted().filter(wanted, roadmap__in=list(asked))
    columns = ("roadmap_id", "activity_id", "kind", "effective_on", "answered_at", "before")
    for row in map(Amended._make, rows.values_list(*columns)):
        if row.effective_on > asked[row.roadmap_id] or row.kind == Amendment.Kind.RULES:
            found[row.roadmap_id].append(row)
    return found


def in_force_on(plan: Plan, later: Sequence[Amended], day: date, *, known_at: datetime | None = None) -> Plan:
    """The plan of the day: `plan` without those of `later`, known by the instant, that were not in effect."""
    undone = [
        row for row in later if row.effective_on > day and (known_at is None or row.accepted_at <= known_at)
    ]
    if not undone:
        return answering_on(plan, day)
    plan = replace(
        plan,
        activities=list(plan.activities),
        responsibles=dict(plan.responsibles),
        milestones=dict(plan.milestones),
        former=dict(plan.former),
    )
    institutions = _institutions(plan, undone)
    for row in reversed(undone):
        if row.activity_id is None:
            _undo_roadmap(plan, row.before)
        elif row.kind == Amendment.Kind.ADD:
            plan.activities = [one for one in plan.activities if one.id != row.activity_id]
        else:
            _undo_activity(plan, row.activity_id, row.before)
            if "responsibles" in row.before:
                _undo_responsibles(plan, row.activity_id, row, institutions)
    return answering_on(plan, day)


def _undo_roadmap(plan: Plan, before: Mapping[str, Any]) -> None:
    for name in ("end", "first_end"):
        if name in before:
            setattr(plan, name, typed(name, before[name]))
    if "cutoffs" in before:
        plan.cutoffs = tuple(map(date.fromisoformat, before["cutoffs"]))
    for name in SETTINGS:
        if name in before and hasattr(plan, name):
            setattr(plan, name, before[name])


def _undo_activity(plan: Plan, pk: int, before: Mapping[str, Any]) -> None:
    own = (*FIELDS, "first_deadline", "withdrawn_on")
    values = {name: typed(name, before[name]) for name in own if name in before}
    plan.activities = [row._replace(**values) if row.id == pk else row for row in plan.activities]
    if "milestones" in before:
        plan.milestones[pk] = [
            PlannedMilestone(
                pk,
                position,
                row["key"],
                row["title"],
                date.fromisoformat(row["due"]) if row["due"] else None,
                typed("weight", row["weight"]),
            )
            for position, row in enumerate(before["milestones"])
        ]


def _undo_responsibles(
    plan: Plan, pk: int, row: Amended, institutions: Mapping[int, tuple[Any, ...]]
) -> None:
    """Who answered until the modification took effect, with what had passed to successors by then.

    What passed later was not theirs yet. A succession that was notified afterwards, for an earlier day, ended them.
    """
    former = [who for who in plan.former.get(pk, ()) if who.until and who.until < row.effective_on]
    ended = {(who.country, who.institution_id): who.until for who in former}
    stood = _responsibles_before(pk, row.before["responsibles"], institutions)
    named = {(who.country, who.institution_id) for who in stood}
    rows = [who for who in stood if not _ended_in_between(who, ended)]
    days = {until + ONE_DAY for who in stood if (until := _ended_in_between(who, ended))}
    rows += [
        who
        for who in plan.responsibles.get(pk, ())
        if who.since in days and (who.country, who.institution_id) not in named
    ]
    plan.responsibles[pk], plan.former[pk] = rows, former


def _ended_in_between(who: PlannedResponsible, ended: Mapping[tuple[str, int], date | None]) -> date | None:
    """Its last day, where it passed to a successor after the day since which it is said to answer."""
    until = ended.get((who.country, who.institution_id))
    return until if until and (who.since is None or who.since <= until) else None


def _responsibles_before(
    pk: int, sides: Mapping[str, Any], institutions: Mapping[int, tuple[Any, ...]]
) -> list[PlannedResponsible]:
    named = [(code, who) for code, side in sides.items() for who in side]
    return [
        PlannedResponsible(
            pk, code, position, who["role"], who["institution"], *institutions[who["institution"]]
        )._replace(since=typed("since", who.get("since")))
        for position, (code, who) in enumerate(named)
    ]


def _institutions(plan: Plan, undone: Iterable[Amended]) -> dict[int, tuple[Any, ...]]:
    """What a row says of its institution: as elsewhere in the plan, else from the table in one query."""
    known: dict[int, tuple[Any, ...]] = {
        who.institution_id: (who.acronym, who.name, who.valid_from, who.valid_until)
        for side in (*plan.responsibles.values(), *plan.former.values())
        for who in side
    }
    named = {
        who["institution"]
        for row in undone
        for side in row.before.get("responsibles", {}).values()
        for who in side
    }
    if missing := named - known.keys():
        rows = Institution.objects.filter(pk__in=missing)
        for pk, *columns in rows.values_list("id", "acronym", "name", "valid_from", "valid_until"):
            known[pk] = tuple(columns)
    return known
