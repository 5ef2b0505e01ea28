"""The forms of signing in and of passwords: allauth's, in our words."""

import time
from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import sign_in

SAME_FOR_ALL = 0.05  # seconds


def say(form: forms.Form, **labels: Any) -> None:
    """Our label on a field of allauth's, without its placeholder: a placeholder is no label."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login=_("E-mail"), password=_("Password"))
        self.fields["password"].help_text = ""


class ResetForm(allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=_("E-mail"))

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
        say(self, password1=_("New password"), password2=_("New password, again"))

    def save(self) -> None:
        super().save()
        sign_in.unlock(self.user.email)


class ChangeForm(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(
            self,
            oldpassword=_("Current password"),
            password1=_("New password"),
            password2=_("New password, again"),
        )
        self.fields["oldpassword"].help_text = ""


class ConfirmForm(allauth.ReauthenticateForm):
    """The password once more, before something of the sign-in is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password=_("Current password"))
        self.fields["password"].help_text = ""
