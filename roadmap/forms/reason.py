"""Texts that stay on record for ever: what looks like a person's datum is asked about before it is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap import screening
from roadmap.forms.decision import MUCH


class LastingForm(forms.Form):
    """`numbers` are what looks like a person's datum; the page then shows `no_persons` too."""

    TEXTS: tuple[str, ...] = ()
    no_persons = forms.BooleanField(
        label=gettext_lazy("I looked: none of this is a person's datum."), required=False
    )
    numbers: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        texts = [screening.Piece(name, cleaned.get(name) or "") for name in self.TEXTS]
        found = screening.search(texts, screening.known())
        self.numbers = list(dict.fromkeys(one.matched for one in found))
        if self.numbers and not cleaned.get("no_persons"):
            words = _(
                "This looks like a person's datum: %(numbers)s. What is written here stays on record. If it is "
                "somebody's, take it out: the system never holds data of victims."
            )
            self.add_error("no_persons", words % {"numbers": ", ".join(self.numbers)})
        return cleaned


class ReasonForm(LastingForm):
    TEXTS = ("reason",)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=MUCH)
    field_order = ("reason", "no_persons")

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question
