"""A signed PDF that a party brings back."""

from django import forms
from django.utils.translation import gettext_lazy


class SignedForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Signed PDF"),
        allow_empty_file=True,
        help_text=gettext_lazy("The file as your signing program saved it, at most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": gettext_lazy("Choose the signed PDF.")},
    )
