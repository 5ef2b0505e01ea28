"""The forms of people: accounts, one's own details."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import appointing, countries, people
from accounts.models import Country, Institution, Role, User
from accounts.office import Newcomer


class InstitutionField(forms.ModelChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        whose = institution.country or _("International")
        return f"{whose} · {institution.acronym} · {institution.name}"


class PersonForm(forms.ModelForm):
    """A new account, by the operator: of no country, or the first person of a country's secretariat.

    The country may be any shipped one: its row is made when first used.
    """

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        help_text=_("Of a secretariat: its first person, who then appoints everybody else of the country."),
    )
    institution = InstitutionField(
        Institution.objects.none(), label=_("Institution"), required=False, empty_label="—"
    )

    class Meta:
        model = User
        fields = ["full_name", "email", "role", "country", "institution", "language"]
        labels = {"full_name": _("Name"), "email": _("E-mail"), "role": _("Role"), "language": _("Language")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(role.value, role.label) for role in (Role.SECRETARIAT, Role.OBSERVER, Role.OPERATOR)]
        self.fields["role"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "—"), *country_choices()]  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean_country(self) -> Country | None:
        code = self.cleaned_data["country"]
        return countries.ensure(code) if code else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        people.check_side(data.get("country"), data.get("institution"))
        is_office = data.get("role") == Role.SECRETARIAT
        if is_office and not data.get("country") and "country" not in self.errors:
            self.add_error("country", _("This role acts for a country: choose it."))
        if data.get("role") and not is_office and data.get("country"):
            self.add_error("country", _("This role acts for no country: leave it empty."))
        return data

    def _post_clean(self) -> None:
        """The account is checked by its verb: somebody of the country may have one already."""

    def saved_by(self, operator: User, *, now: datetime) -> User | None:
        """Hands the account to its verb; what the verb refuses becomes an error of the form."""
        if not self.is_valid():
            return None
        data = dict(self.cleaned_data)
        country, role = data.pop("country"), data.pop("role")
        try:
            if country is None:
                return people.invite(by=operator, now=now, role=role, **data)
            institution = data.pop("institution")
            newcomer = Newcomer(**data)
            opened = {"country": country, "institution": institution, "by": operator, "now": now}
            return appointing.open_office(newcomer, **opened).person
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return None


class AccountForm(forms.ModelForm):
    """Somebody's account, with the fields that this reader may change."""

    institution = InstitutionField(
        Institution.objects.none(), label=_("Institution"), required=False, empty_label="—"
    )

    class Meta:
        model = User
        fields = ["full_name", "email", "role", "institution", "language", "is_active"]
        labels = {"full_name": _("Name"), "email": _("E-mail"), "role": _("Role"), "language": _("Language")}

    def __init__(self, *args: Any, fields: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_active"].label = _("May sign in")
        self.fields["is_active"].help_text = _("Nobody is deleted: who leaves may no longer sign in.")
        offered = [(role.value, role.label) for role in (Role.OBSERVER, Role.OPERATOR)]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]
        self.fields["institution"].queryset = institutions()  # type: ignore[attr-defined]
        for name in set(self.fields) - fields:
            del self.fields[name]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def saved_by(self, by: User, *, now: datetime) -> User | None:
        if not self.is_valid():
            return None
        try:
            return people.update(self.instance.pk, by=by, now=now, **self.cleaned_data)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return None


class OwnDetailsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "language", "mail_rhythm"]
        labels = {
            "full_name": _("Name"),
            "language": _("Language"),
            "mail_rhythm": _("How letters reach you"),
        }
        help_texts = {
            "mail_rhythm": _("What is late and what concerns your account always comes at once."),
        }


def institutions() -> QuerySet[Institution]:
    return Institution.objects.select_related("country").order_by("country__name", "acronym")


def country_choices() -> list[tuple[str, str]]:
    """All shipped countries and this installation's own, by name in the language of the page."""
    every = {code: Country(**row) for code, row in countries.shipped().items()}
    every.update((country.code, country) for country in Country.objects.all())
    return sorted(((code, str(country)) for code, country in every.items()), key=lambda choice: choice[1])
