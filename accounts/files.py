"""Which files are taken as evidence: by what they hold, not by what they call themselves.

`examine` tells an upload's clean name, its type and what of it is kept, or raises a ValidationError that says what is
wrong and what to do. Nothing is stored here. Refused in every disguise: archives, macros, programs, pages and drawings
that a browser would run, PDFs that do more than show pages (`pdfs`), viruses (`antivirus`). Pictures are kept without
what their device wrote into them (`pictures`).
"""

import codecs
import hashlib
import lzma
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast
from zlib import error as zlib_error

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts import antivirus, packages, pdfs, pictures

OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "odt": f"{ODF}.text",
    "ods": f"{ODF}.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)
NAME_LENGTH = 120
# Enough of a file's beginning to tell its kind.
HEAD = 8192
MARKUP = re.compile(
    rb"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|meta|link|style)\b|<\?", re.I
)
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Examined:
    """`sha256` and `size` are of `file`, which is kept; `original_sha256` of what was handed in."""

    name: str
    content_type: str
    size: int
    sha256: str
    original_sha256: str
    file: File


def examine(upload: UploadedFile) -> Examined:
    """What the upload really is, or a ValidationError."""
    name = clean_name(upload.name or "")
    _stem, dot, extension = name.lower().rpartition(".")
    if not dot or extension not in TYPES:
        raise ValidationError(
            _(
                "“%(name)s” was not kept: only PDF, PNG, JPG, WEBP, DOCX, XLSX, ODT, ODS, CSV and TXT files are taken."
            )
            % {"name": name}
        )
    size, sha256 = _measure(upload, name)
    if not _is(extension, upload):
        raise ValidationError(
            _(
                "“%(name)s” was not kept: it is not a sound .%(extension)s file, or it holds macros, programs or other "
                "files."
            )
            % {"name": name, "extension": extension}
        )
    antivirus.check(cast(BinaryIO, upload), name)
    if TYPES[extension] in pictures.CLEANERS:
        return _picture(upload, name, TYPES[extension], sha256)
    return Examined(name, TYPES[extension], size, sha256, sha256, upload)


def _picture(upload: UploadedFile, name: str, content_type: str, original_sha256: str) -> Examined:
    upload.seek(0)
    try:
        kept = pictures.cleaned(upload.read(), content_type)
    except pictures.Unsound as error:
        words = _("“%(name)s” was not kept: the picture is damaged or too large to be shown.")
        raise ValidationError(words % {"name": name}) from error
    sha256 = hashlib.sha256(kept).hexdigest()
    return Examined(name, content_type, len(kept), sha256, original_sha256, ContentFile(kept, name))


def clean_name(raw: str) -> str:
    """The name alone: no folders, no control or invisible characters, one line, not too long; its ending stays."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if char.isspace() else char for char in name if char.isspace() or char.isprintable())
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = extension, ""
    extension = extension.strip()[:20]
    stem = " ".join(stem.split()).strip(" .")[: NAME_LENGTH - len(extension) - 1].rstrip(" .")
    return f"{stem or _('evidence')}{dot}{extension}"


def _measure(upload: UploadedFile, name: str) -> tuple[int, str]:
    """Size and SHA-256, read piece by piece; what the browser says of the size is not believed."""
    digest, size = hashlib.sha256(), 0
    for piece in upload.chunks():
        size += len(piece)
        if size > settings.EVIDENCE_MAX_BYTES:
            raise ValidationError(
                _(
                    "“%(name)s” was not kept: it is larger than %(limit)s MB. Make it smaller, or give a link to it."
                )
                % {"name": name, "limit": settings.EVIDENCE_MAX_BYTES // 2**20}
            )
        digest.update(piece)
    if not size:
        raise ValidationError(_("“%(name)s” was not kept: it is empty.") % {"name": name})
    return size, digest.hexdigest()


def _is(extension: str, upload: UploadedFile) -> bool:
    file = cast(BinaryIO, upload)
    file.seek(0)
    try:
        return CHECKS.get(extension, _is_media)(file, TYPES[extension])
    finally:
        file.seek(0)


def _is_media(file: BinaryIO, content_type: str) -> bool:
    """PDF and pictures: their first bytes tell."""
    kind = filetype.guess(file.read(HEAD))
    return kind is not None and kind.mime == content_type


def _is_text(file: BinaryIO, content_type: str) -> bool:
    """Readable text that no program would take for a page, a drawing or a script."""
    head = file.read(HEAD)
    if filetype.guess(head) is not None:
        return False
    text = head + file.read()
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = text.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return not BINARY.search(text) and not MARKUP.search(text) and not text.lstrip().startswith(b"{\\rtf")


def _is_pdf(file: BinaryIO, content_type: str) -> bool:
    """Pages and nothing else: no archive behind them either, which is read from its end."""
    if not _is_media(file, content_type) or zipfile.is_zipfile(file):
        return False
    file.seek(0)
    return not pdfs.is_active(file.read())


def _is_office(file: BinaryIO, content_type: str) -> bool:
    """Word and Excel: a zip whose list of contents declares that very type, and no macro."""
    with packages.opened(file) as package:
        listed = packages.beginning(package, "[Content_Types].xml").decode("utf-8", "replace")
        return f'"{content_type}.main+xml"' in listed and "macroEnabled" not in listed


def _is_odf(file: BinaryIO, content_type: str) -> bool:
    with packages.opened(file) as package:
        return packages.beginning(package, "mimetype").strip() == content_type.encode()


def _sound(check: Callable[[BinaryIO, str], bool]) -> Callable[[BinaryIO, str], bool]:
    """A broken package is no document: zipfile tells it in many ways."""

    def checked(file: BinaryIO, content_type: str) -> bool:
        try:
            return check(file, content_type)
        except UNSOUND:
            return False

    return checked


# What zipfile raises for broken, odd or password-protected packages.
UNSOUND = (
    *(zipfile.BadZipFile, zlib_error, lzma.LZMAError),
    *(KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, OSError),
)
CHECKS = {
    "pdf": _is_pdf,
    "docx": _sound(_is_office),
    "xlsx": _sound(_is_office),
    "odt": _sound(_is_odf),
    "ods": _sound(_is_odf),
    "csv": _is_text,
    "txt": _is_text,
}
