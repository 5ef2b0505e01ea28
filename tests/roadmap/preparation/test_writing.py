"""Writing a proposal on the page: nothing that was typed is lost."""

import pytest

from roadmap.models import MatrixRow

from .rooms import CODE, agree, form_data, leads, post, row_at, seen_by

pytestmark = pytest.mark.usefixtures("_today")


def test_a_secretariat_writes_publishes_and_the_other_accepts_on_the_pages(
    room, secretariat_pe, secretariat_bo
):
    row = row_at(room, 1)
    assert post(secretariat_pe, "matrix-row-edit", row.pk, **form_data(**leads(room))).status_code == 302
    assert post(secretariat_pe, "preparation-publish", CODE).status_code == 302
    page = seen_by(secretariat_bo)
    sha256 = row.texts.get().published_sha256
    assert sha256 in page
    post(secretariat_bo, "preparation-accept", CODE, row=str(row.pk), **{f"sha256_{row.pk}": sha256})
    row.refresh_from_db()
    assert (row.outcome, row.agreed["deadline"]) == ("agreed", "2027-12-15")


def test_an_invalid_text_comes_back_with_its_mistakes(room, secretariat_pe):
    answer = post(
        secretariat_pe,
        "matrix-row-edit",
        row_at(room, 1).pk,
        **form_data(**leads(room), deadline="2026-01-01"),
    )
    assert answer.status_code == 422
    assert not row_at(room, 1).texts.exists()


def test_who_writes_at_the_same_time_keeps_the_text_and_is_told(room, secretariat_pe, secretariat_pe_2):
    row = row_at(room, 1)
    post(secretariat_pe, "matrix-row-edit", row.pk, **form_data(**leads(room), title="Primera"))
    answer = post(secretariat_pe_2, "matrix-row-edit", row.pk, **form_data(**leads(room), title="Segunda"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Segunda" in page
    assert 'name="version" value="1"' in page
    assert row.texts.get().content["title"] == "Primera"


def test_a_side_proposes_to_leave_a_row_out_without_filling_it(room, secretariat_pe):
    row = row_at(room, 1)
    post(secretariat_pe, "matrix-row-edit", row.pk, drop="1", version="0")
    assert row.texts.get().dropped is True


def test_a_row_is_added_and_taken_up_again_on_the_pages(room, secretariat_pe, secretariat_bo):
    post(secretariat_pe, "matrix-row-add", CODE, **form_data(**leads(room), number="7.1"))
    added = room.rows.get(position=4)
    assert added.texts.get().content["number"] == "7.1"
    post(secretariat_pe, "matrix-row-discard", added.pk)
    assert room.rows.count() == 3
    row = agree(row_at(room, 1), secretariat_bo, secretariat_pe)
    post(secretariat_bo, "matrix-row-reopen", row.pk)
    row.refresh_from_db()
    assert row.outcome == "open"


@pytest.mark.parametrize("row", ["", "x", "99999999", "٣", "9" * 40])
def test_odd_posts_are_answered_in_words(room, secretariat_pe, row):
    assert post(secretariat_pe, "preparation-accept", CODE, row=row).status_code == 302
    assert not MatrixRow.objects.exclude(outcome="open").exists()
