"""Second factors as people have them: an app that shows codes, and giving them where they are asked for."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.build import PASSWORD


def code_of(secret: str, steps: int = 0) -> str:
    """What an app with this key shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + steps))


def confirm(client: Client, password: str = PASSWORD):
    return client.post(reverse("account_reauthenticate"), {"password": password})


def set_up_app(client: Client) -> str:
    """The key of the app that was set up."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def give_code(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})
