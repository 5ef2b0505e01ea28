"""The agreed texts become the plan of the roadmap once every row is settled, and the plan follows them after that.

A step that waits is void as soon as a row is taken up again; the step itself is `workflow`'s.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Institution, User
from roadmap.models import (
    Activity,
    Axis,
    MatrixRow,
    Milestone,
    Preparation,
    Responsibility,
    RoadmapStep,
)
from roadmap.preparation import content
from roadmap.workflow import IllegalTransition, moves, step_content_sha256

Outcome = MatrixRow.Outcome


def is_settled(room: Preparation) -> bool:
    """Every row is agreed or left out by both, and something is left."""
    outcomes = set(room.rows.on_the_table().values_list("outcome", flat=True))
    return Outcome.AGREED in outcomes and Outcome.OPEN not in outcomes


def follow(room: Preparation, *, by: User, now: datetime) -> None:
    """After every change in the room: the plan is what was agreed, and an older proposal to put it in force is void."""
    settled = is_settled(room)
    if settled:
        write(room, by=by, now=now)
    step = room.roadmap.steps.filter(outcome=RoadmapStep.Outcome.PENDING).first()
    if step and not (settled and step_content_sha256(room.roadmap) == step.content_sha256):
        overtaken = RoadmapStep.Outcome.OVERTAKEN
        moves.write(step, by=by, now=now, outcome=overtaken, answered_by=by, answered_at=now)


def write(room: Preparation, *, by: User, now: datetime) -> None:
    """Axes, activities, who answers and milestones, from the agreed texts; only what differs is written."""
    rows = in_plan_order(list(room.rows.select_related("activity")))
    desk = _Desk(room, by, now)
    desk.remove_left_out(rows)
    desk.free_numbers(rows)
    axes = desk.axes(rows)
    institutions = _institutions(rows)
    for position, row in enumerate(rows, start=1):
        activity = desk.activity(row, axes[(row.agreed or {})["axis"]], position)
        desk.responsibles(row, activity, institutions)
        desk.milestones(row, activity)
    for axis in room.roadmap.axes.filter(number__gt=len(axes)):
        moves.sign(axis, by=by, now=now).delete()


def in_plan_order(rows: list[MatrixRow]) -> list[MatrixRow]:
    """The agreed rows: axes in the order in which they first appear, then by number."""
    agreed = [row for row in rows if row.outcome == Outcome.AGREED and row.agreed]
    first: dict[str, int] = {}
    for row in sorted(agreed, key=lambda one: one.position):
        first.setdefault((row.agreed or {})["axis"], len(first))
    return sorted(
        agreed,
        key=lambda one: (
            first[(one.agreed or {})["axis"]],
            content.order_of((one.agreed or {})["number"]),
        ),
    )


def number_taken(room: Preparation, row: MatrixRow, text: dict[str, Any]) -> str:
    """Why the number cannot be agreed; empty where it can."""
    taken = room.rows.filter(outcome=Outcome.AGREED, agreed__number=text.get("number")).exclude(pk=row.pk)
    if not taken.exists():
        return ""
    return _("The number %(number)s is already agreed for another row.") % {"number": text.get("number")}


def _institutions(rows: list[MatrixRow]) -> dict[tuple[str | None, str], Institution]:
    named = {
        (who["of"], who["acronym"])
        for row in rows
        for side in (row.agreed or {})["responsibles"].values()
        for who in side
    }
    of_them = Q(country__in={of for of, _name in named if of}) | Q(country=None)
    todays_last = Institution.objects.filter(of_them).order_by(F("valid_until").asc(nulls_last=True))
    return {
        (one.country_id, one.acronym): one for one in todays_last if (one.country_id, one.acronym) in named
    }


class _Desk:
    """Where the rows are put, in whose name and when."""

    def __init__(self, room: Preparation, by: User, now: datetime) -> None:
        self.roadmap, self.by, self.now = room.roadmap, by, now

    def put(self, found: models.Model | None, model: type[models.Model], **values: Any) -> Any:
        if found is None:
            found = model(**values)
            moves.sign(found, by=self.by, now=self.now).save()
            return found
        changed = {name: value for name, value in values.items() if getattr(found, name) != value}
        return moves.write(found, by=self.by, now=self.now, **changed) if changed else found

    def remove_left_out(self, rows: list[MatrixRow]) -> None:
        kept = [row.activity_id for row in rows if row.activity_id]
        for activity in self.roadmap.activities.exclude(pk__in=kept):
            try:
                moves.sign(activity, by=self.by, now=self.now).delete()
            except models.ProtectedError as error:
                raise IllegalTransition(
                    _("Activity %(number)s already has reports: it cannot be left out any more.")
                    % {"number": activity.number}
                ) from error

    def free_numbers(self, rows: list[MatrixRow]) -> None:
        """Two activities may change numbers with each other: no history of the moment in between."""
        for row in rows:
            if row.activity and row.activity.number != (row.agreed or {})["number"]:
                Activity.objects.filter(pk=row.activity.pk).update(number=f"~{row.activity.pk}")

    def axes(self, rows: list[MatrixRow]) -> dict[str, Axis]:
        titles = list(dict.fromkeys((row.agreed or {})["axis"] for row in rows))
        stored = {axis.number: axis for axis in self.roadmap.axes.all()}
        return {
            title: self.put(stored.get(number), Axis, roadmap_id=self.roadmap.pk, number=number, title=title)
            for number, title in enumerate(titles, start=1)
        }

    def activity(self, row: MatrixRow, axis: Axis, position: int) -> Activity:
        text = row.agreed or {}
        values = {
            "roadmap_id": self.roadmap.pk,
            "axis_id": axis.pk,
            "number": text["number"],
            "position": position,
            "title": text["title"],
            "kind": text["kind"],
            "weight": Decimal(text["weight"]),
            "start": content.day(text["start"]),
            "deadline": content.day(text["deadline"]),
            "continues_id": row.continues_id,
            **{name: text[name] for name in content.DETAILS},
        }
        activity: Activity = self.put(row.activity, Activity, **values)
        if row.activity_id != activity.pk:
            moves.write(row, by=self.by, now=self.now, activity=activity)
        return activity

    def responsibles(
        self, row: MatrixRow, activity: Activity, institutions: dict[tuple[str | None, str], Institution]
    ) -> None:
        stored = {(one.country_id, one.institution_id): one for one in activity.responsibilities.all()}
        wanted = set()
        for country, side in (row.agreed or {})["responsibles"].items():
            for position, who in enumerate(side):
                institution = institutions.get((who["of"], who["acronym"]))
                if institution is None:
                    raise IllegalTransition(
                        _("There is no institution %(acronym)s any more.") % {"acronym": who["acronym"]}
                    )
                key = (country, institution.pk)
                wanted.add(key)
                self.put(
                    stored.get(key),
                    Responsibility,
                    activity_id=activity.pk,
                    country_id=country,
                    institution_id=institution.pk,
                    role=who["role"],
                    position=position,
                )
        for key in stored.keys() - wanted:
            moves.sign(stored[key], by=self.by, now=self.now).delete()

    def milestones(self, row: MatrixRow, activity: Activity) -> None:
        stored = {stone.key: stone for stone in activity.milestones.all()}
        wanted = (row.agreed or {})["milestones"]
        for position, stone in enumerate(wanted):
            self.put(
                stored.get(stone["key"]),
                Milestone,
                activity_id=activity.pk,
                key=stone["key"],
                title=stone["title"],
                due=content.day(stone["due"]),
                weight=Decimal(stone["weight"]),
                position=position,
            )
        for key in stored.keys() - {stone["key"] for stone in wanted}:
            moves.sign(stored[key], by=self.by, now=self.now).delete()
