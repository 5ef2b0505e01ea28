"""`{% picture "name" "what it shows" %}`: a picture of the help, in the language of the page."""

from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

register = template.Library()
# Pictures are taken with four dots for three pixels of the page.
DENSITY = 4 / 3


@register.simple_tag
def picture(name: str, alt: str) -> SafeString:
    """The picture with the room it takes, so that the text does not jump; it opens in full on a phone."""
    path = f"img/help/{(get_language() or 'es').split('-')[0]}/{name}.webp"
    width, height = _size(path)
    return format_html(
        '<figure><div class="table-wrap"><a href="{src}"><img src="{src}" width="{width}" height="{height}"'
        ' alt="{alt}" loading="lazy"></a></div><figcaption class="small muted">{caption}</figcaption></figure>',
        src=static(path),
        width=width,
        height=height,
        alt=alt,
        caption=_("Demonstration data"),
    )


@cache
def _size(path: str) -> tuple[int, int]:
    """Pixels of the page. Raises FileNotFoundError: the tests open every page in every language."""
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    with Image.open(found) as image:
        return round(image.width / DENSITY), round(image.height / DENSITY)
