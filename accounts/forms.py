"""The forms of people: signing in and passwords (allauth's, in our words), accounts, one's own details."""

import time
from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import countries, people, sign_in
from accounts.models import Country, Institution, User

SAME_FOR_ALL = 0.05  # seconds


def _say(form: forms.Form, **labels: Any) -> None:
    """Our label on a field of allauth's, without its placeholder: a placeholder is no label."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("E-mail"), password=_("Password"))
        self.fields["password"].help_text = ""


class ResetForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=_("E-mail"))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Takes as long for nobody as for somebody: a stranger must not read from a clock who has an account."""
        begun = time.perf_counter()
        email: str = super().save(request, **kwargs)
        time.sleep(max(0.0, SAME_FOR_ALL - (time.perf_counter() - begun)))
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """Reached by the link of a letter: who holds the mailbox is also let in again after too many attempts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password1=_("New password"), password2=_("New password, again"))

    def save(self) -> None:
        super().save()
        sign_in.unlock(self.user.email)


class ChangeForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=_("Current password"),
            password1=_("New password"),
            password2=_("New password, again"),
        )
        self.fields["oldpassword"].help_text = ""


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
