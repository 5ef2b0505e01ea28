"""Photographs without what their device wrote into them: place, time, maker, thumbnail, comments, other pictures.

Nothing is drawn anew: of the file's parts those are kept that the picture itself is made of, so that it stays the same
to the last point, in its colours, with its movement. Of the rest one number stays: how it is to be turned.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image

# What a viewer has to hold in memory: a small file can claim to be a picture of many gigabytes.
MOST_POINTS, MOST_MOVING = 120_000_000, 1_000_000_000
ORIENTATION, TURNED = 0x0112, range(2, 9)
PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD"),
    *(b"pHYs", b"hIST", b"cICP", b"acTL", b"fcTL", b"fdAT"),
}
WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
# In the first byte of a WebP's features: an EXIF part follows, an XMP part follows.
HAS_EXIF, HAS_XMP = 0x08, 0x04


class Unsound(Exception):
    """No picture, a broken one, or one too large to be shown."""


def cleaned(data: bytes, content_type: str) -> bytes:
    """The same picture without what was written into it. Raises Unsound."""
    turned = _turned(data)
    try:
        kept = CLEANERS[content_type](data, turned)
    except (struct.error, IndexError, ValueError) as error:
        raise Unsound("broken") from error
    if _turned(kept) != turned:
        raise Unsound("it cannot be read any more")
    return kept


def _turned(data: bytes) -> int:
    """How it is to be turned, 1 where it stands as it is. Raises Unsound for what is no picture that can be shown."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            points = picture.width * picture.height
            moving = points * int(getattr(picture, "n_frames", 1)) if picture.format != "MPO" else points
            turned = picture.getexif().get(ORIENTATION, 1)
    except Exception as error:  # broken files break their readers in countless ways; bombs are among them
        raise Unsound("no picture") from error
    if points > MOST_POINTS or moving > MOST_MOVING:
        raise Unsound("too large")
    return turned if turned in TURNED else 1


def _exif(turned: int) -> bytes:
    """A list of properties that holds this one."""
    entry = struct.pack("<HHIHH", ORIENTATION, 3, 1, turned, 0)
    return b"II*\x00" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)


# --- JPEG -------------------------------------------------------------------------------------------------
def _jpeg(data: bytes, turned: int) -> bytes:
    """Up to the end of the first picture: telephones put films and further pictures behind it."""
    parts = [b"\xff\xd8"]
    told = _segment(0xE1, b"Exif\x00\x00" + _exif(turned)) if turned != 1 else b""
    for marker, part in _segments(data):
        if told and marker != 0xE0:
            parts.append(told)
            told = b""
        if marker == 0xE0 and part[4:9] == b"JFIF\x00":
            # Without its thumbnail.
            parts.append(_segment(0xE0, part[4:16] + b"\x00\x00"))
        elif _is_of_the_picture(marker, part):
            parts.append(part)
    return b"".join(parts)


def _is_of_the_picture(marker: int, part: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return (marker == 0xE2 and part[4:16] == b"ICC_PROFILE\x00") or (
            marker == 0xEE and part[4:9] == b"Adobe"
        )
    return marker not in range(0xF0, 0xFF)


def _segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + struct.pack(">H", len(content) + 2) + content


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each part after the first two bytes; what is drawn goes with its header."""
    at = 2
    if data[:2] != b"\xff\xd8":
        raise ValueError
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data):
            raise ValueError
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next part begins: 0xFF followed by neither a zero nor the number of a restart."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    raise ValueError


# --- PNG --------------------------------------------------------------------------------------------------
def _png(data: bytes, turned: int) -> bytes:
    parts = [PNG]
    for kind, chunk in _chunks(data):
        if kind == b"IDAT" and turned != 1:
            parts.append(_png_chunk(b"eXIf", _exif(turned)))
            turned = 1
        if kind in PNG_KEPT:
            parts.append(chunk)
    return b"".join(parts)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = len(PNG), b""
    if data[:at] != PNG:
        raise ValueError
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError
        yield kind, data[at:end]
        at = end


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# --- WebP -------------------------------------------------------------------------------------------------
def _webp(data: bytes, turned: int) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError
    size = min(len(data), struct.unpack_from("<I", data, 4)[0] + 8)
    parts = []
    for kind, content in _riff(data[:size], 12):
        if kind == b"VP8X":
            flags = content[0] & ~(HAS_EXIF | HAS_XMP) | (HAS_EXIF if turned != 1 else 0)
            content = bytes((flags,)) + content[1:]
        elif kind == b"ANMF":
            inner = b"".join(_riff_chunk(*one) for one in _riff(content, 16) if one[0] in WEBP_KEPT)
            content = content[:16] + inner
        if kind in WEBP_KEPT:
            parts.append(_riff_chunk(kind, content))
    if turned != 1:
        parts.append(_riff_chunk(b"EXIF", _exif(turned)))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise ValueError
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _riff_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)


CLEANERS: dict[str, Callable[[bytes, int], bytes]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
