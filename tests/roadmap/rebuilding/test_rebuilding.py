"""A host can be changed: the roadmap on another server has the same figures, the same hashes, the same heads."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import acts, ledger, verifying
from accounts.models import Document, Institution, LedgerEntry, LedgerThing, User
from accounts.states import chain_of
from roadmap import demonstration, expunging, heads, summary
from roadmap.models import (
    Activity,
    ClosingSeal,
    ClosingText,
    Evidence,
    PeriodClosing,
    ProgressReport,
    Roadmap,
    SentHead,
)
from roadmap.rebuilding.checking import content_at
from roadmap.summary.frozen import resolved
from roadmap.summary.frozen.texts import Committing, fresh
from roadmap.summary.frozen.writing import content_of
from roadmap.workflow import moves
from tests.build import NOON, make_activity, make_closing
from tests.roadmap.bundle.conftest import make_file
from tests.roadmap.bundle.copies import Copy, take
from tests.roadmap.rebuilding.conftest import rebuilt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
LATER = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PARTIES = ("PE", "BO")


def loaded(code: str) -> Roadmap:
    return Roadmap.objects.with_parties().get(code=code)


def copies(roadmap: Roadmap, now: datetime = NOON) -> list[Copy]:
    return [take(roadmap, party, now=now) for party in PARTIES]


def stored(row: Any) -> bytes:
    with default_storage.open(row.file.name) as file:
        content: bytes = file.read()
        return content


def everything_said(code: str, now: datetime) -> dict[str, Any]:
    """Figures of each cutoff with all that they are made of, as texts; and what was signed."""
    roadmap, told = loaded(code), {}
    for day in roadmap.cutoff_dates.order_by("day").values_list("day", flat=True):
        shown = summary.live(roadmap, as_of=day, known_at=now, now=now, detail=True)
        texts = Committing(fresh)
        content = content_of(shown, texts)
        told[str(day)] = resolved(ledger.canonical(content), texts.kept)
    return told


def signed(code: str) -> list[Any]:
    closings = PeriodClosing.objects.filter(roadmap__code=code).order_by("number")
    seals = ClosingSeal.objects.filter(closing__in=closings).order_by("sha256")
    return [
        list(closings.values_list("pk", "number", "content", "content_sha256")),
        list(seals.values_list("closing", "seal", "sha256", "sealed_at")),
        sorted(
            ClosingText.objects.filter(closing__in=closings).values_list("closing", "sha256", "salt", "text")
        ),
        sorted(LedgerEntry.objects.filter(chain__name=chain_of(code)).values_list("number", "hash", "body")),
    ]


def test_the_demonstration_is_the_same_on_another_server(empty):
    demonstration.load(secret="una-clave-larga", now=LATER)
    code = demonstration.IN_FORCE
    whole = [
        copy for one in Roadmap.objects.exclude(is_example=True) for copy in copies(loaded(one.code), LATER)
    ]
    figures, closings = everything_said(code, LATER), signed(code)
    empty()
    told = rebuilt(*whole)
    assert told["withheld"] == told["missing"] == 0
    assert everything_said(code, LATER) == figures
    assert [rows[: len(before)] for rows, before in zip(signed(code), closings, strict=True)] == closings
    assert verifying.walk().findings == []
    for head in told["heads"]:
        assert verifying.holds(head["hash"]) is not None
        last = LedgerEntry.objects.filter(chain__name=head["chain"]).order_by("-number")[0]
        assert (last.number, last.event) == (head["number"] + 1, "record.import")


@pytest.mark.at_leisure
def test_a_copy_from_the_new_server_proves_itself_and_holds_the_old_heads(roadmap, empty):
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    for party, before in zip(PARTIES, old, strict=True):
        copy = take(loaded(roadmap.code), party)
        heads = [
            f"{row['chain']} {row['number']} {row['hash']}" for row in before.json("index.json")["heads"]
        ]
        told = copy.verify(*(part for head in heads for part in ("--head", head)))
        assert told.returncode == 0, told.stdout
        assert copy.made.problems == []


@pytest.mark.at_leisure
def test_from_there_it_moves_on_to_a_third(roadmap, empty):
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    figures = everything_said(roadmap.code, NOON)
    newer = copies(loaded(roadmap.code), NOON + timedelta(days=1))
    empty()
    rebuilt(*newer)
    assert everything_said(roadmap.code, NOON) == figures
    assert verifying.walk().findings == []


@pytest.mark.at_leisure
def test_what_each_party_kept_to_itself_is_there_for_it_alone(roadmap, empty):
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    reserved = Evidence.objects.get(title="Lista reservada")
    assert stored(reserved) == b"reserved"
    assert {row.side for row in LedgerThing.objects.filter(ref=f"evidence/{reserved.pk}")} == {"PE"}
    own, other = copies(loaded(roadmap.code))
    assert own.holds("Borrador de agosto.")
    assert own.holds("Lista reservada")
    assert not other.holds("Borrador de agosto.")
    assert not other.holds("Lista reservada")


@pytest.mark.at_leisure
def test_every_file_is_byte_by_byte_what_it_was(roadmap, empty):
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    rows: list[Any] = [*Evidence.objects.filter(kind="file"), *Document.objects.all()]
    assert len(rows) == 7
    assert [hashlib.sha256(stored(row)).hexdigest() for row in rows] == [row.sha256 for row in rows]


@pytest.mark.at_leisure
def test_with_one_copy_alone_what_the_other_kept_stays_a_commitment(roadmap, empty):
    reserved = Evidence.objects.get(title="Lista reservada")
    figures = [part["figures"] for part in everything_said(roadmap.code, NOON).values()]
    copy = take(roadmap, "BO")
    empty()
    told = rebuilt(copy)
    assert told["withheld"] > 0
    row = Evidence.objects.get(pk=reserved.pk)
    assert (row.title, row.commitment, row.sha256) == ("—", reserved.commitment, "")
    assert not ProgressReport.objects.filter(description="Borrador de agosto.").exists()
    assert [part["figures"] for part in everything_said(roadmap.code, NOON).values()] == figures
    assert verifying.walk().findings == []
    for party in PARTIES:
        again = take(loaded(roadmap.code), party).verify()
        assert again.returncode == 0, again.stdout


@pytest.mark.at_leisure
def test_what_is_withheld_is_told_from_what_was_taken_away(roadmap, empty):
    copy = take(roadmap, "BO")
    empty()
    rebuilt(copy)
    assert verifying.walk().findings == []
    thing = LedgerThing.objects.filter(ref__startswith="activity/").exclude(payload="").latest("pk")
    LedgerThing.objects.filter(pk=thing.pk).update(payload="")
    assert [one.place for one in verifying.walk().findings] != []


@pytest.mark.at_leisure
def test_nobody_can_sign_in_and_names_stay(roadmap, people, empty):
    old = copies(roadmap)
    names = dict(User.objects.values_list("pk", "full_name"))
    empty()
    rebuilt(*old)
    assert dict(User.objects.values_list("pk", "full_name")) == names
    for person in User.objects.all():
        assert not person.is_active
        assert not person.has_usable_password()


@pytest.mark.at_leisure
def test_a_proposal_that_was_never_sealed_comes_along(roadmap, people, empty):
    with acts.opened("test.propose", by=people["PE"], now=NOON):
        make_closing(roadmap, people["PE"], people["PE"])
        make_closing(roadmap, people["PE"], people["PE"], people["BO"])
    before = signed(roadmap.code)
    assert [len(rows) for rows in before[:2]] == [2, 1]
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    assert [rows[: len(was)] for rows, was in zip(signed(roadmap.code), before, strict=True)] == before
    assert verifying.walk().findings == []


@pytest.mark.at_leisure
def test_an_older_copy_does_not_bring_back_what_was_removed(roadmap, people, secretariat_pe_2, empty):
    older = take(roadmap, "BO")
    report = ProgressReport.objects.get(country="PE", status="validated")
    items = [item.key for thing in expunging.things_of(report, "PE") for item in thing.items]
    order = expunging.order_expungement(report.pk, items=items, why="victim", by=people["PE"], now=NOON)
    expunging.confirm_expungement(order.pk, by=secretariat_pe_2, now=NOON)
    newer = take(loaded(roadmap.code), "PE")
    empty()
    rebuilt(older, newer)
    assert not LedgerThing.objects.filter(payload__contains="Talleres en Puno.").exists()
    for row in Evidence.objects.filter(sha256=hashlib.sha256(b"binational").hexdigest()):
        assert not default_storage.exists(str(row.file.name))
    assert verifying.walk().findings == []


@pytest.mark.at_leisure
def test_the_plan_of_an_earlier_day_is_known_there_too(roadmap, people, empty):
    """The history of the rows comes from the states that the record names."""
    first, second, last = (timezone.now() + timedelta(days=days) for days in (1, 2, 3))
    with acts.opened("test.change", by=people["PE"], now=second):
        activity = Activity.objects.get()
        activity.title = "Otro título"
        moves.sign(activity, by=people["PE"], now=second).save()

    def titles() -> list[str]:
        plans = [content_at(loaded(roadmap.code), NOON.date(), at)["plan"] for at in (first, last)]
        return [plan["activities"][0]["title"] for plan in plans]

    before = titles()
    assert before[0] != before[1] == "Otro título"
    old = copies(loaded(roadmap.code), last)
    empty()
    rebuilt(*old)
    assert titles() == before


@pytest.mark.at_leisure
def test_new_rows_are_numbered_after_those_that_were_ever_there(roadmap, people, empty):
    report = ProgressReport.objects.get(country="PE", status="draft")
    with acts.opened("test.add", by=people["PE"], now=NOON):
        last = make_file(report, b"dropped", "Se quita")
    key = last.pk
    with acts.opened("test.drop", by=people["PE"], now=NOON):
        last.delete()
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    assert not Evidence.objects.filter(pk=key).exists()
    report = ProgressReport.objects.get(pk=report.pk)
    assert make_file(report, b"new", "Nueva").pk > key
    assert make_activity(loaded(roadmap.code), "9.9").pk > 1


@pytest.mark.at_leisure
def test_the_record_goes_on_and_fits(roadmap, empty):
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    with acts.opened("test.after", by=None, now=NOON + timedelta(days=1)):
        one = Institution.objects.order_by("pk")[0]
        one.name = "Otro nombre"
        one.save()
    assert verifying.walk().findings == []
    assert take(loaded(roadmap.code), "PE", now=NOON + timedelta(days=1)).verify().returncode == 0


@pytest.mark.at_leisure
def test_the_heads_that_went_to_the_capitals_come_along(roadmap, empty):
    heads.send(NOON)
    before = sorted(SentHead.objects.values_list("country", "day", "chain", "number", "hash", "at", "signed"))
    assert {row[0] for row in before} == {"PE", "BO"}
    old = copies(roadmap)
    empty()
    rebuilt(*old)
    after = SentHead.objects.values_list("country", "day", "chain", "number", "hash", "at", "signed")
    assert sorted(after) == before
