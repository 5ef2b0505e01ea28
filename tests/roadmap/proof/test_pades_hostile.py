"""Files that want to pass for signed by a state: each is refused, and the reason is the right one."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from pyhanko.sign.fields import MDPPerm

from roadmap.proof import pades
from tests.roadmap.proof import editing, signing
from tests.roadmap.proof.looking import RECEIVED, look, refused
from tests.roadmap.proof.signing import SIGNED, minister, sign

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("on_that_day")]
EDITS = [
    (editing.replace_text, "changed"),
    (editing.replace_in_place, "changed"),
    (editing.overlay, "visible"),
    (editing.link, "active"),
    (editing.add_page, "changed"),
    (editing.swap_pages, "changed"),
    (editing.hide_layer, "changed"),
    (editing.open_script, "active"),
    (editing.script_of_a_field, "active"),
    (editing.xfa, "active"),
    (editing.computing_form, "changed"),
    (editing.text_field, "changed"),
    (editing.odd_box, "visible"),
    (editing.attachment, "active"),
    (editing.new_language, "changed"),
    (editing.entangled, "broken"),
]
edits = pytest.mark.parametrize(("edit", "problem"), EDITS, ids=[edit.__name__ for edit, _problem in EDITS])


# --- Something else than signatures -----------------------------------------------------------------------
@edits
def test_what_is_added_to_the_original_and_signed_along_is_found(edit, problem):
    made = sign(b"", minister("BO"), writer=editing.edited(signing.original(), edit))
    assert refused(made) == (problem,)


@edits
def test_what_is_added_between_the_original_and_the_signature_is_found(edit, problem):
    made = sign(editing.appended(signing.original(), edit), minister("BO"))
    assert refused(made) == (problem,)


@edits
def test_what_is_added_after_a_signature_is_found(edit, problem, first):
    assert refused(editing.appended(first, edit)) == (problem,)


@edits
def test_what_is_added_between_two_signatures_is_found(edit, problem, first):
    assert refused(sign(editing.appended(first, edit), minister("PE"), "Firma2")) == (problem,)


def test_a_stamp_on_a_page_is_refused():
    made = sign(signing.original(), minister("BO"), field_spec={"on_page": 0, "box": (50, 50, 200, 100)})
    assert refused(made) == ("visible",)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (b"\n", "after_signature"),
        (b"% 100 %\n", "after_signature"),
        (b"%%EOF\n", "broken"),
        (b"1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n", "broken"),
    ],
)
def test_what_comes_after_the_end_is_refused(more, problem, first):
    assert refused(first + more) == (problem,)


# --- Another document -------------------------------------------------------------------------------------
def test_a_signature_over_another_document_is_none_of_this_one():
    other = signing.original("Cierre N.º 2")
    assert refused(sign(other, minister("BO"))) == ("not_the_original",)


def test_a_file_that_a_program_wrote_anew_is_not_the_original(first):
    out = BytesIO()
    with pikepdf.open(BytesIO(first)) as pdf:
        pdf.save(out)
    assert refused(out.getvalue()) == ("not_the_original",)


def test_an_encrypted_file_is_told_apart():
    out = BytesIO()
    with pikepdf.open(BytesIO(signing.original())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    assert refused(out.getvalue()) == ("encrypted",)


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"\n%PDF-1.7"])
def test_what_is_no_pdf_is_told_so(content):
    assert refused(content) == ("not_pdf",)


def test_the_bare_original_bears_no_signature():
    assert refused(signing.original()) == ("unsigned",)


def test_an_update_without_signature_bears_none():
    assert refused(editing.appended(signing.original(), lambda writer: writer.update_root())) == ("unsigned",)


# --- Both, one after the other ----------------------------------------------------------------------------
def test_who_signs_the_bare_original_after_the_other_is_told(first):
    apart = sign(signing.original(), minister("PE"))
    found = look(apart, accepted=[(first, RECEIVED)])
    assert found.problems == ("separate",)


def test_the_same_file_again_says_nothing_new(first):
    found = look(first, accepted=[(first, RECEIVED)])
    assert found.problems == ("nothing_new",)


def test_only_what_is_new_counts(first, both):
    found = look(both, accepted=[(first, RECEIVED)])
    assert [one.position for one in found.new] == [2]
    assert (found.verdict("PE"), found.verdict("BO")) == ("accepted", "refused")


# --- Cryptography -----------------------------------------------------------------------------------------
def test_every_byte_that_is_changed_after_the_original_is_noticed(first):
    """Of those that it covers: what leaves out its own place."""
    hole = range(
        first.rindex(b"/Contents <") + 10, first.rindex(b">", 0, first.rindex(b"/ByteRange") + 20_000)
    )
    places = [at for at in range(len(signing.original()), len(first), 61) if at not in hole]
    assert len(places) > 20
    assert [at for at in places if look(_changed(first, at)).verdict("BO") == "accepted"] == []


def test_a_signature_does_not_fit_what_was_changed_in_what_it_covers(first):
    assert _told(first.replace(b"Firma1", b"Firma9")) == ("not_intact",)


def test_the_place_of_a_signature_holds_nothing_else(first):
    end = first.rindex(b"00>")
    assert "not_covering" in _told(_changed(first, end))


def _changed(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _told(content: bytes) -> tuple[str, ...]:
    return tuple(problem for one in look(content).signatures for problem in one.problems)


def test_a_changed_original_is_another_document(first):
    assert refused(_changed(first, len(signing.original()) // 2)) == ("not_the_original",)


def test_a_signature_that_covers_less_is_refused(first):
    start = first.rindex(b"/ByteRange")
    place = first[start : first.index(b"]", start)]
    numbers = place.split(b"[")[1].split()
    less = place.replace(numbers[3], str(int(numbers[3]) - 10).encode().rjust(len(numbers[3]), b"0"))
    assert "not_covering" in _told(first.replace(place, less))


def test_a_document_that_its_first_signer_locked_takes_no_second_signature():
    locked = sign(signing.original(), minister("BO"), meta=lock(MDPPerm.NO_CHANGES))
    assert refused(sign(locked, minister("PE"), "Firma2", heedless=True)) == ("changed_later",)


def test_one_who_locks_it_for_all_but_signatures_leaves_room_for_the_other():
    locked = sign(signing.original(), minister("BO"), meta=lock(MDPPerm.FILL_FORMS))
    assert all(one.is_sound for one in look(sign(locked, minister("PE"), "Firma2")).signatures)


def lock(allowed: MDPPerm) -> dict[str, object]:
    return {"certify": True, "docmdp_permissions": allowed}


# --- Much of it -------------------------------------------------------------------------------------------
def test_more_than_signatures_need_is_refused_unread(first):
    assert refused(first + b"%" * (pades.MAX_ADDED + 1)) == ("too_large",)


def test_what_unpacks_to_more_than_memory_is_broken(first):
    assert refused(editing.appended(first, editing.bomb)) == ("broken",)


def test_tables_that_lead_in_a_circle_end(first):
    circle = b"xref\n0 0\ntrailer\n<< /Size 1 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(first),
        len(first),
    )
    assert refused(first + circle) == ("broken",)


def test_what_was_overwritten_is_not_brought_back(both):
    """The catalog as it was before the second signature: a table alone does it, no object is added."""
    assert refused(editing.catalog_of(both, revision=1)) == ("broken",)


def test_too_many_revisions_are_refused_unread(first):
    content = first
    for _step in range(25):
        content = editing.appended(content, lambda writer: writer.update_root())
    assert refused(content) == ("broken",)


def test_a_nest_without_end_is_broken(first):
    deep = b"[" * 20_000 + b"]" * 20_000
    placed = editing.appended(first, editing.nest)
    assert refused(placed.replace(b"[ 7 7 7 ]", deep)) == ("broken",)


def test_a_certificate_that_nobody_can_read_is_broken(first):
    start = first.rindex(b"/Contents <") + 11
    assert refused(first[:start] + b"3080" + first[start + 4 :]) != ()


def test_it_is_judged_for_when_it_came_not_for_today(first):
    assert look(first, at=SIGNED + timedelta(days=300)).verdict("BO") == "accepted"
