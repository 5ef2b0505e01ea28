"""Once a day for each capital: the heads of its chains are kept, signed, and written to its secretariat.

A run that was missed is caught up by the next one: a later head proves all that an earlier one would have.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import appointments, ledger, letters
from accounts.models import Country, LedgerChain, Role
from accounts.models.ledger import PLATFORM
from accounts.states import chain_of
from roadmap.heads import signing
from roadmap.models import Roadmap, SentHead


def send(now: datetime) -> int:
    """How many heads went out. A country's people in office get one letter with all that are due."""
    parties = Roadmap.objects.order_by().values_list("party_a", "party_b").distinct()
    countries = Country.objects.filter(pk__in={code for pair in parties for code in pair}).order_by("pk")
    return sum(_to_capital(country, now) for country in countries)


@transaction.atomic
def _to_capital(country: Country, now: datetime) -> int:
    today = appointments.today_in(country, now)
    gone = set(SentHead.objects.filter(country=country, day=today).values_list("chain", flat=True))
    due = [_kept(chain, country, today, now) for chain in _chains(country) if chain.name not in gone]
    if not due:
        return 0
    told = {"day": today.isoformat(), "lines": [head.line for head in due]}
    for person in appointments.in_office(Role.SECRETARIAT, country, now=now):
        letters.at_once("heads", person, path=reverse("roadmap:head-list"), by=None, now=now, **told)
    return len(due)


def _chains(country: Country) -> Iterable[LedgerChain]:
    """Of its roadmaps, and the platform's, as far as anything was entered."""
    codes = Roadmap.objects.filter(Q(party_a=country) | Q(party_b=country)).values_list("code", flat=True)
    names = [PLATFORM, *map(chain_of, codes)]
    return LedgerChain.objects.filter(name__in=names, number__gte=1).order_by("name")


def _kept(chain: LedgerChain, country: Country, day: date, now: datetime) -> SentHead:
    head = SentHead(country=country, day=day, chain=chain.name, number=chain.number, hash=chain.hash, at=now)
    head.signed = signing.signed(
        {
            "chain": chain.name,
            "number": chain.number,
            "hash": chain.hash,
            "at": ledger.instant(now),
            "day": day.isoformat(),
            "country": country.pk,
            "server": settings.SITE_URL,
        }
    )
    _as_file(head)
    head.save(force_insert=True)
    return head


def _as_file(head: SentHead) -> None:
    """Whole or not at all."""
    path = Path(settings.DATA_DIR, "heads", head.file_name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(f"{head.signed}\n", encoding="utf-8")
    half.replace(path)


def of_roadmap(roadmap: Roadmap, party: str) -> QuerySet[SentHead]:
    """Those that went to the party about this roadmap and the platform."""
    return SentHead.objects.filter(country=party, chain__in=[PLATFORM, chain_of(roadmap.code)])
