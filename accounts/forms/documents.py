"""The part of a form that takes an official paper: kind, number, date, file."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts import files
from accounts.documents import Paper
from accounts.models import Document

FIELDS = ("kind", "number", "dated", "file")


class DayField(forms.DateField):
    """A day, as the browser's calendar gives it or as people write it. A year far off is a mistyped one."""

    EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            validators=[MinValueValidator(self.EARLIEST), MaxValueValidator(self.LATEST)],
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("Write the day as 31/12/2025.")},
            **kwargs,
        )


class DocumentForm(forms.Form):
    """Stands beside another form in the same `<form>`: give it a `prefix`, and `enctype` to the page's form.

    Optional where `required` is false: then all of it or nothing; `depends` where something else in the page's form
    says whether it is needed, so that no label calls it optional. `paper` is what was handed in, for
    `documents.keep(**form.paper, by=…, now=…)`; `refuse` puts what the verb said at its field.
    """

    kind = forms.ChoiceField(label=_("Kind of document"))
    number = forms.CharField(
        label=_("Number"), max_length=100, help_text=_("As it is written on the document.")
    )
    dated = DayField(label=_("Date of the document"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("PDF, PNG, JPG, WEBP, DOCX, XLSX, ODT, ODS, CSV or TXT, at most 25 MB."),
    )

    def __init__(
        self,
        *args: Any,
        required: bool = True,
        depends: bool = False,
        kinds: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.required, self.depends = required, depends
        for name in FIELDS:
            self.fields[name].required = required
        choices = [choice for choice in Document.Kind.choices if kinds is None or choice[0] in kinds]
        kind = cast(forms.ChoiceField, self.fields["kind"])
        # One kind alone is no choice: it is given, and says nothing of whether there is a document.
        self.given_by = FIELDS if len(choices) > 1 else FIELDS[1:]
        kind.choices = choices if len(choices) == 1 else [("", "—"), *choices]
        self.fields["file"].widget.attrs["accept"] = files.ACCEPT

    @property
    def is_given(self) -> bool:
        """Somebody wrote in it, rightly or not."""
        return self.is_bound and any(self[name].data for name in self.given_by)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.required and any(data.get(name) for name in self.given_by):
            for name in FIELDS:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A document has kind, number, date and file: this is missing."))
        return data

    @property
    def paper(self) -> Paper | None:
        """None where an optional document was left out."""
        data = self.cleaned_data
        if not data.get("file"):
            return None
        return Paper(upload=data["file"], kind=data["kind"], number=data["number"], dated=data["dated"])

    @property
    def file_again(self) -> bool:
        """A file was sent along with what is shown again: no browser fills it in by itself."""
        return self.is_bound and bool(self["file"].data)


def refuse(refusal: ValidationError, *shown: forms.BaseForm) -> None:
    """What a verb said, at its field in the first of the forms that has it; all else above the first form."""
    for name, problems in by_field(refusal).items():
        form = next((form for form in shown if name in form.fields), None)
        if form is None:
            shown[0].add_error(None, problems)
        else:
            form.add_error(name, problems)


def by_field(refusal: ValidationError) -> dict[str, list[ValidationError]]:
    return refusal.error_dict if hasattr(refusal, "error_dict") else {"": refusal.error_list}
