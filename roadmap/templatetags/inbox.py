"""What is to be done, in the words of the inbox, for letters."""

from django import template
from django.conf import settings

from roadmap.inbox.words import words

register = template.Library()


@register.filter
def to_do(kind: str) -> str:
    """`{{ item.kind|to_do }}`"""
    return str(words(kind))


@register.filter
def address(path: str) -> str:
    """The whole address of a page, for letters that tell of more than one."""
    return settings.SITE_URL.rstrip("/") + path
