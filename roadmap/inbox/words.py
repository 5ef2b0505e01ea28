"""What is to be done, in words: on the inbox, in reminders. One line for each `Pending.kind`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    # Reports of progress: to begin, to go on with, the authority's approval, the secretariat's decision
    "report": _("Report progress"),
    "write": _("Go on with the draft"),
    "returned": _("Correct and hand in again"),
    "approve": _("Give the approval of the institution"),
    "validate": _("Validate or return"),
    # Between the parties
    "answer": _("Answer the counterpart's report"),
    "reply": _("Reply to the observation"),
    "step": _("Answer the proposed step"),
    "void_step": _("Propose the step again: the content changed"),
    "amendment": _("Answer the proposed modification"),
    "closing": _("Sign the period closing"),
    "state_signature": _("Have your ministry sign what the other one signed"),
    "expungement": _("Confirm that data are taken away"),
    "preparation": _("Answer the proposals for the next roadmap"),
    # People and institutions
    "appointment": _("Renew the appointment or name a successor"),
    "institution": _("Say who takes over from the institution"),
    "take_note": _("Take note of an institutional change"),
}

# The same as whoever waits for it says it, where the other party has to do it.
WORDS_OF_WHOEVER_WAITS: dict[str, str | Promise] = {
    "answer": _("Answer our report"),
    "amendment": _("Answer our proposal"),
}


def words(kind: str) -> str | Promise:
    """What people read who have to do it; a kind without words is a mistake that a test finds."""
    return WORDS[kind]


def words_for_others(kind: str, *, is_ours: bool) -> str | Promise:
    """What people read who wait for it; `is_ours`: it is their own country's report or proposal."""
    return WORDS_OF_WHOEVER_WAITS.get(kind, WORDS[kind]) if is_ours else WORDS[kind]
