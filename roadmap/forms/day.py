"""The day that a report is for: one of the roadmap's cutoff dates that have come, or another day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OTHER = "other"


class DayForm(forms.Form):
    """`as_of` in cleaned_data is a date. Whether the activity can be reported on for it, the workflow says."""

    as_of = forms.ChoiceField(label=gettext_lazy("Cutoff date"), widget=forms.RadioSelect)
    other_day = forms.DateField(
        label=gettext_lazy("Another day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the day as 31/12/2025.")},
    )

    def __init__(self, *args: Any, cutoffs: Sequence[date], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        past = [day for day in cutoffs if day <= today]
        choices = [(day.isoformat(), formats.date_format(day, "SHORT_DATE_FORMAT")) for day in past]
        field = cast(forms.ChoiceField, self.fields["as_of"])
        field.choices = [*choices, (OTHER, _("Another day"))]
        self.fields["other_day"].widget.attrs["max"] = today.isoformat()

    @staticmethod
    def day_data(day: date, cutoffs: Sequence[date]) -> dict[str, str]:
        """The day as this form's data."""
        if day in cutoffs:
            return {"as_of": day.isoformat(), "other_day": ""}
        return {"as_of": OTHER, "other_day": day.isoformat()}

    def clean_as_of(self) -> str | date:
        chosen: str = self.cleaned_data["as_of"]
        return chosen if chosen == OTHER else date.fromisoformat(chosen)

    def clean_other_day(self) -> date | None:
        day: date | None = self.cleaned_data.get("other_day")
        if self.cleaned_data.get("as_of") == OTHER:
            if day is None:
                raise ValidationError(_("Write the day, or choose a cutoff date."))
            self.cleaned_data["as_of"] = day
        return day
