"""The forms of people: `signing_in` (allauth's, in our words), `people` (accounts), `documents` (official papers),
`appointments`."""

from accounts.forms.documents import DocumentForm
from accounts.forms.people import AccountForm, OwnDetailsForm, PersonForm
from accounts.forms.signing_in import ChangeForm, ConfirmForm, NewPasswordForm, ResetForm, SignInForm

__all__ = [
    "AccountForm",
    "ChangeForm",
    "ConfirmForm",
    "DocumentForm",
    "NewPasswordForm",
    "OwnDetailsForm",
    "PersonForm",
    "ResetForm",
    "SignInForm",
]
