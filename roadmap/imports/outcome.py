"""What an import did or would do, in words for people: lines of what is created or changed, notices, counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Difference = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is created or changed; `differences` are (what, before, after)."""

    action: str
    noun: str
    label: str
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class Outcome:
    """Filled while rows are compared with the database; the same object serves preview and result."""

    code: str
    lines: list[Line] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)

    def created(self, noun: str, label: str) -> None:
        self.lines.append(Line("created", noun, label))

    def changed(self, noun: str, label: str, differences: Iterable[Difference]) -> None:
        self.lines.append(Line("changed", noun, label, tuple(differences)))

    def same(self, noun: str, count: int = 1) -> None:
        self.unchanged[noun] += count

    def notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def count(self, action: str) -> Counter[str]:
        return Counter(line.noun for line in self.lines if line.action == action)

    @property
    def changes_nothing(self) -> bool:
        return not self.lines

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
        model_field = instance._meta.get_field(name)
        old = getattr(instance, model_field.attname if hasattr(model_field, "attname") else name)
        if isinstance(new, models.Model):
            if old != new.pk:
                found.append((str(model_field.verbose_name), str(getattr(instance, name) or "—"), str(new)))
        elif old != new:
            found.append((str(model_field.verbose_name), _shown(old), _shown(new)))
    return found


def _shown(value: object) -> str:
    return "—" if value in (None, "") else str(value)
