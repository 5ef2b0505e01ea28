"""From frozen content back to the summary: the same one, made without the database.

The figures are computed again from what was frozen. Where they are not those that were frozen with it, nothing is
shown: a closing never gives other figures than those that were signed.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from accounts import ledger
from roadmap import completion
from roadmap.models import Roadmap
from roadmap.plan import (
    Plan,
)
from roadmap.summary.building import assemble
from roadmap.summary.frozen.plans import clock_of, day_of, day_or_none, id_of, instant_of, plan_of, roadmap_of
from roadmap.summary.frozen.texts import DoesNotFit, SaltedText, Texts
from roadmap.summary.frozen.writing import FORMAT, REPORT_TEXTS, Content
from roadmap.summary.loading import Loaded, LoadedAnswer, LoadedEvidence, LoadedNote, LoadedReport
from roadmap.summary.silence import Clock
from roadmap.summary.whole import OriginalEnd, RoadmapSummary

T = TypeVar("T")


class UnknownFormat(DoesNotFit):
    """The content is of another kind, or follows rules that this version does not compute by."""


class FiguresDiffer(DoesNotFit):
    """What is computed from the frozen content is not what was frozen as its figures."""


def thaw(content: str, texts: Iterable[SaltedText]) -> RoadmapSummary:
    """The summary that was frozen, in detail. Raises UnknownFormat, FiguresDiffer, TextDiffers."""
    held = _understood(json.loads(content))
    said = Texts(texts)
    roadmap = roadmap_of(held)
    plan = plan_of(held["roadmap"], held["cutoffs"], held["plan"])
    loaded = _loaded(held, plan, said)
    clock = clock_of(held)
    as_of, known_at = day_of(held["as_of"]), instant_of(held["known_at"])
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
        into.setdefault(id_of(row["report"]), []).append(made(row))


def _report(row: Content, said: Texts) -> LoadedReport:
    return LoadedReport(
        id=row["entry"],
        roadmap_id=0,
        activity_number=row["activity"],
        country=row["country"],
        as_of=day_of(row["as_of"]),
        validated_at=instant_of(row["validated_at"]),
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
        id=None if row["ref"] is None else id_of(row["ref"]),
        report_id=id_of(row["report"]),
        decision=row["decision"],
        decided_at=instant_of(row["at"]),
        country=row["country"],
        reason=said(row["reason"]),
        decided_by=row["by"],
        from_workbook=row["from_workbook"],
        maintained_at=instant_of(kept["at"]) if kept else None,
        maintained_reason=said(kept["reason"]) if kept else None,
        maintained_by=kept["by"] if kept else None,
        tacit=row["tacit"],
    )


def _evidence(row: Content, said: Texts) -> LoadedEvidence:
    return LoadedEvidence(
        id=id_of(row["ref"]),
        report_id=id_of(row["report"]),
        accepted_at=instant_of(row["accepted_at"]),
        kept_back=not row["shared"],
        kind=row["kind"],
        title=said(row["title"]),
        url=said(row["url"]),
        file_name=said(row["file_name"]),
        sha256=row["sha256"] or "",
        size=row["size"],
        content_type=row["content_type"],
        added_at=instant_of(row["added_at"]) if row["added_at"] else None,
        added_by=row["added_by"],
        category=row["category"],
        dated=day_or_none(row["dated"]),
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
        as_of=day_of(row["as_of"]),
        reason=said(row["reason"]),
        added_at=instant_of(row["added_at"]),
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
    plan = plan_of(settings, row["cutoffs"], row["plan"])
    answers = {pk: [one for one in said_of if not one.tacit] for pk, said_of in loaded.answers.items()}
    _add(answers, row["tacit"], lambda one: _answer(one, said))
    for given in answers.values():
        given.sort(key=lambda one: one.decided_at)
    known_at = instant_of(held["known_at"])
    found = assemble(
        roadmap,
        plan,
        replace(loaded, answers=answers, notes={}).until(day_of(row["day"]), known_at),
        clock=clock,
        as_of=day_of(row["day"]),
        known_at=known_at,
        original=None,
    )
    _same(found, row["figures"])
    return OriginalEnd(found.as_of, found.total, found)
