"""Evidence as people give it: a file or a link with what is said of it, and that alone afterwards."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy

from accounts.forms.documents import DayField
from accounts.models import Institution
from roadmap.forms.decision import MUCH
from roadmap.models import Evidence

TITLE = gettext_lazy("Title")


class UsualChoice(forms.ChoiceField):
    """A choice that has a usual answer: it is the one where nothing was sent."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


def category_field(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Type of document"),
        choices=[("", "—"), *Evidence.Category.choices],
        required=required,
        error_messages={"required": gettext_lazy("Choose what type of document it is.")},
    )


def visibility_field() -> forms.ChoiceField:
    return UsualChoice(
        label=gettext_lazy("Who reads it"),
        choices=Evidence.Visibility.choices,
        initial=Evidence.Visibility.BINATIONAL,
        help_text=gettext_lazy(
            "Binational: both countries. Public: also whoever reads a published closing. Only my country: the "
            "counterpart sees that it exists, its type and the statement that you write for it."
        ),
    )


class AboutForm(forms.Form):
    """What is said of a piece. What the law calls reserved or secret can be chosen, and is refused with the reason."""

    ABOUT = ("title", "category", "dated", "institution", "visibility", "classification", "statement")

    title = forms.CharField(label=TITLE, max_length=300)
    category = category_field(required=True)
    dated = DayField(label=gettext_lazy("Date of the document"), required=False)
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution that made it"), queryset=Institution.objects.none(), required=False
    )
    visibility = visibility_field()
    classification = UsualChoice(
        label=gettext_lazy("Legal classification"),
        choices=Evidence.Classification.choices,
        initial=Evidence.Classification.NONE,
        help_text=gettext_lazy("As the law of its country calls it. Who reads it here is another question."),
    )
    statement = forms.CharField(
        label=gettext_lazy("Statement for the counterpart"),
        required=False,
        max_length=MUCH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What it shows and who keeps it. What only your country reads supports a joint or parallel activity only "
            "with this statement, which the counterpart reads."
        ),
    )

    def __init__(
        self, *args: Any, institutions: models.QuerySet[Institution], own: Institution | None, **kwargs: Any
    ) -> None:
        """`own` is the institution that reports."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Institution]", self.fields["institution"])
        field.queryset, field.initial = institutions, own

    @classmethod
    def initial_of(cls, piece: Evidence) -> dict[str, Any]:
        return {name: getattr(piece, name) for name in cls.ABOUT}

    @property
    def about(self) -> dict[str, Any]:
        """For the verbs."""
        return {name: self.cleaned_data[name] for name in self.ABOUT}


class AddedForm(AboutForm):
    """Of a piece that is added its title may be left to its name."""

    title = forms.CharField(label=TITLE, max_length=300, required=False)

    @property
    def about(self) -> dict[str, Any]:
        return {name: value for name, value in super().about.items() if name != "title"}


class EvidenceFileForm(AddedForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("PDF, PNG, JPG, WEBP, DOCX, XLSX, ODT, ODS, CSV or TXT, at most 25 MB."),
    )
    field_order = ("file", *AboutForm.ABOUT)

    def __init__(self, *args: Any, accept: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept


class EvidenceLinkForm(AddedForm):
    url = forms.CharField(
        label=gettext_lazy("Link"),
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("The address of an official page or of a published document."),
    )
    field_order = ("url", *AboutForm.ABOUT)
