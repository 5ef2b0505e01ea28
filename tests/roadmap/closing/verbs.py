"""The verbs with what the tests usually give them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from roadmap import closing
from roadmap.models import PeriodClosing, Roadmap
from tests.build import NOON

CUTOFF = date(2026, 4, 30)
LATER = NOON + timedelta(hours=1)


def propose(roadmap: Roadmap, by: User, **given: Any) -> PeriodClosing:
    return closing.propose(
        roadmap.pk, cutoff=given.pop("cutoff", CUTOFF), by=by, now=given.pop("now", NOON), **given
    )


def sign(
    found: PeriodClosing,
    by: User,
    *,
    now: datetime = LATER,
    remarks: Sequence[closing.Remark] = (),
    second_factor: str = "totp",
) -> PeriodClosing:
    return closing.sign(
        found.pk,
        content_sha256=found.content_sha256,
        remarks=remarks,
        by=by,
        now=now,
        second_factor=second_factor,
    )
