"""What stands above the rows of the next roadmap: code, title, period, cutoff dates."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.documents import DayField
from roadmap.forms.decision import MUCH
from roadmap.forms.fields import DaysField

CODE = RegexValidator(
    r"^[a-z0-9][a-z0-9-]*\Z", gettext_lazy("Only small letters, digits and hyphens, such as aa-bb-2027-2028.")
)


class FrameForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=MUCH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Write {partes} where the names of the countries stand: each party's copy names its own first."
        ),
    )
    start = DayField(label=gettext_lazy("Start"))
    end = DayField(label=pgettext_lazy("of a period", "End"))
    cutoffs = DaysField(
        label=gettext_lazy("Cutoff dates"), help_text=gettext_lazy("One a line, such as 30/04/2027.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            self.add_error("end", _("The end cannot be before the start."))
        return data


class OpenForm(FrameForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=100,
        validators=[CODE],
        help_text=gettext_lazy("It stands in the addresses of the pages and does not change afterwards."),
    )
    field_order = ("code", "title", "start", "end", "cutoffs")
