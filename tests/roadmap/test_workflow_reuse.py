"""A file that is used twice is noticed by its hash, and told only to whoever may see both uses."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import User
from roadmap import workflow
from roadmap.models import Evidence, ProgressReport
from roadmap.templatetags.evidence import reuse_words
from tests.build import NOON, make_activity, make_evidence, make_report, make_roadmap

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SHA = hashlib.sha256(PDF).hexdigest()
pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def reports(focal_pe) -> dict[str, ProgressReport]:
    """Peru's draft on 1.1; validated ones of both on it and on 1.2."""
    roadmap, sides = make_roadmap(), {"BO": ["FGE"], "PE": ["MIMP"]}
    one, two = (make_activity(roadmap, number, responsibles=sides) for number in ("1.1", "1.2"))
    return {
        "draft": make_report(one, "PE", status="draft", author=focal_pe),
        "before": make_report(one, "PE"),
        "theirs": make_report(one, "BO"),
        "other": make_report(two, "PE"),
    }


def held(report: ProgressReport, sha256: str = SHA, **fields) -> Evidence:
    stored = {"file": "evidence/a.pdf", "file_name": "a.pdf", "content_type": "application/pdf", "size": 1}
    fields = {"original_sha256": sha256, **stored, **fields}
    return make_evidence(report, kind="file", sha256=sha256, **fields)


def added(reports: dict[str, ProgressReport], by: User) -> Evidence:
    upload = SimpleUploadedFile("foto.pdf", PDF)
    return workflow.add_file(reports["draft"].pk, upload=upload, by=by, now=NOON)


def uses(piece: Evidence, reader: User) -> list[str]:
    found = workflow.used_elsewhere([piece], piece.report, reader=reader)
    return [use.kind for use in found.get(piece.pk, [])]


@pytest.mark.parametrize(
    ("where", "kind"), [("before", "earlier"), ("theirs", "counterpart"), ("other", "question")]
)
def test_each_other_use_is_told_for_what_it_is(reports, focal_pe, where, kind):
    held(reports[where])
    assert uses(added(reports, focal_pe), focal_pe) == [kind]


def test_the_same_photograph_is_known_again_although_it_is_kept_without_its_metadata(reports, focal_pe):
    held(reports["other"], "ab" * 32, original_sha256=SHA)
    assert uses(added(reports, focal_pe), focal_pe) == ["question"]


def test_rows_from_before_the_original_was_kept_are_known_by_their_hash(reports, focal_pe):
    held(reports["other"], original_sha256="")
    assert uses(added(reports, focal_pe), focal_pe) == ["question"]


def test_links_and_other_files_are_no_reuse(reports, focal_pe):
    held(reports["other"], "cd" * 32)
    assert uses(added(reports, focal_pe), focal_pe) == []
    link = workflow.add_link(reports["draft"].pk, url="https://example.org/", by=focal_pe, now=NOON)
    make_evidence(reports["other"], kind="link", url="https://example.org/")
    assert uses(link, focal_pe) == []


@pytest.mark.parametrize("hidden", ["draft", "own_country", "rejected"])
def test_nothing_of_the_other_side_is_revealed_that_it_does_not_show(reports, focal_pe, focal_bo, hidden):
    piece = added(reports, focal_pe)
    sealed = {"visibility": "own_country", "salt": "0" * 32, "commitment": "ef" * 32}
    held(
        reports["theirs"],
        accepted=hidden == "own_country",
        **(sealed if hidden == "own_country" else {}),
    )
    if hidden == "draft":
        ProgressReport.objects.filter(pk=reports["theirs"].pk).update(status="draft", validated_at=None)
    assert uses(piece, focal_pe) == []


def test_the_same_report_does_not_take_it_twice(reports, focal_pe):
    added(reports, focal_pe)
    with pytest.raises(ValidationError):
        added(reports, focal_pe)


def test_the_words_say_what_is_normal_and_what_is_a_question(reports, focal_pe):
    held(reports["theirs"])
    held(reports["other"])
    piece = added(reports, focal_pe)
    with translation.override("en"):
        found = workflow.used_elsewhere([piece], piece.report, reader=focal_pe)[piece.pk]
        normal, question = map(reuse_words, found)
    assert normal.endswith("is normal.")
    assert "1.2" in question
    assert question.endswith("does it prove both?")
