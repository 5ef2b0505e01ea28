"""Beginning a report: for which day, in the name of which institution."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Institution
from roadmap.forms.day import DayForm


class StartForm(DayForm):
    institution = forms.ChoiceField(
        label=gettext_lazy("Institution that reports"),
        help_text=gettext_lazy("Who answers for the activity. That you typed it in is kept as well."),
    )

    def __init__(self, *args: Any, institutions: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institutions = {str(row.pk): row for row in institutions}
        field = cast(forms.ChoiceField, self.fields["institution"])
        field.choices = [(key, f"{row.acronym} · {row.name}") for key, row in self.institutions.items()]
        if len(self.institutions) == 1:
            field.widget, field.initial, field.required = (
                forms.HiddenInput(),
                next(iter(self.institutions)),
                False,
            )

    def clean_institution(self) -> Institution | None:
        return self.institutions.get(self.cleaned_data["institution"])
