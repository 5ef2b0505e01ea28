"""One piece of evidence with a title of its own: a file, or a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

TITLE = gettext_lazy("Title")


class EvidenceFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("PDF, PNG, JPG, WEBP, DOCX, XLSX, ODT, ODS, CSV or TXT, at most 25 MB."),
    )
    title = forms.CharField(label=TITLE, max_length=300, required=False)

    def __init__(self, *args: Any, accept: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept


class EvidenceLinkForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Link"),
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("The address of an official page or of a published document."),
    )
    title = forms.CharField(label=TITLE, max_length=300, required=False)
