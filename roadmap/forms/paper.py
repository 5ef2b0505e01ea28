"""A report that arrived on paper: who signed it there."""

from django import forms
from django.utils.translation import gettext_lazy


class PaperForm(forms.Form):
    """Stands before a DocumentForm, which takes the paper itself."""

    signed_by = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=200,
        help_text=gettext_lazy(
            "Name and post of who signed the paper: this person answers for what it says."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
