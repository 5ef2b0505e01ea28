"""Roadmaps by name, each country's own copy first."""

from django import template

from roadmap.models import Roadmap

register = template.Library()


@register.filter
def named_for(roadmap: Roadmap, own: str | None) -> str:
    """`{{ roadmap|named_for:own }}`: its parties and years, the reader's country first."""
    return roadmap.short_title_for(own)
