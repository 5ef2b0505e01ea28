"""A ministry's directory for the tests: a real OpenID Connect server, asked over HTTP, that insists on PKCE."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import requests
from django.test import Client
from django.urls import reverse
from werkzeug.serving import make_server

from config import directories


@dataclass
class Directory:
    url: str
    # What was asked of it: (path, form or query).
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def knows(self, sub: str, **claims: Any) -> None:
        answer = requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5)
        assert answer.status_code == 204

    def settings(self, **more: Any) -> dict[str, Any]:
        """`SOCIALACCOUNT_PROVIDERS` as the environment's JSON makes it."""
        given = {
            "id": "mipe",
            "name": "Cancillería del Perú",
            "country": "PE",
            "issuer": self.url,
            "client_id": "alternat",
            "secret": "no-se-dice",
        }
        return {"openid_connect": {"APPS": directories.read([{**given, **more}])}}


def sign_in(client: Client, sub: str, directory: str = "mipe", answer: str = "authorize") -> Any:
    """What the person and the browser do: the button, the directory's page, and back."""
    sent = client.post(reverse("openid_connect_login", args=[directory]))
    assert sent.status_code == 302, sent.content
    there = requests.post(
        sent["Location"], data={"sub": sub, "action": answer}, allow_redirects=False, timeout=5
    )
    assert there.status_code == 302, there.text
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


@contextmanager
def running() -> Iterator[Directory]:
    app = oidc_provider_mock.app(require_client_registration=False)
    server = make_server("localhost", 0, app, threaded=True)
    directory = Directory(f"http://localhost:{server.server_port}")
    app.before_request(lambda: _watched(directory))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield directory
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def _watched(directory: Directory) -> tuple[str, int] | None:
    """Refuses a code whose keeper does not know the word that was hashed when it was asked for (RFC 7636)."""
    request = flask.request
    directory.asked.append((request.path, request.values.to_dict()))
    if request.path != "/oauth2/token":
        return None
    begun = next(values for path, values in reversed(directory.asked) if path == "/oauth2/authorize")
    digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == begun.get("code_challenge")
    return None if fits and begun.get("code_challenge_method") == "S256" else ("invalid_grant", 400)


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)
