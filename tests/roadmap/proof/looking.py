"""A signed file as the product looks at it, with the roots of two invented states."""

import hashlib
from datetime import timedelta

from roadmap.proof import pades, roots
from roadmap.proof.answers import Accepted, Examined, Original
from tests.roadmap.proof import signing
from tests.roadmap.proof.signing import SIGNED, root

RECEIVED = SIGNED + timedelta(hours=2)


def known(*countries: str) -> roots.Roots:
    return {country: tuple(roots.certificates(root(country).pem)) for country in countries}


def look(content: bytes, **given) -> Examined:
    base = given.pop("base", signing.original())
    accepted = tuple(
        Accepted(len(one), hashlib.sha256(one).hexdigest(), at) for one, at in given.pop("accepted", ())
    )
    originals = [Original("BO", len(base), hashlib.sha256(base).hexdigest(), accepted)]
    given = {"roots": known("BO", "PE"), "at": RECEIVED, **given}
    return pades.examine(content, originals=originals, **given)


def refused(content: bytes, **given) -> tuple[str, ...]:
    """Why: problems of the file, or else of its signatures."""
    found = look(content, **given)
    assert found.verdict("BO") == "refused"
    return found.problems or tuple(problem for one in found.signatures for problem in one.problems)
