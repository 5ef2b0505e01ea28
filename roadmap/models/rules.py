"""The rules that both parties accept with a roadmap: what is looked at before submission, when people are reminded."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ANSWER_DAYS = 30
MINIMUM_TEXT = 20
SIGN_DAYS = 15


class Check(TextChoices):
    """What is looked at before a report is submitted, and again before it is validated."""

    EVIDENCE = "evidence", _("Evidence is attached, where the roadmap requires it")
    LOWER = "lower", _("Progress lower than the last validated one is explained")
    EARLY_MILESTONE = "early_milestone", _("No milestone is met before its date")
    SHORT_TEXT = "short_text", _("The text says enough")
    APPROVAL = "approval", _("The institution's authority gave its approval")


class Level(TextChoices):
    OFF = "off", _("Is not looked at")
    WARN = "warn", _("Warns")
    BLOCK = "block", _("Blocks")


def default_checks() -> dict[str, str]:
    return {
        Check.EVIDENCE.value: Level.WARN.value,
        Check.LOWER.value: Level.BLOCK.value,
        Check.EARLY_MILESTONE.value: Level.WARN.value,
        Check.SHORT_TEXT.value: Level.WARN.value,
        Check.APPROVAL.value: Level.BLOCK.value,
    }


def default_reminders() -> dict[str, list[int]]:
    """Days before and after a cutoff date; days that an approval, a validation, an answer has been waiting."""
    return {"before": [15, 5, 1], "after": [1, 7, 15], "waiting": [3, 7, 14]}


def reminders_of(stored: dict[str, list[int]]) -> dict[str, list[int]]:
    """The ladder of a roadmap, also the parts that it does not name. An empty part means: nobody is reminded."""
    return {**default_reminders(), **stored}
