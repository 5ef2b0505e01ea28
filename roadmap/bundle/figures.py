"""The figures of every cutoff date that has come, and of today: as the pages show them, with all they are made from."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from accounts import ledger
from roadmap import summary
from roadmap.bundle.archive import Archive
from roadmap.models import ProgressReport, Roadmap
from roadmap.plan import latest_as_of
from roadmap.summary import frozen
from roadmap.summary.frozen.texts import Committing
from roadmap.summary.frozen.writing import content_of


def days_of(roadmap: Roadmap, now: datetime) -> list[date]:
    """Today is the day of whichever party is further."""
    today = latest_as_of(roadmap, now)
    passed = roadmap.cutoff_dates.filter(day__lt=today, day__gte=roadmap.start)
    days = [*passed.order_by("day").values_list("day", flat=True), today]
    return [day for day in days if day >= roadmap.start]


def size_of(roadmap: Roadmap) -> int:
    """About how many bytes a day is."""
    reports = ProgressReport.objects.filter(activity__roadmap=roadmap).count()
    return 15_000 + roadmap.activities.count() * 3000 + reports * 1500


def hold(
    folder: Path, roadmap: Roadmap, days: Iterable[date], now: datetime, each: Callable[[], None]
) -> None:
    """Into files of the folder: they are wanted in the copy only once it is known that they fit the record."""
    for day in days:
        _hold(folder, roadmap, day, now)
        each()


def _hold(folder: Path, roadmap: Roadmap, day: date, now: datetime) -> None:
    """Part by part: thousands of reports need not stand in memory as rows, as content and as text at once."""
    texts = Committing(_Salts(f"{roadmap.code}/{day}"))
    content = content_of(
        summary.live(roadmap, as_of=day, known_at=now, now=now, detail=True),
        texts,
    )
    with Path(folder, f"{day}.json").open("w", encoding="utf-8") as file:
        before = "{"
        for name in sorted(content):
            file.write(f"{before}{ledger.canonical(name)}:{ledger.canonical(content.pop(name))}")
            before = ","
        file.write("}")
    Path(folder, f"{day}.texts.json").write_text(texts_of(texts.kept), "utf-8")


def write_figures(archive: Archive, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        with path.open("rb") as source:
            archive.copy(f"figures/{path.name}", source)


def texts_of(texts: Iterable[frozen.SaltedText]) -> str:
    return ledger.canonical({row.sha256: {"salt": row.salt, "text": row.text} for row in texts})


class _Salts:
    """The same in every copy of the same figures, and nothing that anybody without the server's key could guess."""

    def __init__(self, place: str) -> None:
        self._key = hashlib.sha256(f"alternat-bundle/{settings.SECRET_KEY}".encode()).digest()
        self._place, self._number = place, 0

    def __call__(self, text: str) -> str:
        self._number += 1
        told = f"{self._place}\n{self._number}\n{text}".encode()
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()[:32]
