"""Writing an accepted modification into the plan; every row's history is signed by who accepted it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accounts.models import User
from roadmap.models import Activity, Amendment, Axis, CutoffDate, Milestone, Responsibility, Roadmap
from roadmap.plan.amending import FIELDS, LADDERS, SETTINGS, typed
from roadmap.workflow import moves

Content = dict[str, Any]


class Pen:
    """Who writes, and when: all rows of one modification bear one instant."""

    def __init__(self, by: User, now: datetime) -> None:
        self.by, self.now = by, now

    def write(self, row: Any, **fields: Any) -> None:
        changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if changed:
            moves.write(row, by=self.by, now=self.now, **changed)

    def add(self, row: Any) -> Any:
        moves.sign(row, by=self.by, now=self.now).save(force_insert=True)
        return row

    def remove(self, row: Any) -> None:
        moves.sign(row, by=self.by, now=self.now).delete()


def put(amendment: Amendment, *, effective: date, by: User, now: datetime) -> Content:
    """Changes the plan. Gives back what else was before: what undoing it needs beside the changed fields."""
    pen, changes, roadmap = Pen(by, now), amendment.changes, amendment.roadmap
    also: Content = {}
    if amendment.kind == Amendment.Kind.ADD:
        amendment.activity = _add(pen, roadmap, changes, effective)
    elif amendment.activity_id is None:
        also = _change_roadmap(pen, roadmap, changes)
    else:
        activity = Activity.objects.select_for_update(of=("self",)).get(pk=amendment.activity_id)
        also = _change(pen, activity, changes)
        if amendment.kind == Amendment.Kind.WITHDRAW:
            also["withdrawn_on"] = None
            pen.write(activity, withdrawn_on=effective)
    pen.write(roadmap, amended_on=max(effective, roadmap.amended_on or effective))
    return also


# --- Activities -------------------------------------------------------------------------------------------
def _add(pen: Pen, roadmap: Roadmap, content: Mapping[str, Any], effective: date) -> Activity:
    """At the end of its axis; what stands below moves down."""
    axis = roadmap.axes.filter(title=content["axis"]).order_by("number").first()
    last = roadmap.axes.order_by("-number").first()
    if axis is None:
        number = last.number + 1 if last else 1
        axis = pen.add(Axis(roadmap=roadmap, number=number, title=content["axis"]))
    before = roadmap.activities.filter(axis__number__lte=axis.number).order_by("-position").first()
    position = before.position + 1 if before else 1
    for lower in roadmap.activities.select_for_update(of=("self",)).filter(position__gte=position):
        pen.write(lower, position=lower.position + 1)
    activity: Activity = pen.add(
        Activity(
            roadmap=roadmap,
            axis=axis,
            number=content["number"],
            position=position,
            effective_from=effective,
            **{name: typed(name, content[name]) for name in FIELDS if name in content},
        )
    )
    _put_responsibles(pen, activity, content["responsibles"])
    _put_milestones(pen, activity, content.get("milestones") or ())
    return activity


def _change(pen: Pen, activity: Activity, changes: Mapping[str, Any]) -> Content:
    fields = {name: typed(name, changes[name]) for name in FIELDS if name in changes}
    also: Content = {}
    if "deadline" in fields and activity.first_deadline is None:
        also["first_deadline"] = None
        fields["first_deadline"] = activity.deadline
    pen.write(activity, **fields)
    if "responsibles" in changes:
        _put_responsibles(pen, activity, changes["responsibles"])
    if "milestones" in changes:
        _put_milestones(pen, activity, changes["milestones"])
    return also


def _put_responsibles(pen: Pen, activity: Activity, sides: Mapping[str, Any]) -> None:
    stored = {(row.country_id, row.institution_id): row for row in activity.responsibilities.all()}
    named = [(code, who) for code, side in sorted(sides.items()) for who in side]
    for position, (code, who) in enumerate(named):
        row = stored.pop((code, who["institution"]), None)
        values = {"role": who["role"], "position": position}
        if row is not None:
            pen.write(row, **values)
            continue
        pen.add(
            Responsibility(activity=activity, country_id=code, institution_id=who["institution"], **values)
        )
    for row in stored.values():
        pen.remove(row)


def _put_milestones(pen: Pen, activity: Activity, stones: Any) -> None:
    stored = {row.key: row for row in activity.milestones.all()}
    for position, stone in enumerate(stones):
        values = {
            "title": stone["title"],
            "due": date.fromisoformat(stone["due"]) if stone["due"] else None,
            "weight": typed("weight", stone["weight"]),
            "position": position,
        }
        row = stored.pop(stone["key"], None)
        if row is not None:
            pen.write(row, **values)
        else:
            pen.add(Milestone(activity=activity, key=stone["key"], **values))
    for row in stored.values():
        pen.remove(row)


# --- The roadmap itself -----------------------------------------------------------------------------------
def _change_roadmap(pen: Pen, roadmap: Roadmap, changes: Mapping[str, Any]) -> Content:
    fields = {name: typed(name, changes[name]) for name in ("end", *SETTINGS, *LADDERS) if name in changes}
    also: Content = {}
    if "end" in fields and roadmap.first_end is None:
        also["first_end"] = None
        fields["first_end"] = roadmap.end
    pen.write(roadmap, **fields)
    if "cutoffs" in changes:
        stored = {row.day: row for row in roadmap.cutoff_dates.all()}
        for day in map(date.fromisoformat, changes["cutoffs"]):
            if stored.pop(day, None) is None:
                pen.add(CutoffDate(roadmap=roadmap, day=day))
        for row in stored.values():
            pen.remove(row)
    return also
