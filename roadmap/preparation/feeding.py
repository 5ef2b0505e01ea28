"""What the next roadmap begins with: the activities of the one before it that are not fulfilled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from roadmap import completion, summary
from roadmap.models import Responsibility, Roadmap
from roadmap.preparation.content import Content, canonical
from roadmap.summary import ActivityRow

# The matrix is a text of both states: it is written in Spanish, whoever opens the room.
LANGUAGE = "es"


@dataclass(frozen=True, slots=True)
class Fed:
    """A row to begin with: the activity that it continues, and its text."""

    activity_id: int
    content: Content


def unfinished(previous: Roadmap, *, today: date, now: datetime) -> list[Fed]:
    """The committed activities of `previous` that are not fulfilled at its end, or today where that is earlier."""
    as_of = max(min(previous.end, today), previous.start)
    found = summary.live(previous, as_of=as_of, now=now)
    responsibles = _responsibles(previous)
    with translation.override(LANGUAGE):
        return [
            Fed(row.id, _content(row, as_of, responsibles.get(row.id, {})))
            for row in found.activities
            if row.state is not None and not row.fulfilled
        ]


def _content(row: ActivityRow, as_of: date, responsibles: dict[str, list[dict[str, str | None]]]) -> Content:
    """Same title, kind and responsibles; the old result is the baseline; when, is to be proposed."""
    return canonical(
        {
            "number": row.number,
            "title": row.title,
            "axis": row.axis_title,
            "kind": row.kind,
            "weight": f"{row.weight:f}",
            "indicator": row.indicator,
            "unit": row.unit,
            "baseline": _baseline(row, as_of),
            "target": row.target,
            "means_of_verification": row.means_of_verification,
            "cooperation": row.cooperation,
            "funding": row.funding,
            "responsibles": responsibles,
            "milestones": list(_milestones_to_meet(row)),
        }
    )


def _baseline(row: ActivityRow, as_of: date) -> str:
    return _("%(value)s %% on %(day)s") % {
        "value": completion.whole(row.value),
        "day": as_of.strftime("%d/%m/%Y"),
    }


def _responsibles(previous: Roadmap) -> dict[int, dict[str, list[dict[str, str | None]]]]:
    """Who answers, by the activity's id and by side."""
    found: dict[int, dict[str, list[dict[str, str | None]]]] = {}
    rows = Responsibility.objects.filter(activity__roadmap=previous).select_related("institution")
    for row in rows.order_by("position", "id"):
        who = {"acronym": row.institution.acronym, "of": row.institution.country_id, "role": row.role}
        found.setdefault(row.activity_id, {}).setdefault(row.country_id, []).append(who)
    return found


def _milestones_to_meet(row: ActivityRow) -> Iterator[dict[str, str]]:
    """Those that a responsible country does not attest yet; their dates are to be proposed."""
    for stone in row.milestones:
        if not set(row.countries) <= set(stone.met_by):
            yield {"key": stone.key, "title": stone.title, "due": "", "weight": f"{stone.weight:f}"}
