"""What was added to a PDF after its original: read without trust, revision by revision. Knows no certificates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfReadError, PdfStrictReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification

from roadmap.proof.form_rule import ONLY_SIGNING

MAX_REVISIONS = 24  # signatures, their timestamps and the data of each
MAX_STEPS = 20_000  # of walking through what was added
# What makes a document do something, or brings another one along: as a key, or as what something calls itself. No
# signature needs it.
ACTIVE = {
    "/JS",
    "/JavaScript",
    "/AA",
    "/A",
    "/OpenAction",
    "/XFA",
    "/AF",
    "/EmbeddedFiles",
    "/RichMediaContent",
}
ACTING = {
    *(
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
    ),
    *("/Sound", "/RichMedia", "/EmbeddedFile", "/FileAttachment", "/3D"),
}
END = re.compile(rb"\s*endobj\s+startxref\s+\d+\s+%%EOF\s*|\s*startxref\s+\d+\s+%%EOF\s*")


class Reader(PdfFileReader):
    """Strict, and reads the table of an object stream once.

    pyHanko reads it again for each object in it: with the 1,700 objects of a tagged report of 8 pages that was 97 % of
    the time of comparing two revisions. What is read, and what is refused, is the same.
    """

    def __init__(self, content: bytes) -> None:
        self._tables: dict[int, tuple[bytes, list[tuple[int, int]]]] = {}
        super().__init__(BytesIO(content), strict=True)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        if stmnum not in self._tables:
            self._tables[stmnum] = self._table(stmnum)
        data, rows = self._tables[stmnum]
        if not 0 <= idx < len(rows) or rows[idx][0] != idnum:
            raise PdfStrictReadError("Object is in wrong index.")
        stream = BytesIO(data)
        stream.seek(rows[idx][1])
        found = generic.read_object(stream, generic.Reference(idnum, 0, self))
        if isinstance(found, (generic.StreamObject, generic.IndirectObject)):
            raise PdfStrictReadError("Encountered forbidden object type in object stream")
        return found

    def _table(self, stmnum: int) -> tuple[bytes, list[tuple[int, int]]]:
        """The stream as read, and number and place of each object in it."""
        stream = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfStrictReadError("No object stream")
        data, first, count = stream.read_data(DecodePurpose.OBJECT_STREAM), stream["/First"], stream["/N"]
        numbers = [int(number) for number in data[:first].split()[: 2 * count]]
        rows = [(number, first + place) for number, place in zip(numbers[::2], numbers[1::2], strict=True)]
        if len(rows) != count or len(dict(rows)) != count:
            raise PdfStrictReadError("Object stream header possibly corrupted")
        return data, rows


@dataclass(slots=True)
class Additions:
    """What stands after the original. `problems`: codes, see `pades.PROBLEMS`."""

    content: bytes
    size: int  # of the original
    reader: Reader
    last: int  # the original's last revision
    problems: list[str] = field(default_factory=list)

    @property
    def revisions(self) -> range:
        return range(self.last + 1, self.reader.total_revisions)


def read(content: bytes, size: int) -> Additions:
    """The original is the first `size` bytes. Raises whatever a broken file makes the reader raise."""
    found = Additions(content, size, Reader(content), Reader(content[:size]).total_revisions - 1)
    if len(found.revisions) > MAX_REVISIONS:
        raise PdfReadError("Too many revisions")
    _no_way_back(found)
    _walk(found)
    if not found.problems:
        _only_what_signing_adds(found)
    return found


def ends_cleanly(found: Additions) -> bool:
    """After the last table there is nothing but the mark of the end: no bytes that another program might read."""
    table = found.reader.xrefs.get_xref_container_info(found.reader.total_revisions - 1)
    tail = found.content[table.end_location :]
    if tail.startswith(b"trailer") or tail.lstrip().startswith(b"trailer"):
        tail = tail[tail.rfind(b"startxref") :] if tail.count(b"startxref") == 1 else b"?"
    return END.fullmatch(tail) is not None


def _no_way_back(found: Additions) -> None:
    """What is new lies after what was there: no new table brings back, or reads as something else, what is older."""
    xrefs = found.reader.xrefs
    for revision in found.revisions:
        before = max(found.size, xrefs.get_xref_container_info(revision - 1).end_location)
        if xrefs.get_xref_container_info(revision).start_location < before:
            raise PdfReadError("A table of the update lies in what was there")
        for ref in xrefs.explicit_refs_in_revision(revision):
            place = xrefs.get_historical_ref(ref, revision)
            if isinstance(place, int) and place < before:
                raise PdfReadError("An object of the update lies in what was there")


def _walk(found: Additions) -> None:
    """Looks at each added object for itself: nothing that acts, no box that shows, nothing endless."""
    xrefs, before = found.reader.xrefs, found.reader.get_historical_resolver(found.last)
    added = {ref for revision in found.revisions for ref in xrefs.explicit_refs_in_revision(revision)}
    for revision in found.revisions:
        now = found.reader.get_historical_resolver(revision)
        for ref in xrefs.explicit_refs_in_revision(revision):
            one = now(ref)
            old = set() if before.is_ref_unassignable(ref) else set(_acts(before(ref)))
            if set(_acts(one)) - old:
                _add(found, "active")
            if _is_box(one) and not _is_empty(one):
                _add(found, "visible")
        _untangle(now, added)


def _acts(one: generic.PdfObject) -> Iterator[str]:
    """What in the object itself makes a document act."""
    waiting, steps = [one], 0
    while waiting:
        steps += 1
        if steps > MAX_STEPS:
            raise PdfReadError("An object of the update is too large")
        current = waiting.pop()
        if isinstance(current, generic.DictionaryObject):
            yield from ACTIVE & set(current)
            yield from ACTING & {
                current.get(key) for key in ("/S", "/Type", "/Subtype") if _is_name(current, key)
            }
        waiting.extend(_children(current))


def _is_name(one: generic.DictionaryObject, key: str) -> bool:
    return isinstance(one.get(key), generic.NameObject)


def _is_box(one: generic.PdfObject) -> bool:
    return isinstance(one, generic.DictionaryObject) and (
        one.get("/Subtype") == "/Widget" or one.get("/Type") == "/Annot" or "/Rect" in one
    )


def _is_empty(box: generic.DictionaryObject) -> bool:
    """Without width or without height: shows nothing. pyHanko takes what it cannot read for empty; we do not."""
    corners = box.get("/Rect")
    if not isinstance(corners, generic.ArrayObject) or len(corners) != 4:
        return False
    if not all(isinstance(corner, (generic.NumberObject, generic.FloatObject)) for corner in corners):
        return False
    left, bottom, right, top = corners
    return bool(left == right or bottom == top)


def _untangle(now: HistoricalResolver, added: set[generic.Reference]) -> None:
    """Refuses what leads to itself in so many ways that following them all would never end."""
    there = [ref for ref in added if _is_there(now, ref)]
    waiting: list[tuple[generic.PdfObject, tuple[generic.Reference, ...]]] = [
        (now(ref), (ref,)) for ref in there
    ]
    for _step in range(MAX_STEPS):
        if not waiting:
            return
        current, path = waiting.pop()
        for child in _children(current):
            if not isinstance(child, generic.IndirectObject):
                waiting.append((child, path))
            elif child.reference in added and child.reference not in path and _is_there(now, child.reference):
                waiting.append((now(child.reference), (*path, child.reference)))
    raise PdfReadError("The update is too entangled")


def _is_there(now: HistoricalResolver, ref: generic.Reference) -> bool:
    return (
        not now.is_ref_unassignable(ref)
        and now.reader.xrefs.get_historical_ref(ref, now.revision) is not None
    )


def _children(one: generic.PdfObject) -> list[generic.PdfObject]:
    if isinstance(one, generic.DictionaryObject):
        held = [one.raw_get(key) for key in one if key != "/Parent"]
    elif isinstance(one, generic.ArrayObject):
        held = [one.raw_get(index) for index in range(len(one))]
    else:
        held = []
    composed = (generic.IndirectObject, generic.DictionaryObject, generic.ArrayObject)
    return [child for child in held if isinstance(child, composed)]


def _only_what_signing_adds(found: Additions) -> None:
    """Every revision against the original: empty signature fields, signatures, timestamps, data to verify them."""
    # By a reader of its own: what it keeps of every object of the original (100 MB for 60 pages) goes with it.
    judged = ONLY_SIGNING.review_file(Reader(found.content), found.last)
    if isinstance(judged, SuspiciousModification):
        _add(found, "changed")


def _add(found: Additions, problem: str) -> None:
    if problem not in found.problems:
        found.problems.append(problem)
