"""What this house does otherwise than allauth.mfa: secrets are encrypted in the database, and the words are ours."""

import base64
import logging
import secrets
from io import BytesIO
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts.models import User

log = logging.getLogger(__name__)
SALT = "accounts.factor_adapter"


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not right, or it was used already. Try with a new code."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What cannot be read any more (the secret key was lost) becomes a secret that nobody has: no code fits."""
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor cannot be read with this SECRET_KEY: it has to be reset")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: User) -> str:
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """On a ground of its own: black on the page's dark theme could not be read."""
        buffer = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(buffer)
        return buffer.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return gettext("Passkey")


def _ciphers() -> MultiFernet:
    keys: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(salted_hmac(SALT, "fernet", secret=key, algorithm="sha256").digest())
