"""What has to be taken away of a report, and why."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from roadmap.models import Expungement


class ExpungementForm(forms.Form):
    items = forms.MultipleChoiceField(
        label=gettext_lazy("What has to be taken away"), widget=forms.CheckboxSelectMultiple
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=Expungement.Why.choices, widget=forms.RadioSelect
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["items"]).choices = choices
