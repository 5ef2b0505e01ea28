"""What the texts of the matrix hold, written for readers: days as the reader's country writes them."""

from django import template
from django.utils import formats

from roadmap.preparation import content

register = template.Library()


@register.filter
def day(text: str) -> str:
    """ "31/12/2027" of an ISO day; what is no day stays as it is."""
    found = content.day(text or "")
    return formats.date_format(found, "SHORT_DATE_FORMAT") if found else text
