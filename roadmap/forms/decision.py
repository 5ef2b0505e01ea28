"""A decision on something that somebody else wrote: with the reason where it disagrees."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

MUCH = 20_000


class DecisionForm(forms.Form):
    """`seen` is what the person had before their eyes: the verb compares it with what stands now."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 5}), max_length=MUCH
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        reason: Promise | str | None,
        required: bool = True,
        **kwargs: Any,
    ) -> None:
        """`reason` is the question that is asked; None: nothing is asked."""
        super().__init__(*args, **kwargs)
        if reason is None:
            del self.fields["reason"]
            return
        self.fields["reason"].label = str(reason)
        self.fields["reason"].required = required


class DeclineForm(forms.Form):
    """Why a party does not accept what the other one proposed."""

    reason = forms.CharField(
        label=gettext_lazy("Why your party does not accept"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MUCH,
        error_messages={"required": gettext_lazy("Say why your party does not accept.")},
    )
