"""Whether a PDF does more than show pages: scripts, programs that it starts, files inside it, films.

Such a PDF is refused, since nobody looked at what is in it; printed to a new PDF it shows the same pages. Names can be
written with escapes and lie packed in object streams: both are undone here, up to a limit. What is behind a password
is not.
"""

import re
import zlib

ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia)(?![A-Za-z0-9])")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
UNPACKED = 40 * 2**20
# Of the words before a stream that say how it is packed.
HEAD = 600


def is_active(data: bytes) -> bool:
    if ACTIVE.search(_plain(data)):
        return True
    left = UNPACKED
    for match in STREAM.finditer(data):
        head = data[max(0, match.start() - HEAD) : match.start()].rpartition(b"obj")[2]
        head = _plain(head) if b"#" in head else head
        if b"/ObjStm" not in head:
            continue
        content = _unpacked(data, match.end(), left) if b"/FlateDecode" in head else b""
        if ACTIVE.search(_plain(content)):
            return True
        left -= len(content)
        if left <= 0:
            # More objects than any paper has: what is in the rest nobody knows.
            return True
    return False


def _plain(data: bytes) -> bytes:
    return ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), data)


def _unpacked(data: bytes, at: int, most: int) -> bytes:
    """What it unpacks to, as far as it can be unpacked."""
    end = data.find(b"endstream", at)
    try:
        return zlib.decompressobj().decompress(data[at : end if end > 0 else None], most)
    except zlib.error:
        return b""
