"""A progress report as people write it: the day, how far it is, what was done, its proof."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.forms.day import DayForm
from roadmap.forms.decision import MUCH
from roadmap.forms.evidence import category_field, visibility_field
from roadmap.forms.fields import FilesField, PercentField, written
from roadmap.models import Evidence, Milestone


def _text(label: Any, help_text: Any, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=MUCH, required=False)


class ProgressForm(DayForm):
    """`milestones` of the activity on the day, in order; without any the progress is a percentage.

    `asked` goes with the page: what its reader was asked is compared with what the chosen day asks.
    `complete`: what a draft may lack, a report to be submitted may not.
    """

    CONTENT = (
        "as_of",
        "percent",
        "milestones_met",
        "value_reached",
        "description",
        "difficulties",
        "next_steps",
        "explanation",
    )

    percent = PercentField(
        label=gettext_lazy("Progress (%)"),
        required=False,
        help_text=gettext_lazy("The total so far, from 0 to 100, not what was added since the last report."),
    )
    milestones_met = forms.MultipleChoiceField(
        label=gettext_lazy("Milestones met"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("All that are met by now, also those that were reported before."),
    )
    value_reached = forms.CharField(label=gettext_lazy("Value reached"), max_length=300, required=False)
    description = _text(
        gettext_lazy("What was done"), gettext_lazy("It appears as it stands in the bilateral report.")
    )
    difficulties = _text(gettext_lazy("Difficulties"), "", rows=3)
    next_steps = _text(gettext_lazy("Next steps"), "", rows=3)
    explanation = _text(
        gettext_lazy("Why is the progress lower than before?"),
        gettext_lazy("The last validated report said more: the counterpart reads your explanation."),
        rows=3,
    )
    uploads = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy(
            "PDF, PNG, JPG, WEBP, DOCX, XLSX, ODT, ODS, CSV or TXT, at most 25 MB each; up to 10 at a time."
        ),
    )
    url = forms.CharField(
        label=gettext_lazy("Link"),
        max_length=1000,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("The address of an official page or of a published document."),
    )
    url_title = forms.CharField(label=gettext_lazy("Title of the link"), max_length=300, required=False)
    category = category_field(required=False)
    visibility = visibility_field()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        milestones: Sequence[Milestone],
        accept: str,
        complete: bool = False,
        lower: Callable[[Mapping[str, Any]], bool],
        is_lower: bool = False,
        must_explain: bool = False,
        **kwargs: Any,
    ) -> None:
        """`lower` says of a content whether it is less than before, `is_lower` of the one that is saved.

        `must_explain`: what is lower is not submitted without an explanation.
        """
        super().__init__(*args, **kwargs)
        self.lower, self.is_lower, self.must_explain = lower, is_lower, must_explain
        self.fields["uploads"].widget.attrs["accept"] = accept
        self.complete = complete
        self.asked = ";".join(row.key for row in milestones)
        if milestones:
            del self.fields["percent"]
            field = cast(forms.MultipleChoiceField, self.fields["milestones_met"])
            field.choices = [(row.key, _milestone(row)) for row in milestones]
        else:
            del self.fields["milestones_met"]

    @classmethod
    def data_of(cls, content: Mapping[str, Any], cutoffs: Sequence[date]) -> dict[str, Any]:
        """What a report holds, as this form's data."""
        texts = {name: content[name] for name in cls.CONTENT[2:]}
        return {**texts, **cls.day_data(content["as_of"], cutoffs), "percent": written(content["percent"])}

    @property
    def content(self) -> dict[str, Any]:
        """What is to be saved; milestones and percentage as the activity has them."""
        given = {name: self.cleaned_data[name] for name in self.CONTENT if name in self.cleaned_data}
        return {"percent": None, "milestones_met": [], **given}

    @property
    def about(self) -> dict[str, Any]:
        """What is said of the files and the link that come with it; the type is asked for again where it is missing."""
        given = self.cleaned_data
        return {
            "category": given.get("category") or "",
            "visibility": given.get("visibility") or Evidence.Visibility.BINATIONAL,
        }

    def ask_for_what_submitting_needs(self) -> None:
        """For showing the form: a draft may lack these, but they are not called optional."""
        for name in {"percent", "description", "category"} & self.fields.keys():
            self.fields[name].required = True
        self.fields["explanation"].required = self.must_explain and self.is_lower

    def asks_why(self) -> bool:
        """The explanation is asked for only where the progress is lower than before, or one was written already."""
        return self.is_lower or bool(self["explanation"].value()) or bool(self["explanation"].errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.data.get("asked", self.asked) != self.asked:
            self.errors.pop("milestones_met", None)
            words = _("The plan of that day asks for the progress in another way: tell it once more.")
            self.add_error("as_of", ValidationError(words))
        if self.complete and "percent" in cleaned and cleaned["percent"] is None:
            self.add_error("percent", ValidationError(_("Write the progress as a percentage from 0 to 100.")))
        if self.complete and not cleaned.get("description", "x").strip():
            self.add_error("description", ValidationError(_("Tell what was done, even if it is little.")))
        self._check_explanation(cleaned)
        return cleaned

    def _check_explanation(self, cleaned: Mapping[str, Any]) -> None:
        """Whoever goes on to submit is asked here, where the field appears, and not one page later."""
        if {"as_of", "percent", "milestones_met"} & self.errors.keys():
            return
        self.is_lower = self.lower(self.content)
        explained = str(cleaned.get("explanation", "x")).strip()
        if self.complete and self.must_explain and self.is_lower and not explained:
            self.add_error(
                "explanation", ValidationError(_("Explain why the progress is lower than before."))
            )


def _milestone(row: Milestone) -> str:
    if row.due is None:
        return row.title
    return _("%(title)s (until %(day)s)") % {
        "title": row.title,
        "day": formats.date_format(row.due, "SHORT_DATE_FORMAT"),
    }
