"""The milestones that a report may attest: those in force on its own day, not only today's."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from roadmap.models import Activity, Milestone


def milestone_keys_on(activity: Activity, day: date) -> set[str]:
    """The keys in force on the day; one query, a second one where something was agreed for later."""
    amended_on = activity.roadmap.amended_on
    if amended_on is not None and amended_on > day:
        later = activity.amendments.in_effect_after(day).values_list("before", flat=True)
        for before in later:
            if "milestones" in before:
                return {stone["key"] for stone in before["milestones"]}
    return set(activity.milestones.values_list("key", flat=True))


def milestones_to_report(activity: Activity) -> list[Milestone]:
    """Those of the plan and, for reports on earlier days, those that went, with the day until which they stood."""
    current = list(activity.milestones.all())
    if activity.roadmap.amended_on is None:
        return current
    gone: dict[str, Milestone] = {}
    keys = {stone.key for stone in current}
    for row in activity.amendments.accepted():
        for stone in row.before.get("milestones", ()):
            if stone["key"] not in keys and row.effective_on is not None:
                gone[stone["key"]] = _gone(stone, row.effective_on)
    return [*current, *gone.values()]


def _gone(stone: dict[str, str], until: date) -> Milestone:
    words = _("%(title)s (until %(day)s, when it was withdrawn)")
    told = {"title": stone["title"], "day": formats.date_format(until, "SHORT_DATE_FORMAT")}
    return Milestone(key=stone["key"], title=words % told)
