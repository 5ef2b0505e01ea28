"""What a device writes into a photograph is not kept; the picture itself stays the same to the last point."""

import hashlib
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps, PngImagePlugin

from accounts import files, pictures

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
PLACE = "Coordenadas secretas 15.84 S"
MAKER, DESCRIPTION, GPS = 0x010F, 0x010E, 0x8825


def drawing(mode: str = "RGB") -> Image.Image:
    """Not the same from any two sides."""
    picture = Image.linear_gradient("L").resize((40, 24)).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, 12, 6))
    return picture.convert(mode)


def saved(picture: Image.Image, extension: str, **more: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, FORMATS[extension], **more)
    return buffer.getvalue()


def written(extension: str, turned: int = 1) -> bytes:
    """With place and device, in all the ways that the format has."""
    exif = Image.Exif()
    exif[MAKER], exif[DESCRIPTION], exif[pictures.ORIENTATION] = "Cámara de Rosa", PLACE, turned
    exif.get_ifd(GPS)[2] = (15.0, 50.0, 24.0)
    more: dict[str, Any] = {"exif": exif.tobytes()}
    if extension == "png":
        more["pnginfo"] = told = PngImagePlugin.PngInfo()
        told.add_text("Location", PLACE)
        told.add_text("Packed", PLACE, zip=True)
        told.add_itxt("XML:com.adobe.xmp", PLACE)
    else:
        more["xmp"] = f"<x:xmpmeta>{PLACE}</x:xmpmeta>".encode()
    if extension == "jpg":
        more["comment"] = PLACE
    return saved(drawing(), extension, **more)


def shown(data: bytes) -> bytes:
    """As a viewer shows it."""
    with Image.open(io.BytesIO(data)) as picture:
        return ImageOps.exif_transpose(picture).convert("RGBA").tobytes()


def properties(data: bytes) -> dict[int, Any]:
    with Image.open(io.BytesIO(data)) as picture:
        assert set(picture.info).isdisjoint({"xmp", "comment", "Location", "Packed", "photoshop"})
        return dict(picture.getexif())


@pytest.mark.parametrize("extension", TYPES)
def test_place_and_device_are_gone_and_the_picture_is_the_same(extension):
    data = written(extension)
    assert PLACE.encode() in data
    kept = pictures.cleaned(data, TYPES[extension])
    assert PLACE.encode() not in kept
    assert b"Rosa" not in kept
    assert properties(kept) == {}
    assert shown(kept) == shown(data)


@pytest.mark.parametrize("turned", [3, 6])
@pytest.mark.parametrize("extension", TYPES)
def test_a_photograph_taken_upright_is_shown_upright(extension, turned):
    data = written(extension, turned)
    kept = pictures.cleaned(data, TYPES[extension])
    assert properties(kept) == {pictures.ORIENTATION: turned}
    assert shown(kept) == shown(data)


@pytest.mark.parametrize("extension", TYPES)
def test_what_has_nothing_written_into_it_stays_as_it_is(extension):
    data = saved(drawing(), extension)
    assert pictures.cleaned(data, TYPES[extension]) == data
    kept = pictures.cleaned(written(extension, 6), TYPES[extension])
    assert pictures.cleaned(kept, TYPES[extension]) == kept


@pytest.mark.parametrize(
    ("extension", "mode", "more"),
    [
        ("jpg", "CMYK", {}),
        ("jpg", "L", {"progressive": True}),
        ("jpg", "RGB", {"icc_profile": b"a profile of colours" * 40}),
        ("jpg", "RGB", {"restart_marker_blocks": 1}),
        ("png", "P", {"transparency": 3}),
        ("png", "I;16", {}),
        ("png", "RGBA", {"icc_profile": b"a profile of colours"}),
        ("webp", "RGBA", {"lossless": True}),
    ],
)
def test_colours_stay_as_they_are(extension, mode, more):
    data = saved(drawing("L").convert(mode) if mode == "I;16" else drawing(mode), extension, **more)
    kept = pictures.cleaned(data, TYPES[extension])
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(kept)) as after:
        assert (before.mode, before.tobytes()) == (after.mode, after.tobytes())
        assert after.info.get("icc_profile") == before.info.get("icc_profile")


@pytest.mark.parametrize("extension", ["png", "webp"])
def test_what_moves_still_moves(extension):
    frames = [drawing(), drawing().rotate(180)]
    data = saved(frames[0], extension, save_all=True, append_images=frames[1:], duration=50)
    with Image.open(io.BytesIO(pictures.cleaned(data, TYPES[extension]))) as kept:
        assert getattr(kept, "n_frames", 1) == 2


@pytest.mark.parametrize("extension", TYPES)
def test_what_is_hung_behind_a_picture_is_cut_off(extension):
    """Films of telephones, archives."""
    data = saved(drawing(), extension)
    assert pictures.cleaned(data + b"PK\x03\x04 and more", TYPES[extension]) == data


def test_the_thumbnail_in_a_jpegs_head_goes_too():
    data = saved(drawing(), "jpg")
    length = int.from_bytes(data[4:6], "big")
    headed = data[:4] + (length + 3).to_bytes(2, "big") + data[6:18] + b"\x01\x01RGB" + data[20:]
    assert b"RGB" in headed[:40]
    assert pictures.cleaned(headed, "image/jpeg") == data


@pytest.mark.parametrize("extension", TYPES)
def test_a_broken_picture_is_refused(extension):
    data = saved(drawing(), extension)
    for broken in (data[:12], data[: len(data) // 2], b"", data[:30] + b"\xff" * 40):
        with pytest.raises(pictures.Unsound):
            pictures.cleaned(broken, TYPES[extension])


def test_a_picture_that_claims_to_be_enormous_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_POINTS", 40 * 24 - 1)
    with pytest.raises(pictures.Unsound, match="too large"):
        pictures.cleaned(saved(drawing(), "png"), "image/png")
    huge = bytearray(saved(drawing("1"), "png"))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(pictures.Unsound):
        pictures.cleaned(bytes(huge), "image/png")


def test_both_hashes_are_told_and_the_clean_picture_is_what_is_kept():
    data = written("jpg")
    examined = files.examine(SimpleUploadedFile("foto.jpg", data))
    kept = examined.file.read()
    assert examined.original_sha256 == hashlib.sha256(data).hexdigest()
    assert (examined.sha256, examined.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert PLACE.encode() not in kept


def test_a_damaged_photograph_is_refused_in_plain_words():
    with pytest.raises(ValidationError, match=r"foto\.jpg"):
        files.examine(SimpleUploadedFile("foto.jpg", saved(drawing(), "jpg")[:200]))
