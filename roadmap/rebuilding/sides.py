"""Who alone may read a state. With the copies of both parties it is seen in which of them it is; with one alone
the rules of the models say it, by what the state itself and those around it tell.
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models.ledger import Recorded
from accounts.states import EVERYBODY, recorded_models
from roadmap.rebuilding.merging import Merged
from roadmap.rebuilding.reading import Refused


class Sides:
    """`known`: the states around, as they stood after the act."""

    def __init__(self, found: Merged, known: dict[str, dict[str, Any]]) -> None:
        self._found, self.known = found, known
        self._records = {model.RECORD.kind: model.RECORD for model in recorded_models()}

    def of(self, ref: str, sha256: str | None) -> str:
        """Raises Refused where a copy holds what by the state's own words its party may not read."""
        seen = self._found.seen.get(sha256 or "", set())
        if not seen:
            return EVERYBODY
        record, fields = self._records.get(ref.replace("@", "/").partition("/")[0]), self.known.get(ref)
        if record is None or fields is None:
            return min(seen)
        by_rule = self._by_rule(record, fields)
        if by_rule and not record.told and (others := seen - {by_rule}):
            told = {"party": min(others), "ref": ref, "country": by_rule}
            raise Refused(
                _("What is given as the copy of %(party)s holds what %(country)s alone reads: %(ref)s.")
                % told
            )
        if len(seen) > 1:
            return EVERYBODY
        return min(seen) if len(self._found.parties) > 1 or by_rule else EVERYBODY

    def _by_rule(self, record: Recorded, fields: dict[str, Any]) -> str | None:
        """The country that alone may read it; so it is wherever that cannot be known."""
        row = {name: value for column, value in fields.items() for name in (column, f"{column}_id")}
        row |= {path: self._around(fields, path) for path in record.told}
        return record.side(row)

    def _around(self, fields: dict[str, Any], path: str) -> Any:
        name, _mark, column = path.partition("__")
        other = self.known.get(str(fields.get(name)), {})
        return other.get(column, other.get(column.removesuffix("_id")))
