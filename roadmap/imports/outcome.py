"""What an import did or would do, in words for people: lines of what is created or changed, notices, counts."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

Difference = tuple[str, str, str]
NOUNS = {
    "roadmap": _("Roadmap"),
    "declared_figure": _("Declared figure"),
    "cutoff_date": _("Cutoff dates"),
    "institution": _("Institutions"),
    "axis": _("Axes"),
    "activity": _("Activities"),
    "responsibility": _("Responsible institutions"),
    "milestone": _("Milestones"),
    "progress_report": _("Progress reports"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is created or changed; `differences` are (what, before, after)."""

    action: str
    noun: str
    label: str
    differences: tuple[Difference, ...] = ()

    @property
    def noun_word(self) -> str:
        return str(NOUNS[self.noun])


@dataclass(slots=True)
class Outcome:
    """Filled while rows are compared with the database; the same object serves preview and result."""

    code: str
    lines: list[Line] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)
    _noticed: set[str] = field(
        default_factory=set, repr=False
    )  # a large workbook may have a notice on every row

    def created(self, noun: str, label: str) -> None:
        self.lines.append(Line("created", noun, label))

    def changed(self, noun: str, label: str, differences: Iterable[Difference]) -> None:
        self.lines.append(Line("changed", noun, label, tuple(differences)))

    def same(self, noun: str, count: int = 1) -> None:
        self.unchanged[noun] += count

    def notice(self, text: str) -> None:
        if text not in self._noticed:
            self._noticed.add(text)
            self.notices.append(text)

    def count(self, action: str) -> Counter[str]:
        return Counter(line.noun for line in self.lines if line.action == action)

    @property
    def changes_nothing(self) -> bool:
        return not self.lines

    def fingerprint(self) -> str:
        """SHA-256 of everything that a preview shows: equal only where it would do the same."""
        return hashlib.sha256(
            repr((self.lines, self.notices, sorted(self.unchanged.items()))).encode()
        ).hexdigest()

    def by_noun(self) -> list[tuple[str, int, int, int]]:
        """(noun, created, changed, unchanged) of each kind of thing in the workbook, in words for a table."""
        created, changed = self.count("created"), self.count("changed")
        nouns = [noun for noun in NOUNS if created[noun] or changed[noun] or self.unchanged[noun]]
        return [(str(NOUNS[noun]), created[noun], changed[noun], self.unchanged[noun]) for noun in nouns]

    def as_dict(self) -> dict[str, Any]:
        """Counts by noun, for `import_roadmap --json`."""
        return {
            "roadmap": self.code,
            "created": dict(self.count("created")),
            "changed": dict(self.count("changed")),
            "unchanged": dict(self.unchanged),
            "notices": self.notices,
        }


def differences(instance: models.Model, values: dict[str, Any]) -> list[Difference]:
    """(verbose name, old, new) of each field whose stored value differs."""
    found = []
    for name, new in values.items():
        model_field: models.Field[Any, Any] = instance._meta.get_field(name)  # type: ignore[assignment]
        old = getattr(instance, model_field.attname)
        if isinstance(new, models.Model):
            if old != new.pk:
                found.append((str(model_field.verbose_name), str(getattr(instance, name) or "—"), str(new)))
        elif old != new:
            found.append((str(model_field.verbose_name), _shown(old), _shown(new)))
    return found


def _shown(value: object) -> str:
    return "—" if value in (None, "") else str(value)
