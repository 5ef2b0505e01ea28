"""What several copies hold together. They are of one server: of each chain one is the beginning of the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models.ledger import PLATFORM
from roadmap.rebuilding.reading import Bundle, Refused, body_of, loaded


class Entry(NamedTuple):
    """One of a chain; `body` None where no copy may read it."""

    number: int
    previous: str
    content: str
    hash: str
    body: str | None


@dataclass(slots=True)
class Merged:
    """`payloads`: every state that any of the copies holds, by hash; `seen`: by which parties. `people`: whoever is
    named. `removed`: the hashes of what was taken away by order: it does not come back from an older copy.
    """

    bundles: Sequence[Bundle]
    chains: dict[str, list[Entry]] = field(default_factory=dict)
    payloads: dict[str, str] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    @property
    def parties(self) -> set[str]:
        return {bundle.party for bundle in self.bundles}

    def of(self, code: str) -> list[Bundle]:
        """The copies of one roadmap."""
        return [bundle for bundle in self.bundles if bundle.roadmap == code]


def merged(bundles: Sequence[Bundle]) -> Merged:
    """Raises Refused where they do not belong together."""
    _belong_together(bundles)
    found = Merged(bundles)
    for bundle in bundles:
        for chain, path in bundle.chains.items():
            known = found.chains.get(chain, [])
            found.chains[chain] = _joined(chain, known, list(_entries(bundle, path)), bundle)
        found.people |= bundle.json("record/people.json", {})
        for stone in bundle.json("record/tombstones.json", []):
            found.removed.update(sha256 for _ref, sha256 in stone["taken"])
    for body in (loaded(entry.body) for chain in found.chains.values() for entry in chain if entry.body):
        found.removed.update(body["facts"].get("removed", ()))
    for bundle in bundles:
        for payload in bundle.lines("record/things.jsonl"):
            sha256 = ledger.sha256(payload)
            if sha256 not in found.removed:
                found.payloads[sha256] = payload
                found.seen.setdefault(sha256, set()).add(bundle.party)
    return found


def _belong_together(bundles: Sequence[Bundle]) -> None:
    known: dict[tuple[str, str], Bundle] = {}
    for bundle in bundles:
        twin = known.setdefault((bundle.roadmap, bundle.party), bundle)
        if twin is not bundle:
            told = {"one": twin.path.name, "other": bundle.path.name, "party": bundle.party}
            raise Refused(
                _("%(one)s and %(other)s are both the copy of %(party)s: give one copy of each party.") % told
            )


def _entries(bundle: Bundle, path: str) -> Iterator[Entry]:
    for line in bundle.lines(path):
        row = loaded(line)
        body = body_of(row)
        if body is not None and loaded(body)["side"] not in (None, bundle.party):
            told = {"file": bundle.path.name, "party": bundle.party, "number": row["number"]}
            raise Refused(
                _("%(file)s is no copy of %(party)s: entry %(number)s is for the other party alone.") % told
            )
        yield Entry(row["number"], row["previous"], row["content"], row["hash"], body)


def _joined(chain: str, known: list[Entry], more: list[Entry], bundle: Bundle) -> list[Entry]:
    """The longer one, with every body that either holds. Raises Refused where they part."""
    longer, shorter = (known, more) if len(known) >= len(more) else (more, known)
    for one, other in zip(longer, shorter, strict=False):
        if one.hash != other.hash:
            told = {"file": bundle.path.name, "chain": chain, "number": one.number}
            raise Refused(
                _(
                    "%(file)s tells another story than the copy before it: the chains %(chain)s part at entry "
                    "%(number)s. One of them was written anew."
                )
                % told
            )
    both = [
        one if one.body is not None else one._replace(body=other.body)
        for one, other in zip(longer, shorter, strict=False)
    ]
    return both + longer[len(shorter) :]


def order(chain: str) -> tuple[bool, str]:
    """The platform's first: what roadmaps refer to."""
    return chain != PLATFORM, chain
