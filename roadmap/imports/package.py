"""Bytes -> the XML parts of an .xlsx, or a plain word why it is none.

Trusts nothing that the file says of itself. What the parts mean is `spreadsheet`'s work.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat  # nosec B407

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MAX_FILE = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE

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


class NotReadable(Exception):
    """The file as a whole cannot be taken."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


def open_package(data: bytes) -> Mapping[str, bytes]:
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
        parts = _unpack(data)
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


def _locked() -> NotReadable:
    return NotReadable(
        _("The file is protected with a password"),
        _("Open it in Excel, remove the password to open it, save it and import it again"),
    )


def _unpack(data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.flag_bits & 0x1:
                raise _locked()
            path = posixpath.normpath(info.filename.replace("\\", "/")).lower().lstrip("/")
            content = _inflate(archive, info, left)
            left -= len(content)
            if path.endswith(_XML_ENDINGS):
                parts[path] = content
    return parts


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """The whole member, counted as it comes out; the size that the archive declares is not believed."""
    info.file_size = MAX_UNPACKED * 2
    chunks = []
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise NotReadable(
                    _("Unpacked, the file is larger than 100 MB"),
                    _("Copy the sheets of the roadmap into a new workbook and import that one"),
                )
            chunks.append(chunk)
    return b"".join(chunks)


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
