"""The forms of people: accounts, one's own details."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import countries, people
from accounts.models import Country, Institution, User


class InstitutionField(forms.ModelChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        whose = institution.country or _("International")
        return f"{whose} · {institution.acronym} · {institution.name}"


class PersonForm(forms.ModelForm):
    """An account as the operator sees it. The country may be any shipped one: its row is made when first used."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    institution = InstitutionField(
        Institution.objects.none(), label=_("Institution"), required=False, empty_label="—"
    )

    class Meta:
        model = User
        fields = ["full_name", "email", "role", "country", "institution", "language", "is_active"]
        labels = {"full_name": _("Name"), "email": _("E-mail"), "role": _("Role"), "language": _("Language")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *country_choices()]  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions()  # type: ignore[attr-defined]
        self.fields["is_active"].label = _("May sign in")
        self.fields["is_active"].help_text = _("Nobody is deleted: who leaves may no longer sign in.")
        if self.instance.pk is None:
            del self.fields["is_active"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_country(self) -> Country | None:
        code = self.cleaned_data["country"]
        return countries.ensure(code) if code else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        people.check_side(data.get("country"), data.get("institution"))
        return data

    def saved_by(self, operator: User) -> User | None:
        """Hands the account to its verb; what the verb refuses becomes an error of the form."""
        if not self.is_valid():
            return None
        try:
            if self.instance.pk is None:
                return people.invite(by=operator, **self.cleaned_data)
            return people.update(self.instance.pk, by=operator, **self.cleaned_data)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return None


class OwnDetailsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "language"]
        labels = {"full_name": _("Name"), "language": _("Language")}


def institutions() -> QuerySet[Institution]:
    return Institution.objects.select_related("country").order_by("country__name", "acronym")


def country_choices() -> list[tuple[str, str]]:
    """All shipped countries and this installation's own, by name in the language of the page."""
    every = {code: Country(**row) for code, row in countries.shipped().items()}
    every.update((country.code, country) for country in Country.objects.all())
    return sorted(((code, str(country)) for code, country in every.items()), key=lambda choice: choice[1])
