"""Fields of our own: a percentage as either country writes it, several days or several files at once."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.documents import DayField

PERCENT = re.compile(r"(-?[0-9]{1,9})(?:[.,]([0-9]{1,12}))?")
WEIGHT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,9}))?")
BETWEEN_DAYS = re.compile(r"[,;\n]")
FILES_AT_ONCE = 10
MOST_CUTOFFS = 100


class PercentField(forms.CharField):
    """Reads "75,5", "75.5", "75,5 %" alike: no percentage has thousands. Writes it as the reader's country does."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "8"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace("\N{NO-BREAK SPACE}", " ").strip().removesuffix("%").strip()
        if not text:
            return None
        found = PERCENT.fullmatch(text)
        if not found:
            raise ValidationError(
                _("Write a number from 0 to 100, such as %(example)s.") % {"example": _example()}
            )
        percent = Decimal(f"{found[1]}.{found[2] or 0}")
        if not 0 <= percent <= 100:
            raise ValidationError(
                _("The progress goes from 0 to 100: %(value)s is outside.") % {"value": text}
            )
        return percent

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value


class WeightField(forms.CharField):
    """A number above 0, with a comma or a point; as fine as the database keeps it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "8"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        found = WEIGHT.fullmatch(text)
        weight = Decimal(f"{found[1]}.{found[2] or 0}") if found else Decimal(0)
        if weight <= 0:
            raise ValidationError(
                _("Write a weight above 0, such as %(example)s.") % {"example": written(Decimal("1.5"))}
            )
        return weight


def written(percent: Decimal | None) -> str:
    """As the reader's country writes it, with the decimals that it has."""
    if percent is None:
        return ""
    return f"{percent.normalize():f}".replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def _example() -> str:
    return written(Decimal("75.5"))


class DaysField(forms.CharField):
    """Several days, one a line or with commas or semicolons between them: each once, in order."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> tuple[date, ...]:
        parts = [part.strip() for part in BETWEEN_DAYS.split(super().clean(value)) if part.strip()]
        if len(parts) > MOST_CUTOFFS:
            raise ValidationError(_("Write at most %(limit)s days.") % {"limit": MOST_CUTOFFS})
        return tuple(sorted({self._day(part) for part in parts}))

    def _day(self, text: str) -> date:
        try:
            return cast(date, DayField().clean(text))
        except ValidationError:
            words = _("“%(text)s” is not a day: write it as 31/12/2025.")
            raise ValidationError(words % {"text": text[:40]}) from None

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return "\n".join(f"{day:%d/%m/%Y}" for day in value)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files from one input, up to a limit. What they are is looked at one by one, elsewhere."""

    widget = FilesInput
    default_error_messages = {"many": gettext_lazy("Choose at most %(limit)s files at a time.")}

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files: Sequence[UploadedFile] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > FILES_AT_ONCE:
            raise ValidationError(self.error_messages["many"] % {"limit": FILES_AT_ONCE})
        return list(files)
