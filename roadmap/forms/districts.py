"""The places of a consular district: chosen from the list, or added to it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from accounts.models import Country, Place

SEPARATOR = "|"


def key_of(place: Place) -> str:
    return SEPARATOR.join((place.country_id, place.kind, place.name))


class DistrictForm(forms.Form):
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Places of the district"), widget=forms.CheckboxSelectMultiple, required=False
    )
    added = forms.CharField(
        label=gettext_lazy("Another place"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("If it is not in the list: its name, as it is written there."),
    )
    added_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"), choices=[("", "—"), *Place.Kind.choices], required=False
    )
    added_country = forms.ChoiceField(label=gettext_lazy("Country of the place"), required=False)
    remark = forms.CharField(
        label=gettext_lazy("What the district rests on"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("The decree or note that defines it, such as the exequatur."),
    )

    def __init__(
        self, *args: Any, known: Sequence[Place], countries: Sequence[Country], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {country.pk: str(country) for country in countries}
        cast(forms.MultipleChoiceField, self.fields["places"]).choices = [
            (key_of(place), f"{place.name} · {place.get_kind_display()} · {names[place.country_id]}")
            for place in known
        ]
        abroad = [(country.code, str(country)) for country in countries]
        cast(forms.ChoiceField, self.fields["added_country"]).choices = (
            abroad if len(abroad) == 1 else [("", "—"), *abroad]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("added_kind", "added_country"):
            if data.get("added") and not data.get(name) and name not in self.errors:
                self.add_error(
                    name, ValidationError(gettext_lazy("Say what kind of place it is, and where."))
                )
        return data

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        data = self.cleaned_data
        found = [tuple(key.split(SEPARATOR, 2)) for key in data["places"]]
        if data["added"]:
            found.append((data["added_country"], data["added_kind"], data["added"]))
        return cast("list[tuple[str, str, str]]", found)
