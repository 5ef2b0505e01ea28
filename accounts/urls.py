"""The addresses of people: signing in, passwords and second factors under allauth's names, the rest under `accounts:`.

Of allauth's views only these are reachable; signing up, confirming and managing e-mails, tying accounts to others
are not. Marked `_open` is what somebody needs who has to set up a second factor first.
"""

from collections.abc import Callable

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods

from accounts import (
    appointment_views,
    directory_views,
    mail_views,
    oidc,
    security_views,
    session_views,
    views,
)
from accounts.gate import without_second_factor


def _open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth's views also answer to methods that no form of ours uses."""
    return without_second_factor(require_http_methods(["GET", "HEAD", "POST"])(view))


app_patterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/invite/", appointment_views.person_invite, name="person-invite"),
    path("people/<int:pk>/", views.person_edit, name="person-edit"),
    path("people/<int:pk>/link/", views.person_link, name="person-link"),
    path("people/<int:pk>/appoint/", appointment_views.person_appoint, name="person-appoint"),
    path("appointments/<int:pk>/renew/", appointment_views.appointment_renew, name="appointment-renew"),
    path("appointments/<int:pk>/revoke/", appointment_views.appointment_revoke, name="appointment-revoke"),
    path("people/<int:pk>/second-factor/", security_views.person_second_factor, name="person-second-factor"),
    path("profile/", without_second_factor(views.profile), name="profile"),
    path("language/", without_second_factor(views.language), name="language"),
    path("mail/", mail_views.mail_failed, name="mail-failed"),
    path("mail/<int:pk>/retry/", mail_views.mail_retry, name="mail-retry"),
    path("sessions/", session_views.sessions, name="sessions"),
    path("sessions/end-others/", session_views.sessions_end, name="sessions-end"),
    path("sessions/<int:pk>/end/", session_views.session_end, name="session-end"),
    path("security/", security_views.security, name="security"),
    path("security/unlock/", security_views.security_unlock, name="security-unlock"),
]

urlpatterns = [
    path(
        "sign-in/",
        _open(allauth.LoginView.as_view(extra_context={"directories": oidc.offered})),
        name="account_login",
    ),
    path("sign-in/passkey/", _open(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "sign-in/<slug:provider_id>/",
        directory_views.directory_sign_in,
        name="openid_connect_login",
    ),
    path(
        "sign-in/<slug:provider_id>/back/",
        directory_views.directory_back,
        name="openid_connect_callback",
    ),
    path("sign-out/", _open(allauth.logout), name="account_logout"),
    path("inactive/", _open(allauth.account_inactive), name="account_inactive"),
    path("password/", _open(allauth.password_change), name="account_change_password"),
    path("password/reset/", _open(allauth.password_reset), name="account_reset_password"),
    path("password/reset/sent/", _open(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        _open(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("confirm/", _open(allauth.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", _open(factors.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", _open(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", _open(factors.index), name="mfa_index"),
    path("second-factor/code/", _open(factors.authenticate), name="mfa_authenticate"),
    path("second-factor/app/", _open(app.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", _open(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", _open(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/", _open(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "second-factor/codes/download/",
        _open(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/passkeys/", _open(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", _open(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/", _open(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "second-factor/passkeys/<int:pk>/remove/", _open(passkeys.remove_webauthn), name="mfa_remove_webauthn"
    ),
    path("", include((app_patterns, "accounts"))),
]
