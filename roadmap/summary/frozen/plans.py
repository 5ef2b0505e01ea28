"""The roadmap and its plan as they were frozen: rows that are in no database, with all that pages ask of them."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import Country
from roadmap.models import DeclaredFigure, Roadmap
from roadmap.plan import (
    Answering,
    AnsweringRules,
    Plan,
    PlannedActivity,
    PlannedMilestone,
    PlannedResponsible,
)
from roadmap.summary.frozen.writing import PLAN_TEXTS, Content
from roadmap.summary.silence import Clock

SETTINGS_DAYS = ("start", "end", "first_end")


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def instant_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def id_of(ref: str) -> int:
    return int(ref.rpartition("/")[2])


def roadmap_of(held: Content) -> Roadmap:
    """As it was: rows that are in no database, with what pages and reports ask of them."""
    row, agreed = held["roadmap"], held["roadmap"]["agreed"]
    a, b = map(_party, row["parties"])
    roadmap = Roadmap(
        code=row["code"],
        title=row["title"],
        party_a=a,
        party_b=b,
        **{name: day_or_none(agreed[name]) for name in SETTINGS_DAYS},
        status=row["status"],
        source=row["source"],
        signed_on=day_or_none(row["signed_on"]),
        signed_place=row["signed_place"],
        conformity_required=row["conformity_required"],
        evidence_required=row["evidence_required"],
        is_demonstration=row["is_demonstration"],
        is_example=row["is_example"],
    )
    declared = held["declared"]
    if declared is not None:
        DeclaredFigure(
            roadmap=roadmap,
            value=Decimal(declared["value"]),
            source=declared["source"],
            declared_on=day_or_none(declared["declared_on"]),
        )
    return roadmap


def _party(row: Content) -> Country:
    return Country(
        code=row["code"],
        name=row["name"]["es"],
        name_en=row["name"]["en"],
        official_name=row["official"]["es"],
        official_name_en=row["official"]["en"],
        time_zone=row["time_zone"],
        number_format=row["number_format"],
    )


def plan_of(settings: Content, cutoffs: list[str], held: Content) -> Plan:
    a, b = (party["code"] for party in settings["parties"])
    plan = Plan(
        parties=(a, b),
        start=day_of(settings["start"]),
        end=day_of(settings["end"]),
        first_end=day_or_none(settings["first_end"]),
        conformity_required=settings["conformity_required"],
        evidence_required=settings["evidence_required"],
        begun=settings["begun"],
        cutoffs=tuple(map(day_of, cutoffs)),
    )
    for position, row in enumerate(held["activities"]):
        pk = id_of(row["ref"])
        plan.activities.append(_activity(pk, position, row))
        plan.responsibles[pk] = [
            _responsible(pk, place, who) for place, who in enumerate(row["responsibles"])
        ]
        plan.milestones[pk] = [_milestone(pk, place, one) for place, one in enumerate(row["milestones"])]
    return plan


def _activity(pk: int, position: int, row: Content) -> PlannedActivity:
    continues = row["continues"] or {"code": None, "number": None, "title": None}
    return PlannedActivity(
        roadmap_id=0,
        id=pk,
        position=position,
        number=row["number"],
        title=row["title"],
        kind=row["kind"],
        weight=Decimal(row["weight"]),
        start=day_of(row["start"]),
        deadline=day_of(row["deadline"]),
        first_deadline=day_or_none(row["first_deadline"]),
        effective_from=day_or_none(row["effective_from"]),
        withdrawn_on=day_or_none(row["withdrawn_on"]),
        **{name: row[name] for name in PLAN_TEXTS},
        continues_code=continues["code"],
        continues_number=continues["number"],
        continues_title=continues["title"],
        axis_number=row["axis"]["number"],
        axis_title=row["axis"]["title"],
    )


def _responsible(pk: int, place: int, who: Content) -> PlannedResponsible:
    return PlannedResponsible(
        activity_id=pk,
        country=who["country"],
        position=place,
        role=who["role"],
        institution_id=id_of(who["institution"]),
        acronym=who["acronym"],
        name=who["name"],
        valid_from=day_or_none(who["valid_from"]),
        valid_until=day_or_none(who["valid_until"]),
    )


def _milestone(pk: int, place: int, row: Content) -> PlannedMilestone:
    due = day_or_none(row["due"])
    return PlannedMilestone(pk, place, row["key"], row["title"], due, Decimal(row["weight"]))


def clock_of(held: Content) -> Clock:
    row = held["roadmap"]
    zones = {party["code"]: party["time_zone"] for party in row["parties"]}
    later = [
        (instant_of(one["accepted_at"]), day_of(one["since"]), AnsweringRules(one["days"], one["tacit"]))
        for one in row["answering"]["later"]
    ]
    answering = Answering.of(zones.values(), AnsweringRules(**row["answering"]["first"]), later)
    begun_at = instant_of(row["begun_at"]) if row["begun_at"] else None
    return Clock(zones, instant_of(held["known_at"]), answering, begun_at)
