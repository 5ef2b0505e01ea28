"""From frozen content back to the summary: the same one, made without the database.

The figures are computed again from what was frozen. Where they are not those that were frozen with it, nothing is
shown: a closing never gives other figures than those that were signed.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from accounts import ledger
from accounts.models import Country
from roadmap import completion
from roadmap.models import DeclaredFigure, Roadmap
from roadmap.plan import (
    Answering,
    AnsweringRules,
    Plan,
    PlannedActivity,
    PlannedMilestone,
    PlannedResponsible,
)
from roadmap.summary.building import assemble
from roadmap.summary.frozen.texts import DoesNotFit, SaltedText, Texts
from roadmap.summary.frozen.writing import FORMAT, PLAN_TEXTS, REPORT_TEXTS, Content
from roadmap.summary.loading import Loaded, LoadedAnswer, LoadedEvidence, LoadedNote, LoadedReport
from roadmap.summary.silence import Clock
from roadmap.summary.whole import OriginalEnd, RoadmapSummary

T = TypeVar("T")
SETTINGS_DAYS = ("start", "end", "first_end")


class UnknownFormat(DoesNotFit):
    """The content is of another kind, or follows rules that this version does not compute by."""


class FiguresDiffer(DoesNotFit):
    """What is computed from the frozen content is not what was frozen as its figures."""


def thaw(content: str, texts: Iterable[SaltedText]) -> RoadmapSummary:
    """The summary that was frozen, in detail. Raises UnknownFormat, FiguresDiffer, TextDiffers."""
    held = _understood(json.loads(content))
    said = Texts(texts)
    roadmap = _roadmap(held)
    plan = _plan(held["roadmap"], held["cutoffs"], held["plan"])
    loaded = _loaded(held, plan, said)
    clock = _clock(held)
    as_of, known_at = _day(held["as_of"]), _instant(held["known_at"])
    original = _original(held, roadmap, loaded, clock, said)
    found = assemble(roadmap, plan, loaded, clock=clock, as_of=as_of, known_at=known_at, original=original)
    _same(found, held["figures"])
    return found


def _understood(held: Content) -> Content:
    if held.get("format") != FORMAT or held.get("rule_version") != completion.RULE_VERSION:
        raise UnknownFormat(f"{held.get('format')}, rules {held.get('rule_version')}")
    return held


def _same(found: RoadmapSummary, figures: Content) -> None:
    if ledger.canonical(completion.as_dict(found.figures)) != ledger.canonical(figures):
        raise FiguresDiffer(f"{found.roadmap.code} {found.as_of}")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _id(ref: str) -> int:
    return int(ref.rpartition("/")[2])


# --- The roadmap and its plan -----------------------------------------------------------------------------
def _roadmap(held: Content) -> Roadmap:
    """As it was: rows that are in no database, with what pages and reports ask of them."""
    row, agreed = held["roadmap"], held["roadmap"]["agreed"]
    a, b = map(_party, row["parties"])
    roadmap = Roadmap(
        code=row["code"],
        title=row["title"],
        party_a=a,
        party_b=b,
        **{name: _day_or_none(agreed[name]) for name in SETTINGS_DAYS},
        status=row["status"],
        source=row["source"],
        signed_on=_day_or_none(row["signed_on"]),
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
            declared_on=_day_or_none(declared["declared_on"]),
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


def _plan(settings: Content, cutoffs: list[str], held: Content) -> Plan:
    a, b = (party["code"] for party in settings["parties"])
    plan = Plan(
        parties=(a, b),
        start=_day(settings["start"]),
        end=_day(settings["end"]),
        first_end=_day_or_none(settings["first_end"]),
        conformity_required=settings["conformity_required"],
        evidence_required=settings["evidence_required"],
        begun=settings["begun"],
        cutoffs=tuple(map(_day, cutoffs)),
    )
    for position, row in enumerate(held["activities"]):
        pk = _id(row["ref"])
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
        start=_day(row["start"]),
        deadline=_day(row["deadline"]),
        first_deadline=_day_or_none(row["first_deadline"]),
        effective_from=_day_or_none(row["effective_from"]),
        withdrawn_on=_day_or_none(row["withdrawn_on"]),
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
        institution_id=_id(who["institution"]),
        acronym=who["acronym"],
        name=who["name"],
        valid_from=_day_or_none(who["valid_from"]),
        valid_until=_day_or_none(who["valid_until"]),
    )


def _milestone(pk: int, place: int, row: Content) -> PlannedMilestone:
    due = _day_or_none(row["due"])
    return PlannedMilestone(pk, place, row["key"], row["title"], due, Decimal(row["weight"]))


def _clock(held: Content) -> Clock:
    row = held["roadmap"]
    zones = {party["code"]: party["time_zone"] for party in row["parties"]}
    later = [
        (_instant(one["accepted_at"]), _day(one["since"]), AnsweringRules(one["days"], one["tacit"]))
        for one in row["answering"]["later"]
    ]
    answering = Answering.of(zones.values(), AnsweringRules(**row["answering"]["first"]), later)
    begun_at = _instant(row["begun_at"]) if row["begun_at"] else None
    return Clock(zones, _instant(held["known_at"]), answering, begun_at)


# --- What was said ----------------------------------------------------------------------------------------
def _loaded(held: Content, plan: Plan, said: Texts) -> Loaded:
    loaded = Loaded(reports={row["entry"]: _report(row, said) for row in held["reports"]})
    _add(loaded.answers, held["answers"], lambda row: _answer(row, said))
    _add(loaded.evidence, held["evidence"], lambda row: _evidence(row, said))
    numbers = {row.number: row.id for row in plan.activities}
    for row in held["notes"]:
        loaded.notes.setdefault(numbers[row["activity"]], []).append(_note(row, numbers, said))
    return loaded


def _add(into: dict[int, list[T]], rows: Iterable[Content], made: Callable[[Content], T]) -> None:
    for row in rows:
        into.setdefault(_id(row["report"]), []).append(made(row))


def _report(row: Content, said: Texts) -> LoadedReport:
    return LoadedReport(
        id=row["entry"],
        roadmap_id=0,
        activity_number=row["activity"],
        country=row["country"],
        as_of=_day(row["as_of"]),
        validated_at=_instant(row["validated_at"]),
        percent=None if row["percent"] is None else Decimal(row["percent"]),
        milestones_met=row["milestones_met"],
        from_workbook=row["from_workbook"],
        on_paper=row["on_paper"],
        without_approval=row["without_approval"],
        single_control=row["single_control"],
        institution=row["institution"],
        author=row["author"],
        typed_by=row["typed_by"],
        submitted_by=row["answered_by"],
        validated_by=row["validated_by"],
        **{name: said(row[name]) for name in REPORT_TEXTS},
    )


def _answer(row: Content, said: Texts) -> LoadedAnswer:
    kept = row["maintained"]
    return LoadedAnswer(
        id=None if row["ref"] is None else _id(row["ref"]),
        report_id=_id(row["report"]),
        decision=row["decision"],
        decided_at=_instant(row["at"]),
        country=row["country"],
        reason=said(row["reason"]),
        decided_by=row["by"],
        from_workbook=row["from_workbook"],
        maintained_at=_instant(kept["at"]) if kept else None,
        maintained_reason=said(kept["reason"]) if kept else None,
        maintained_by=kept["by"] if kept else None,
        tacit=row["tacit"],
    )


def _evidence(row: Content, said: Texts) -> LoadedEvidence:
    return LoadedEvidence(
        id=_id(row["ref"]),
        report_id=_id(row["report"]),
        accepted_at=_instant(row["accepted_at"]),
        kept_back=not row["shared"],
        kind=row["kind"],
        title=said(row["title"]),
        url=said(row["url"]),
        file_name=said(row["file_name"]),
        sha256=row["sha256"] or "",
        size=row["size"],
        content_type=row["content_type"],
        added_at=_instant(row["added_at"]) if row["added_at"] else None,
        added_by=row["added_by"],
        category=row["category"],
        dated=_day_or_none(row["dated"]),
        institution=row["institution"],
        visibility=row["visibility"],
        classification=row["classification"],
        statement=said(row["statement"]),
        commitment=row["commitment"] or "",
    )


def _note(row: Content, numbers: dict[str, int], said: Texts) -> LoadedNote:
    return LoadedNote(
        activity_id=numbers[row["activity"]],
        country=row["country"],
        as_of=_day(row["as_of"]),
        reason=said(row["reason"]),
        added_at=_instant(row["added_at"]),
        added_by=row["added_by"],
    )


# --- The end that was signed ------------------------------------------------------------------------------
def _original(
    held: Content, roadmap: Roadmap, loaded: Loaded, clock: Clock, said: Texts
) -> OriginalEnd | None:
    """What stood at the original end: the same reports and explicit answers, with the plan and silences of that day."""
    row = held["original"]
    if row is None:
        return None
    settings = {**held["roadmap"], **row["roadmap"]}
    plan = _plan(settings, row["cutoffs"], row["plan"])
    answers = {pk: [one for one in said_of if not one.tacit] for pk, said_of in loaded.answers.items()}
    _add(answers, row["tacit"], lambda one: _answer(one, said))
    for given in answers.values():
        given.sort(key=lambda one: one.decided_at)
    known_at = _instant(held["known_at"])
    found = assemble(
        roadmap,
        plan,
        replace(loaded, answers=answers, notes={}).until(_day(row["day"]), known_at),
        clock=clock,
        as_of=_day(row["day"]),
        known_at=known_at,
        original=None,
    )
    _same(found, row["figures"])
    return OriginalEnd(found.as_of, found.total, found)
