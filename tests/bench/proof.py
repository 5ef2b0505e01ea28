"""The record of a long life, a large roadmap that is closed: how long it takes, and what a closing's page asks.

python -m tests.bench.proof '{"entries": 100000, "activities": 200, "reports": 25}'   (reports: of each activity)
"""

import json
import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import ledger, verifying  # noqa: E402
from accounts.models import LedgerChain, LedgerEntry, Role, User  # noqa: E402
from roadmap import closing  # noqa: E402
from roadmap.models import ProgressReport  # noqa: E402
from tests.build import make_user  # noqa: E402
from tests.generator import Shape, fill  # noqa: E402

BATCH = 2000


def measure(entries: int, activities: int, reports: int) -> dict[str, float]:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return {**_walked(entries), **_closed(activities, reports)}


def _walked(entries: int) -> dict[str, float]:
    """How many entries a second are verified, from the database; what was made for it fits."""
    chain = LedgerChain.objects.create(name="roadmap/bench", hash=ledger.BEGINNING)
    _fill(chain, entries)
    start = time.perf_counter()
    found = verifying.chain_findings(chain)
    seconds = time.perf_counter() - start
    assert not found, found[:3]
    return {"entries": entries, "entries_per_s": round(entries / seconds)}


def _closed(activities: int, reports: int) -> dict[str, float]:
    """Proposed, signed by both, sealed: seconds of each, and the queries of its page."""
    reverse("roadmap:roadmap-list")  # as in a process that serves pages: all of them are loaded
    roadmap = fill(Shape(activities=activities, reports=reports, history=False))[0]
    one, other = (
        make_user(f"bench.{code}@example.org", Role.SECRETARIAT, code, "ST") for code in ("PE", "BO")
    )
    now = timezone.now()
    began = time.perf_counter()
    found = closing.propose(roadmap.pk, cutoff=closing.closable(roadmap, now)[0], by=one, now=now)
    proposed = time.perf_counter()
    for person in (one, other):
        seen = found.content_sha256
        closing.sign(found.pk, content_sha256=seen, by=person, now=timezone.now(), second_factor="totp")
    ended = time.perf_counter()
    found.refresh_from_db()
    assert found.is_sealed
    return {
        "reports": ProgressReport.objects.filter(activity__roadmap=roadmap).count(),
        "propose_s": round(proposed - began, 1),
        "sign_s": round(ended - proposed, 1),
        "close_s": round(ended - began, 1),
        "page_queries": _asked(found.get_absolute_url(), one),
    }


def _asked(path: str, person: User) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


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
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
