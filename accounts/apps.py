"""The app of people and countries."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and countries")

    def ready(self) -> None:
        from accounts import acts

        acts.watch()
