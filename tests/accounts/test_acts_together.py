"""Acts at once, in threads of their own: one chain, no gap, nothing twice, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts import acts, verifying
from accounts.models import Institution, LedgerChain
from tests.build import make_institution

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_both]
NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
PEOPLE, TURNS = 4, 5


@pytest.mark.parametrize("begun", [False, True])
def test_acts_at_once_are_entered_one_after_the_other(begun: bool) -> None:
    rows = [make_institution("PE", f"I{number}") for number in range(PEOPLE)]
    if begun:
        acts.happened("before", chain="platform", by=None, now=NOW)
    barrier = Barrier(PEOPLE)

    def work(row: Institution) -> None:
        barrier.wait(timeout=20)
        try:
            for turn in range(TURNS):
                with acts.opened("rename", by=None, now=NOW):
                    row.name = f"{row.acronym} {turn}"
                    row.save(update_fields=["name"])
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(work, rows))
    # The first entry holds what was there before.
    assert LedgerChain.objects.get(name="platform").number == PEOPLE * TURNS + 1 + begun
    assert verifying.walk().findings == []
