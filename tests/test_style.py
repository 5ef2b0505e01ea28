"""The style sheet keeps its promises: light to load, readable in both themes, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

CSS = Path("static/css/alternat.css").read_text(encoding="utf-8")
LIGHT, DARK = re.findall(r":root \{(.*?)\}", CSS, re.S)[:2]
TONES = ["good", "late", "bad", "warn", "work", "part", "still"]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's ratio, 1 to 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground_it_stands_on(theme):
    colour = tokens(theme)
    pairs = [
        (text, ground)
        for text in ("ink", "muted", "link", "brand")
        for ground in ("paper", "surface", "sunken")
    ]
    pairs += [(tone, f"{tone}-bg") for tone in TONES] + [("ink", f"{tone}-bg") for tone in TONES]
    pairs += [(tone, ground) for tone in TONES for ground in ("paper", "surface")] + [("on-brand", "brand")]
    faint = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_and_the_focus_can_be_seen(theme):
    colour = tokens(theme)
    for mark in ("edge", "focus"):
        for ground in ("paper", "surface"):
            assert contrast(colour[mark], colour[ground]) >= 3


def test_the_contrast_formula_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_style_and_font_are_light():
    assert len(CSS.encode()) <= 15 * 1024
    for font in Path("static/fonts").glob("*.woff2"):
        assert font.stat().st_size <= 25 * 1024


def test_the_font_has_every_letter_of_spanish():
    from fontTools.ttLib import TTFont

    has = TTFont("static/fonts/public-sans.woff2").getBestCmap()
    assert [
        letter for letter in "áéíóúüñÁÉÍÓÚÜÑ¿¡«»“”–—…·›°ªº%€0123456789\u00a0" if ord(letter) not in has
    ] == []


def test_nothing_is_asked_from_another_server():
    assert re.findall(r"url\(\"(?!\.\./)[^)]*", CSS) == []
    assert "@import" not in CSS
