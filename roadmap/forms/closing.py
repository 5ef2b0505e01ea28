"""Proposing and signing a closing, and what stands beside it: salvedades by activity, reasons, answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.forms.decision import MUCH
from roadmap.forms.reason import LastingForm
from roadmap.models.closing_signature import RemarkKind

ROWS = 3  # empty rows that are offered at a time
MOST = 60
FIELDS = ("activity", "kind", "text")
KINDS = [
    (RemarkKind.SALVEDAD.value, gettext_lazy("Salvedad: your party signs without this")),
    (RemarkKind.CONSTANCIA.value, gettext_lazy("Constancia: your party puts this on record")),
]


class CutoffForm(forms.Form):
    cutoff = forms.TypedChoiceField(label=gettext_lazy("Cutoff date"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(day.isoformat(), formats.date_format(day, "SHORT_DATE_FORMAT")) for day in days]
        cast(forms.ChoiceField, self.fields["cutoff"]).choices = choices


class RemarkForm(forms.Form):
    """A row: all of it or nothing."""

    activity = forms.ChoiceField(label=gettext_lazy("Activity"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), required=False, choices=[("", "—"), *KINDS])
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MUCH,
    )
    depends = True  # whether a field is needed is said by the others

    def __init__(self, *args: Any, activities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["activity"]).choices = [("", "—"), *activities]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = {
            "activity": _("Choose the activity."),
            "kind": _("Choose whether it is a salvedad or a constancia."),
            "text": _("Write what your party puts on record."),
        }
        if any(data.get(name) for name in FIELDS):
            for name in FIELDS:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words[name])
        return data

    @property
    def remark(self) -> dict[str, str]:
        """What `closing.Remark` is made of; nothing for an empty row."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get("text")}


class RemarkRows:
    """The rows of the form: what was written so far, and three empty ones. They work without JavaScript."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, activities: Sequence[tuple[str, str]], check: bool
    ) -> None:
        """`check`: the rows are handed in; else they are shown again as they were written, with more room."""
        self.written = [] if data is None else list(_written(data))
        self.forms = [
            RemarkForm(_prefixed(place, row), **_row(place, {}, activities))
            if check
            else RemarkForm(None, **_row(place, row, activities))
            for place, row in enumerate(self.written)
        ]
        begun = len(self.forms)
        empty = range(begun, begun + (0 if check and begun else ROWS))
        self.forms += [RemarkForm(None, **_row(place, {}, activities)) for place in empty]

    @property
    def count(self) -> int:
        return len(self.forms)

    @property
    def text(self) -> str:
        """All that was written, to be looked through."""
        return "\n".join(row["text"] for row in self.written)

    def is_valid(self) -> bool:
        return not [form for form in self.forms if form.is_bound and not form.is_valid()]

    @property
    def remarks(self) -> list[dict[str, str]]:
        return [form.remark for form in self.forms if form.is_bound and form.remark]


def _written(data: Mapping[str, Any]) -> Any:
    """The rows in which something stands."""
    try:
        count = min(int(data.get("rows", "0")), MOST)
    except (TypeError, ValueError):
        count = 0
    for place in range(count):
        row = {name: str(data.get(f"remark-{place}-{name}", "")).strip() for name in FIELDS}
        if any(row.values()):
            yield row


def _prefixed(place: int, row: Mapping[str, str]) -> dict[str, str]:
    return {f"remark-{place}-{name}": value for name, value in row.items()}


def _row(place: int, row: Mapping[str, str], activities: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {"prefix": f"remark-{place}", "initial": dict(row), "activities": activities}


class SignForm(LastingForm):
    """`seen`: the SHA-256 of the content that the person had before their eyes; `said`: all that the rows hold."""

    TEXTS = ("said",)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    said = forms.CharField(widget=forms.HiddenInput, required=False)


class UnilateralForm(LastingForm):
    TEXTS = ("reason",)
    reason = forms.CharField(
        label=gettext_lazy("Why your party puts it on record"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MUCH,
        error_messages={"required": gettext_lazy("Say why your party puts it on record.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ("reason", "no_persons")


class AnswerForm(LastingForm):
    TEXTS = ("text",)
    text = forms.CharField(
        label=gettext_lazy("What your party answers"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MUCH,
        error_messages={"required": gettext_lazy("Write what your party answers.")},
    )
    field_order = ("text", "no_persons")


class CompareForm(forms.Form):
    """Two figures side by side: `closing/12`, `declared/3`."""

    first = forms.ChoiceField(label=gettext_lazy("First"))
    second = forms.ChoiceField(label=gettext_lazy("Second"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            raise ValidationError(_("Choose two different ones."))
        return data
