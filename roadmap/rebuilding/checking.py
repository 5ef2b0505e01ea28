"""Before anything is certain: every figure must be that of the copies, and the record must fit every row."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import verifying
from roadmap import summary
from roadmap.models import Roadmap
from roadmap.rebuilding.filling import figures_of
from roadmap.rebuilding.merging import Merged
from roadmap.rebuilding.reading import Refused
from roadmap.summary.frozen.texts import Committing, fresh
from roadmap.summary.frozen.writing import content_of

TOLD = 5


def require_parties(found: Merged, roadmaps: Iterable[Roadmap]) -> None:
    """Each copy is of a roadmap of the record, and for one of its two parties."""
    parties = {row.code: (row.party_a_id, row.party_b_id) for row in roadmaps}
    for bundle in found.bundles:
        if bundle.party not in parties.get(bundle.roadmap, ()):
            told = {"file": bundle.path.name, "party": bundle.party, "roadmap": bundle.roadmap}
            raise Refused(_("%(file)s: %(party)s is no party of the roadmap %(roadmap)s.") % told)


def check(found: Merged) -> tuple[int, verifying.Walk]:
    """How many days' figures were compared, and what was looked at. Raises Refused at the first that is another."""
    walked = verifying.walk()
    if walked.findings:
        told = "; ".join(f"{one.place}: {one.text}" for one in walked.findings[:TOLD])
        raise Refused(_("What was rebuilt does not fit its record: %(what)s") % {"what": told})
    days = 0
    for bundle in found.bundles:
        roadmap = Roadmap.objects.with_parties().get(code=bundle.roadmap)
        for path in figures_of(bundle):
            _compare(roadmap, path, bundle.json(path))
            days += 1
    return days, walked


def _compare(roadmap: Roadmap, path: str, content: dict[str, Any]) -> None:
    known_at = datetime.fromisoformat(content["known_at"])
    rebuilt = content_at(roadmap, date.fromisoformat(content["as_of"]), known_at)
    for part in ("figures", "original"):
        was, now = _figures(content[part], part), _figures(rebuilt[part], part)
        if was != now:
            told = {"path": path, "roadmap": roadmap.code}
            raise Refused(
                _("The figures of %(path)s (%(roadmap)s) come out otherwise on this server.") % told
            )


def content_at(roadmap: Roadmap, as_of: date, known_at: datetime) -> dict[str, Any]:
    """As a copy holds it."""
    shown = summary.live(roadmap, as_of=as_of, known_at=known_at, now=known_at, detail=True)
    return content_of(shown, Committing(fresh))


def _figures(part: dict[str, Any] | None, name: str) -> Any:
    return part["figures"] if part and name == "original" else part
