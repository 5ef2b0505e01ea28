"""Roadmaps by name, each country's own copy first; and what kind their activities are."""

from django import template

from roadmap.models import Activity, Roadmap

register = template.Library()


@register.filter
def named_for(roadmap: Roadmap, own: str | None) -> str:
    """`{{ roadmap|named_for:own }}`: its parties and years, the reader's country first."""
    return roadmap.short_title_for(own)


@register.filter
def kind_word(kind: str) -> str:
    """ "Conjunta": an activity's kind."""
    return str(Activity.Kind(kind).label)
