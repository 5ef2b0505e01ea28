"""What a report may hold: its day, its percentage or milestones. Said in whole sentences, by field."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from roadmap import calendar, plan
from roadmap.models import Activity, ProgressReport

TEXTS = ("description", "difficulties", "next_steps", "value_reached", "explanation")
# What the database keeps; it would round the rest, and 99.99… must never become the 100 that fulfils.
SMALLEST = Decimal("0.000000000001")
FIELDS = ("as_of", "percent", "milestones_met", *TEXTS)


def of(report: Any) -> dict[str, Any]:
    return {name: getattr(report, name) for name in FIELDS}


def check(report: ProgressReport, fields: Mapping[str, Any], *, now: datetime) -> None:
    """Raises ValidationError with one message a field for what cannot be said of this activity."""
    activity, errors = report.activity, {}
    day = calendar.local_day(now, report.country.time_zone)
    if problem := day_problem(activity, fields["as_of"], today=day):
        errors["as_of"] = problem
    if problem := _percent_problem(fields["percent"]):
        errors["percent"] = problem
    keys = plan.milestone_keys_on(activity, fields["as_of"])
    if fields["percent"] is not None and keys:
        errors["percent"] = _("The progress of this activity is told by its milestones, not by a percentage.")
    if unknown := sorted(set(fields["milestones_met"]) - keys):
        errors["milestones_met"] = _("This activity has no such milestone: %(keys)s.") % {
            "keys": ", ".join(unknown)
        }
    if errors:
        raise ValidationError(errors)


def missing(report: ProgressReport, *, now: datetime) -> dict[str, list[str]]:
    """By field, what keeps the report from being submitted; empty where nothing does."""
    try:
        check_complete(report, now=now)
    except ValidationError as error:
        return error.message_dict
    return {}


def check_complete(report: ProgressReport, *, now: datetime) -> None:
    """What a draft may still lack and a submitted report may not."""
    check(report, of(report), now=now)
    errors = {}
    if report.percent is None and not plan.milestones_on(report.activity, report.as_of):
        errors["percent"] = _("Write the progress as a percentage from 0 to 100.")
    if not report.description.strip():
        errors["description"] = _("Tell what was done, even if it is little.")
    if errors:
        raise ValidationError(errors)


def day_problem(activity: Activity, day: date, *, today: date) -> str:
    """Why nobody can report on the activity for that day; empty if one can. `today` is the reporting country's."""
    roadmap = activity.roadmap
    if day < roadmap.start:
        return _("The cutoff date cannot be before %(day)s, when the roadmap begins.") % {
            "day": _day(roadmap.start)
        }
    if day > today:
        return _("The cutoff date cannot be in the future: today is %(day)s.") % {"day": _day(today)}
    if activity.effective_from and day < activity.effective_from:
        return _("This activity is part of the roadmap from %(day)s on.") % {
            "day": _day(activity.effective_from)
        }
    if activity.withdrawn_on and day >= activity.withdrawn_on:
        return _("This activity was withdrawn on %(day)s.") % {"day": _day(activity.withdrawn_on)}
    return ""


def _percent_problem(percent: Decimal | None) -> str:
    if percent is None:
        return ""
    if not percent.is_finite():
        return _("Write the progress as a percentage from 0 to 100.")
    if not 0 <= percent <= 100:
        return _("The progress goes from 0 to 100: %(value)s is outside.") % {
            "value": formats.localize(percent.normalize(), use_l10n=True)
        }
    if percent != percent.quantize(SMALLEST):
        return _("Write the progress with fewer decimals: 12 at most.")
    return ""


def _day(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
