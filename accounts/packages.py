"""Packages of Word, Excel and LibreOffice: archives, refused where there is more in them than a document."""

import io
import re
import zipfile
from typing import BinaryIO

# Macros of Office and LibreOffice, of Excel 4; programs, scripts, pages and archives by their ending.
HARMFUL = re.compile(
    r"vbaproject|vbadata|activex|(^|/)(basic|scripts|macrosheets)/|\.(exe|dll|com|scr|msi|lnk|pif|js|jse|vbs|vbe|wsf|hta|"
    r"jar|bat|cmd|ps1|sh|py|html?|mht(ml)?|zip|rar|7z|gz|tar|cab|iso|docm|dotm|xlsm|xltm|xlam|xlsb|pptm)$",
    re.I,
)
INSIDE = re.compile(r"\.(docx|xlsx|pptx|odt|ods)$", re.I)
OLE, LOOK = b"\xd0\xcf\x11\xe0", re.compile(r"\.(bin|ole|rels)$", re.I)
# Storages of an OLE object, in UTF-16: macros, and a packed file of any kind.
HARMFUL_OLE = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Ole10Native"))
# What a document fetches when it is opened.
FETCHED = re.compile(rb'<Relationship\b[^>]{0,2000}(?:attachedTemplate|oleObject|/frame)"[^>]{0,2000}>')
ELSEWHERE = re.compile(rb'Target="(?:https?:|ftp:|file://[^/"]|\\\\)', re.I)
# Of the parts that are looked into: what they unpack to, all of them together.
UNPACKED, PARTS = 60 * 2**20, 5000


def opened(file: BinaryIO, depth: int = 0) -> zipfile.ZipFile:
    """The package. Raises ValueError, or what zipfile raises, for what is none or holds what it should not."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise ValueError("something stands before the package")
    package = zipfile.ZipFile(file)
    names = package.namelist()
    if len(names) > PARTS or len(set(names)) < len(names):
        raise ValueError("too many parts, or two of one name")
    if any(HARMFUL.search(name) for name in names):
        raise ValueError("it holds macros, programs or archives")
    looked_into = [
        part for part in package.infolist() if INSIDE.search(part.filename) or LOOK.search(part.filename)
    ]
    if sum(part.file_size for part in looked_into) > UNPACKED:
        raise ValueError("too much is inside")
    for part in looked_into:
        _check(package, part.filename, depth)
    return package


def _check(package: zipfile.ZipFile, name: str, depth: int) -> None:
    """Documents inside the document, and what it fetches from elsewhere."""
    content = beginning(package, name, UNPACKED)
    if INSIDE.search(name):
        if depth:
            raise ValueError("documents in documents in documents")
        opened(io.BytesIO(content), depth + 1).close()
    elif content.startswith(OLE) and any(one in content for one in HARMFUL_OLE):
        raise ValueError("it holds macros or files")
    elif name.endswith(".rels") and any(ELSEWHERE.search(one[0]) for one in FETCHED.finditer(content)):
        raise ValueError("it fetches something from elsewhere")


def beginning(package: zipfile.ZipFile, name: str, most: int = 2**20) -> bytes:
    """The beginning of a part: never more than this, whatever it unpacks to."""
    with package.open(name) as part:
        return part.read(most)
