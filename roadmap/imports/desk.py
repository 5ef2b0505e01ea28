"""Where rows of a workbook become rows of tables: created, changed field by field, or left as they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from roadmap.imports.outcome import Outcome, differences


class TooLong(ValueError):
    """A text that its column does not hold; SQLite would take it and PostgreSQL would not."""


@dataclass(slots=True)
class Desk:
    """Where rows are put: who acts (None: the server's command line), when, and the outcome that is filled.

    `frozen`: the plan stands, and no workbook changes it.
    """

    outcome: Outcome
    by: User | None
    now: datetime
    frozen: bool = False

    def put(
        self, noun: str, label: str, found: models.Model | None, model: type[models.Model], **values: Any
    ) -> Any:
        """The row with these values: created, changed field by field, or left as it is."""
        if found is None:
            return self._created(noun, label, model(**values))
        changes = differences(found, values)
        if not changes:
            self.outcome.same(noun)
            return found
        for name, value in values.items():
            setattr(found, name, value)
        self._sign(found).save(update_fields=list(values))
        self.outcome.changed(noun, label, changes)
        return found

    def remove(self, noun: str, label: str, found: models.Model) -> None:
        self._sign(found).delete()
        self.outcome.changed(noun, label, [(_("removed"), label, "—")])

    def _created(self, noun: str, label: str, instance: models.Model) -> models.Model:
        for column in instance._meta.concrete_fields:
            text = getattr(instance, column.attname)
            if column.max_length and isinstance(text, str) and len(text) > column.max_length:
                raise TooLong(
                    _("%(column)s of “%(label)s” is longer than %(most)d characters")
                    % {"column": column.verbose_name, "label": label[:60], "most": column.max_length}
                )
        self._sign(instance).save(force_insert=True)
        self.outcome.created(noun, label)
        return instance

    def _sign(self, instance: models.Model) -> models.Model:
        """One import is one version of the plan: all of its rows bear the same instant."""
        instance._history_user = self.by  # type: ignore[attr-defined]
        instance._history_date = self.now  # type: ignore[attr-defined]
        return instance
