"""The record of a long life, and how long it takes to walk it. `python -m tests.bench.proof 100000`"""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import ledger, verifying  # noqa: E402
from accounts.models import LedgerChain, LedgerEntry  # noqa: E402

BATCH = 2000


def measure(entries: int) -> dict[str, float]:
    """How many entries a second are verified, from the database; what was made for it fits."""
    call_command("migrate", interactive=False, verbosity=0)
    chain = LedgerChain.objects.create(name="roadmap/bench", hash=ledger.BEGINNING)
    _fill(chain, entries)
    start = time.perf_counter()
    found = verifying.chain_findings(chain)
    seconds = time.perf_counter() - start
    assert not found, found[:3]
    return {"entries": entries, "seconds": round(seconds, 2), "entries_per_s": round(entries / seconds)}


def _fill(chain: LedgerChain, entries: int) -> None:
    """As `accounts.chains` writes them, many at once: one validation after the other."""
    now, rows = timezone.now(), []
    for number in range(1, entries + 1):
        things = [[f"report/{number}", ledger.sha256(str(number))], [f"evidence/{number}", chain.hash]]
        body = ledger.canonical(
            {
                "at": ledger.instant(now),
                "by": "person/12",
                "country": "PE",
                "event": "progress.validate",
                "facts": {},
                "salt": chain.hash[:32],
                "side": None,
                "things": things,
            }
        )
        content = ledger.sha256(body)
        sealed = ledger.link(chain.name, number, chain.hash, content)
        rows.append(
            LedgerEntry(
                chain=chain,
                number=number,
                at=now,
                event="progress.validate",
                body=body,
                previous=chain.hash,
                content=content,
                hash=sealed,
            )
        )
        chain.number, chain.hash = number, sealed
    LedgerEntry.objects.bulk_create(rows, batch_size=BATCH)
    chain.save()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
