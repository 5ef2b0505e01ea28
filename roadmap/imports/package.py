"""Bytes -> the XML parts of an .xlsx, or a plain word why it is none.

Trusts nothing that the file says of itself. What the parts mean is `spreadsheet`'s work.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat  # nosec B407

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MAX_FILE = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MOST_ENTRIES = 5_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_XML_ENDINGS = (".xml", ".rels", ".vml")
_CHUNK = 256 * 1024
# All that zipfile, zlib and expat raise on bytes that are not what they claim to be.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at: bytes of XML, and tags in the parts that are read, two an element.

    A file of a tenth of a megabyte unpacks to a hundred, which would take a worker half a minute and a gigabyte.
    """

    xml: int = 15 * MEGABYTE
    tags: int = 700_000


class NotReadable(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


def open_package(data: bytes, limits: Limits) -> Mapping[str, bytes]:
    """The XML parts by lower-case path without leading slash. Raises NotReadable."""
    if len(data) > MAX_FILE:
        raise NotReadable(
            _("The file is larger than 10 MB"),
            _("Delete pictures and sheets that the roadmap does not need, and import it again"),
        )
    if data.startswith(_OLE):
        raise _locked() if _ENCRYPTED_STREAM in data else not_a_workbook()
    if not data.startswith(b"PK"):
        raise not_a_workbook()
    try:
        parts = _unpack(data, limits)
    except DAMAGE as error:
        raise damaged() from error
    for part in parts.values():
        _refuse_document_type(part)
    return parts


def not_a_workbook() -> NotReadable:
    return NotReadable(
        _("The file is not an Excel workbook (.xlsx)"),
        _("Open it in Excel or LibreOffice, save it as “Excel workbook (.xlsx)” and import that file"),
    )


def damaged() -> NotReadable:
    return NotReadable(
        _("The file is damaged or incomplete"),
        _("Send or copy the file again; if it opens in Excel, save it again as .xlsx"),
    )


def too_much() -> NotReadable:
    return NotReadable(
        _("The file holds far more than was ever asked for: rows, cells, styles or text"),
        _(
            "Copy the rows that you filled in into a fresh file, without empty rows and columns, and send that"
        ),
    )


def _locked() -> NotReadable:
    return NotReadable(
        _("The file is protected with a password"),
        _("Open it in Excel, remove the password to open it, save it and import it again"),
    )


def _unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left, xml = MAX_UNPACKED, limits.xml
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(archive.infolist()) > MOST_ENTRIES:
            raise too_much()
        for info in archive.infolist():
            if info.flag_bits & 0x1:
                raise _locked()
            path = posixpath.normpath(info.filename.replace("\\", "/")).lower().lstrip("/")
            if not path.endswith(_XML_ENDINGS):
                left -= sum(map(len, _inflated(archive, info, left)))
                continue
            if path in parts:  # two programs would read two different files
                raise damaged()
            parts[path] = _whole(archive, info, left, xml)
            left, xml = left - len(parts[path]), xml - len(parts[path])
    return parts


def _whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, xml: int) -> bytes:
    """The whole member. Raises NotReadable where more XML comes out of it than is looked at."""
    content = bytearray()
    for chunk in _inflated(archive, info, left):
        content += chunk
        if len(content) > xml:
            raise too_much()
    return bytes(content)


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """The member, counted as it comes out; the size that the archive declares is not believed."""
    info.file_size = MAX_UNPACKED * 2
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise NotReadable(
                    _("Unpacked, the file is larger than 100 MB"),
                    _("Copy the sheets of the roadmap into a new workbook and import that one"),
                )
            yield chunk


class _Reached(Exception):
    """The root element has begun: no document type can follow, and so no entity."""


def _refuse_document_type(part: bytes) -> None:
    """Reads no further than the root element; what is no XML at all is left to those who need the part."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.StartElementHandler = _reached
    try:
        parser.Parse(part, True)
    except (_Reached, expat.ExpatError, LookupError, ValueError):
        return


def _reached(*_args: object) -> None:
    raise _Reached


def refuse_document_type(*_args: object) -> None:
    """Handler of a DOCTYPE: entities that grow or fetch begin there."""
    raise NotReadable(
        _("The file holds an XML document type, which no spreadsheet program writes"),
        _("Open it in Excel or LibreOffice, save it as “Excel workbook (.xlsx)” and import that file"),
    )
