"""The rules of a roadmap, as two secretariats write them before it is in force."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.models.rules import Check, Level


class LadderField(forms.CharField):
    """Numbers of days with commas between them: `15, 5, 1`. None at all means that nobody is reminded."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=100, widget=forms.TextInput(attrs={"inputmode": "text"}), **kwargs
        )

    def clean(self, value: Any) -> list[int]:
        parts = super().clean(value).replace(",", " ").split()
        if any(not part.isdecimal() or len(part) > 3 for part in parts):
            raise ValidationError(_("Write whole days from 0 to 365, ten at most, separated by commas."))
        return list(dict.fromkeys(int(part) for part in parts))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


PLAIN = ("answer_days", "tacit_conformity", "minimum_text", "sign_days", "closing_visto_bueno")


class RulesForm(forms.Form):
    """`seen`: the rules that the person had before their eyes."""

    answer_days = forms.IntegerField(
        label=gettext_lazy("Days for the counterpart's answer"), min_value=1, max_value=365
    )
    tacit_conformity = forms.BooleanField(
        label=gettext_lazy("No answer within the term counts as agreement (tacit)"),
        required=False,
        help_text=gettext_lazy(
            "Without it, silence is neither a yes nor a no: it is shown as such, and reminded."
        ),
    )
    minimum_text = forms.IntegerField(
        label=gettext_lazy("Characters that “What was done” has at least"), min_value=0, max_value=2000
    )
    sign_days = forms.IntegerField(
        label=gettext_lazy("Days to sign a closing"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy(
            "From the first signature on. After them the party that signed may put it on record."
        ),
    )
    closing_visto_bueno = forms.BooleanField(
        label=gettext_lazy("The foreign ministries give their visto bueno to a closing"),
        required=False,
        help_text=gettext_lazy("Each one before or after the secretariat of its country signs."),
    )
    before = LadderField(label=gettext_lazy("Days before the cutoff date"))
    after = LadderField(label=gettext_lazy("Days after it, while the report is missing"))
    waiting = LadderField(label=gettext_lazy("Days that something waits for a decision"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for check in Check:
            self.fields[check.value] = forms.ChoiceField(label=check.label, choices=Level.choices)

    @staticmethod
    def data_of(rules: Mapping[str, Any]) -> dict[str, Any]:
        """A roadmap's rules as this form's data."""
        return {**{name: rules[name] for name in PLAIN}, **rules["checks"], **rules["reminders"]}

    @property
    def rules(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in PLAIN},
            "checks": {check.value: given[check.value] for check in Check},
            "reminders": {name: given[name] for name in ("before", "after", "waiting")},
        }

    def checks(self) -> list[forms.BoundField]:
        return [self[check.value] for check in Check]
