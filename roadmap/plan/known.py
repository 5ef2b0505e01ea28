"""The plan of a roadmap as it was known at an instant, from the history of every row."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)

from roadmap.models import (
    Activity,
    Axis,
    CutoffDate,
    FormerResponsibility,
    Milestone,
    Responsibility,
    Roadmap,
)
from roadmap.plan.reading import ACTIVITY, MILESTONE, RESPONSIBLE, fill, without_rows
from roadmap.plan.rows import Plan

# Rows written one after another are one first version, not several; an import's rows bear one instant.
TYPED_IN = timedelta(seconds=1)


class _Version(NamedTuple):
    """What every row of a history says of itself; the row's own columns follow it."""

    id: int
    type: str
    columns: tuple


def known_at(roadmap: Roadmap, instant: datetime) -> Plan:
    """The plan as known at the instant, from the history: four queries.

    The signed text was known from the start and merely typed in later: before that the first version
    that was typed in stands for it. What was changed or deleted later stands as it was.
    """
    plan, instant = _settings_known_at(roadmap, instant)
    activities = _history(Activity).filter(roadmap_id=roadmap.pk)
    below = {"activity_id__in": activities.values("id")}
    fill(
        {roadmap.pk: plan},
        _as_known(
            activities.annotate(
                known_axis_number=_axis_known_at(instant, "number"),
                known_axis_title=_axis_known_at(instant, "title"),
            ),
            instant,
            *ACTIVITY,
            "known_axis_number",
            "known_axis_title",
            order=itemgetter(2),
        ),
        _responsibles_known_at(below, instant),
        _as_known(_history(Milestone).filter(**below), instant, *MILESTONE, order=itemgetter(1)),
    )
    return plan


def _responsibles_known_at(below: dict[str, Any], instant: datetime) -> list[tuple]:
    """Who answers; and who answered before, by the changes of institutions in effect at the instant. One query."""
    rows = _history(Responsibility).filter(**below, history_date__lte=instant).order_by()
    former = FormerResponsibility.objects.filter(**below, change__applied_at__lte=instant).order_by()
    former = former.annotate(version=-F("id"), typed=Value("+"), at=F("change__applied_at"), entry=Value(0))
    both = (
        rows.annotate(until=Value(None, DateField()))
        .values_list("id", "history_type", *RESPONSIBLE, "until", "history_date", "history_id")
        .union(former.values_list("version", "typed", *RESPONSIBLE, "until", "at", "entry"), all=True)
    )
    versions = (row[:-2] for row in sorted(both, key=itemgetter(0, -2, -1)))
    return sorted((row.columns for row in _latest(versions)), key=itemgetter(2))


def _history(model: Any) -> QuerySet:
    return model.history.model.objects.order_by("id", "history_date", "history_id")


def _as_known(rows: QuerySet, instant: datetime, *columns: str, order: Callable) -> list[tuple]:
    """Of each row the last version until the instant, without what was deleted by then."""
    versions = rows.filter(history_date__lte=instant).values_list("id", "history_type", *columns)
    return sorted((row.columns for row in _latest(versions)), key=order)


def _latest(versions: Iterable[tuple]) -> list[_Version]:
    """The last of each id, unless it says that the row was deleted; versions come in their order."""
    last = [list(group)[-1] for _id, group in groupby(versions, key=itemgetter(0))]
    return [_Version(row[0], row[1], row[2:]) for row in last if row[1] != "-"]


def _axis_known_at(instant: datetime, column: str) -> Subquery:
    versions = _history(Axis).filter(id=OuterRef("axis_id"), history_date__lte=instant)
    return Subquery(versions.order_by("-history_date", "-history_id").values(column)[:1])


# Columns of the settings and of the cutoff dates side by side: one query reads both.
SETTINGS = (
    *("end", "start", "conformity_required", "evidence_required", "first_typed_in", "first_end"),
    "status",
)
NO_SETTINGS = {
    "no_start": Value(None, DateField()),
    "no_conformity": Value(None, BooleanField()),
    "no_evidence": Value(None, BooleanField()),
    "no_instant": Value(None, DateTimeField()),
    "no_first_end": Value(None, DateField()),
    "no_status": Value(None, CharField()),
}
VERSION = ("id", "history_type", "history_date", "history_id")


def _settings_known_at(roadmap: Roadmap, instant: datetime) -> tuple[Plan, datetime]:
    """The roadmap's own settings and cutoff dates, and the instant whose versions count."""
    typed_in = Activity.history.model.objects.filter(roadmap_id=OuterRef("id")).order_by("history_date")
    settings = Roadmap.history.model.objects.filter(id=roadmap.pk).order_by()
    settings = settings.annotate(first_typed_in=Subquery(typed_in.values("history_date")[:1]))
    cutoffs = (
        CutoffDate.history.model.objects.filter(roadmap_id=roadmap.pk).order_by().annotate(**NO_SETTINGS)
    )
    both = settings.values_list(*VERSION, *SETTINGS).union(
        cutoffs.values_list(*VERSION, "day", *NO_SETTINGS), all=True
    )
    rows = sorted(both, key=itemgetter(0, 2, 3))
    own = [row for row in rows if row[5] is not None]
    typed = [row[8] for row in own if row[8] is not None]
    if typed:
        instant = max(instant, typed[0] + TYPED_IN)
    plan = without_rows(roadmap)
    for version in _latest(row for row in own if row[2] <= instant):
        plan.end, plan.start, plan.conformity_required, plan.evidence_required = version.columns[2:6]
        plan.first_end = version.columns[7]
        plan.begun = version.columns[8] != Roadmap.Status.IN_PREPARATION
    days = _latest(row for row in rows if row[5] is None and row[2] <= instant)
    plan.cutoffs = tuple(sorted(version.columns[2] for version in days))
    return plan, instant
