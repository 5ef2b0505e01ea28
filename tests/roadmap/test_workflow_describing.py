"""What is said of a piece of evidence: by whom it can be read, how the law classifies it, from what day it is."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from roadmap import workflow
from roadmap.models import Evidence, ProgressReport
from tests.build import NOON, make_activity, make_evidence, make_institution, make_report, make_roadmap

URL = "https://example.org/acta"


@pytest.fixture
def draft(focal_pe) -> ProgressReport:
    activity = make_activity(make_roadmap(), responsibles={"BO": ["FGE"], "PE": ["MIMP"]})
    institution = make_institution("PE", "MIMP")
    return make_report(
        activity,
        "PE",
        status="draft",
        percent=50,
        description="Dos talleres en Puno.",
        author=focal_pe,
        institution=institution,
    )


def added(draft: ProgressReport, by, **about) -> Evidence:
    return workflow.add_link(draft.pk, url=URL, by=by, now=NOON, about=about)


def test_unless_it_is_said_both_countries_read_it_and_the_reporting_institution_made_it(draft, focal_pe):
    piece = added(draft, focal_pe)
    assert (piece.category, piece.visibility, piece.classification) == ("other", "binational", "none")
    assert (piece.institution, piece.dated, piece.commitment) == (draft.institution, None, "")


@pytest.mark.parametrize("classification", ["reserved", "secret"])
@pytest.mark.parametrize("visibility", ["binational", "own_country"])
def test_what_the_law_calls_reserved_or_secret_is_refused_whoever_would_read_it(
    draft, focal_pe, classification, visibility
):
    with pytest.raises(ValidationError) as refusal:
        added(draft, focal_pe, classification=classification, visibility=visibility)
    assert list(refusal.value.message_dict) == ["classification"]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"visibility": "public", "classification": "internal"}, "visibility"),
        ({"visibility": "public", "classification": "confidential"}, "visibility"),
        ({"dated": date(2026, 6, 2)}, "dated"),
        ({"title": "  "}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(draft, focal_pe, about, field):
    piece = added(draft, focal_pe, category="norm")
    with pytest.raises(ValidationError) as refusal:
        workflow.describe_evidence(piece.pk, about=about, by=focal_pe, now=NOON)
    assert list(refusal.value.message_dict) == [field]
    piece.refresh_from_db()
    assert (piece.visibility, piece.dated, piece.title) == ("binational", None, URL)


def test_of_the_same_day_it_can_be(draft, focal_pe):
    assert added(draft, focal_pe, dated=date(2026, 6, 1)).dated == date(2026, 6, 1)


def test_whoever_describes_it_wrote_in_the_report_and_stands_in_its_history(draft, focal_pe, secretariat_pe):
    piece = added(draft, focal_pe)
    workflow.describe_evidence(piece.pk, about={"category": "norm"}, by=secretariat_pe, now=NOON)
    assert secretariat_pe in draft.writers.all()
    piece.refresh_from_db()
    assert piece.category == "norm"
    assert piece.history.latest().history_user == secretariat_pe


def test_saying_what_stands_there_already_is_no_edit(draft, focal_pe, secretariat_pe):
    piece = added(draft, focal_pe, category="norm")
    workflow.describe_evidence(piece.pk, about={"category": "norm"}, by=secretariat_pe, now=NOON)
    assert secretariat_pe not in draft.writers.all()
    assert piece.history.count() == 1


def test_the_commitment_comes_and_goes_with_the_visibility(draft, focal_pe):
    def described(**about) -> tuple[str, str]:
        workflow.describe_evidence(piece.pk, about=about, by=focal_pe, now=NOON)
        piece.refresh_from_db()
        return piece.salt, piece.commitment

    piece = added(draft, focal_pe)
    salt, commitment = described(visibility="own_country")
    assert (len(salt), len(commitment)) == (32, 64)
    assert described(statement="Lo custodia la Fiscalía.") == (salt, commitment)
    assert described(visibility="binational") == ("", "")
    assert described(visibility="own_country")[1] not in ("", commitment)


@pytest.mark.parametrize("status", ["submitted", "validated"])
def test_what_is_handed_in_is_no_longer_described(draft, focal_pe, status):
    piece = added(draft, focal_pe)
    at = NOON if status == "validated" else None
    ProgressReport.objects.filter(pk=draft.pk).update(status=status, validated_at=at)
    with pytest.raises(workflow.IllegalTransition):
        workflow.describe_evidence(piece.pk, about={"category": "norm"}, by=focal_pe, now=NOON)


def test_a_report_is_not_submitted_before_it_is_said_what_each_piece_is(draft, focal_pe):
    piece = added(draft, focal_pe, category="")
    with pytest.raises(ValidationError) as refusal:
        workflow.submit(draft.pk, by=focal_pe, now=NOON)
    assert "uploads" in refusal.value.message_dict
    workflow.describe_evidence(piece.pk, about={"category": "norm"}, by=focal_pe, now=NOON)
    assert workflow.submit(draft.pk, by=focal_pe, now=NOON).status == "submitted"


@pytest.mark.parametrize(
    ("visibility", "statement", "warned"),
    [
        ("binational", "", False),
        ("own_country", "", True),
        ("own_country", "Lo custodia la Fiscalía.", False),
    ],
)
def test_a_piece_that_cannot_support_the_activity_is_warned_of(
    draft, focal_pe, visibility, statement, warned
):
    added(draft, focal_pe, category="norm", visibility=visibility, statement=statement)
    found = [one for one in workflow.findings(draft, now=NOON) if one.level == "warn" and URL in one.message]
    assert bool(found) is warned
    decided = [one for one in workflow.findings_to_decide(draft, now=NOON) if URL in one.message]
    assert bool(decided) is warned


def test_a_field_that_is_not_said_of_evidence_is_a_mistake_of_the_program(draft, focal_pe):
    piece = make_evidence(draft, accepted=False)
    with pytest.raises(ValueError, match="accepted_at"):
        workflow.describe_evidence(piece.pk, about={"accepted_at": NOON}, by=focal_pe, now=NOON)
