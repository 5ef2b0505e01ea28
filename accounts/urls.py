"""The addresses of people: signing in and passwords under allauth's names, accounts under `accounts:`.

Of allauth's views only these are reachable; signing up, confirming and managing e-mails are not.
"""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from accounts import views

app_patterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/<int:pk>/", views.person_edit, name="person-edit"),
    path("people/<int:pk>/link/", views.person_link, name="person-link"),
    path("profile/", views.profile, name="profile"),
    path("language/", views.language, name="language"),
]

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("", include((app_patterns, "accounts"))),
]
