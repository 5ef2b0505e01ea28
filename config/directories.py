"""`OIDC_PROVIDERS`: the ministries' directories as the environment names them, checked before the start."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "country", "issuer", "client_id", "secret"}
OPTIONAL = {"second_factor", "authorize_origin"}
HERE = {"127.0.0.1", "localhost", "::1"}


def read(providers: Any) -> list[dict[str, Any]]:
    """allauth's apps; ImproperlyConfigured says what is wrong with which."""
    if not isinstance(providers, list):
        raise ImproperlyConfigured("OIDC_PROVIDERS has to be a list in JSON")
    apps = [_app(provider, number) for number, provider in enumerate(providers, 1)]
    if len({app["provider_id"] for app in apps}) != len(apps):
        raise ImproperlyConfigured("OIDC_PROVIDERS: each directory has an id of its own")
    return apps


def _app(provider: Any, number: int) -> dict[str, Any]:
    if not isinstance(provider, dict) or not NEEDED <= set(provider) <= NEEDED | OPTIONAL:
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS, directory {number}: it has {', '.join(sorted(NEEDED))}"
            f" and may have {', '.join(sorted(OPTIONAL))}, nothing else"
        )
    if not all(isinstance(provider[name], str) and provider[name] for name in NEEDED):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS, directory {number}: nothing of it may be empty")
    issuer, counted = urlsplit(provider["issuer"]), provider.get("second_factor", [])
    if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname in HERE):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS, directory {number}: the issuer is an https address")
    if not isinstance(counted, list) or not all(isinstance(way, str) and way for way in counted):
        raise ImproperlyConfigured(
            f"OIDC_PROVIDERS, directory {number}: second_factor is a list of amr or acr"
        )
    return {
        "provider_id": provider["id"],
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["secret"],
        "settings": {
            "server_url": provider["issuer"].rstrip("/"),
            "country": provider["country"].upper(),
            "second_factor": counted,
            "oauth_pkce_enabled": True,
            "origin": provider.get("authorize_origin", f"{issuer.scheme}://{issuer.netloc}"),
        },
    }
