"""A state, told by a word and a shape; colour comes third. The shapes are in `templates/_glyphs.html`.

Here is the only list of the states' words. What a state is, `completion` and the models decide.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

register = template.Library()

# name: (word, shape, tone)
STATES = {
    "fulfilled": (_("Fulfilled"), "fulfilled", "is-good"),
    "fulfilled_late": (_("Fulfilled late"), "fulfilled_late", "is-late"),
    "overdue": (_("Overdue"), "overdue", "is-bad"),
    "at_risk": (_("At risk"), "at_risk", "is-warn"),
    "in_progress": (_("In progress"), "in_progress", "is-work"),
    "not_started": (_("Not started"), "not_started", ""),
    "partially_fulfilled": (_("Partially fulfilled"), "partially_fulfilled", "is-part"),
    "not_fulfilled": (_("Not fulfilled"), "not_fulfilled", "is-bad"),
    "no_information": (_("No information"), "no_information", "is-none"),
    "withdrawn": (pgettext_lazy("activity", "Withdrawn"), "not_fulfilled", "is-none"),
    # a report's way inside its country
    "draft": (_("Draft"), "draft", "is-none"),
    "submitted": (_("Submitted"), "submitted", "is-work"),
    "validated": (_("Validated"), "validated", "is-good"),
    "returned": (_("Returned"), "returned", "is-warn"),
    "no_report": (_("No report"), "no_information", "is-none"),
    "stale": (_("Out of date"), "waiting", "is-warn"),
    # what the counterpart said
    "agreed": (_("Agreed"), "agreed", "is-good"),
    "observed": (_("Under observation"), "observed", "is-part"),
    "waiting": (_("Waiting for an answer"), "waiting", ""),
    "silent": (_("Without pronouncement"), "silent", "is-warn"),
    "tacit": (_("Tacitly agreed"), "tacit", "is-late"),
    "maintained": (_("Observed, maintained"), "maintained", "is-part"),
    # who reads a comment
    "own_side": (_("Only our side"), "own_side", "is-warn"),
    "both_sides": (_("Both parties"), "both_sides", "is-work"),
    # a roadmap's life
    "in_preparation": (_("In preparation"), "draft", "is-none"),
    "in_force": (_("In force"), "in_progress", "is-work"),
    "finished": (_("Finished"), "fulfilled", ""),
    # a period closing
    "to_sign": (_("Waiting for signatures"), "waiting", "is-work"),
    "fallen": (_("Fallen: the figures changed"), "observed", "is-warn"),
    "closed": (_("Closed by both parties"), "agreed", "is-good"),
    "replaced": (_("Closed, replaced by a later one"), "tacit", "is-late"),
    "void": (_("Void: the figures changed"), "not_fulfilled", "is-none"),
    "taken_back": (pgettext_lazy("closing", "Withdrawn"), "not_fulfilled", "is-none"),
    "not_joint": (_("Not joint"), "observed", "is-warn"),
    "unconfirmed": (_("Historical record, not confirmed"), "observed", "is-warn"),
    "confirmed": (_("Confirmed by both parties"), "agreed", "is-good"),
}


@register.simple_tag
def badge(state: str, word: str = "") -> SafeString:
    """`{% badge figure.state %}`; `word` replaces the usual one. Nothing for a state without a name."""
    if str(state) not in STATES:
        return SafeString("")
    usual, shape, tone = STATES[str(state)]
    return format_html(
        '<span class="badge {}"><svg aria-hidden="true"><use href="#g-{}"/></svg>{}</span>',
        tone,
        shape,
        word or usual,
    )


@register.filter
def state_word(state: str) -> str:
    """The word alone, for a choice or a sentence."""
    return str(STATES[str(state)][0]) if str(state) in STATES else ""
