"""The forms of the second factor: allauth's, in our words, with fewer attempts, and failures on the operator's page."""

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts import factor_attempts, security
from accounts.factor_adapter import FactorAdapter
from accounts.forms.signing_in import say
from accounts.models import User

# Longer than any code of an app is taken: with one step of tolerance, 90 seconds.
REMEMBERED = 120
ODD = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def _ready(form: forms.Form, label: Any, help_text: Any = "") -> None:
    say(form, code=label)
    form.fields["code"].help_text = help_text
    form.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "autocapitalize": "off"})


def _guarded(form: codes.BaseAuthenticateForm, clean: Callable[[], str]) -> str:
    """A code of the form, taken once, after few attempts; what fails is recorded."""
    if not factor_attempts.take(context.request, form.user):
        raise ValidationError(_("Too many attempts for this person. Try again in a while."))
    try:
        code = clean()
        if form.authenticator.type == Authenticator.Type.TOTP:
            _once(form.user, code)
    except ValidationError:
        security.record_failure(context.request, form.user.email)
        raise
    factor_attempts.forgive(context.request, form.user)
    return code


def _once(person: User, code: str) -> None:
    """allauth remembers a used code for one step of time, though with tolerance it is good for three."""
    digits = "".join(filter(str.isdigit, code))
    if not cache.add(f"second-factor-used:{person.pk}:{digits}", 1, REMEMBERED):
        raise FactorAdapter().validation_error("incorrect_code")


class CodeForm(codes.AuthenticateForm):
    """At the door, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ready(self, _("Code"), _("The six digits of your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        return _guarded(self, super().clean_code)


class ConfirmCodeForm(codes.ReauthenticateForm):
    """Before something of the sign-in is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ready(self, _("Code"), _("The six digits of your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        return _guarded(self, super().clean_code)


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ready(self, _("Code that the app shows"), _("Six digits that change every half minute."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        """The code that sets the app up is spent: it does not sign in as well."""
        code: str = super().clean_code()
        _once(self.user, code)
        return code


class PasskeyForm(passkeys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].required = True
        self.fields["name"].help_text = _("So that you know it again: “office computer”, “my phone”.")
        self.fields["passwordless"].label = _("It also signs in by itself, without e-mail and password")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "The device then always asks for your fingerprint, face or PIN."
        )

    def clean_name(self) -> str:
        return super().clean_name()[:100]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ODD as odd:
            raise FactorAdapter().validation_error("incorrect_code") from odd


class PasskeyNameForm(passkeys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].validators.append(MaxLengthValidator(100))


def _understood(clean: Callable[[], Authenticator]) -> Authenticator:
    """What a browser made up is a wrong answer, no failure of ours."""
    try:
        return clean()
    except ValidationError:
        raise
    except ODD as odd:
        raise FactorAdapter().validation_error("incorrect_code") from odd


def _recorded(clean: Callable[[], Authenticator], email: str) -> Authenticator:
    try:
        return _understood(clean)
    except ValidationError:
        security.record_failure(context.request, email)
        raise


class PasskeyCodeForm(passkeys.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _recorded(super().clean_credential, self.user.email)


class ConfirmPasskeyForm(passkeys.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _recorded(super().clean_credential, self.user.email)


class PasskeySignInForm(passkeys.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _recorded(super().clean_credential, _claimed(self.cleaned_data["credential"]))


def _claimed(credential: Any) -> str:
    """The e-mail of whom the browser says that it signs in; "" where it says nobody who exists."""
    try:
        person: User = extract_user_from_response(credential)
    except (ValidationError, *ODD):
        return ""
    return person.email
