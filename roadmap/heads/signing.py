"""The installation's key for the heads of the record: Ed25519, made on first use, readable by its owner alone."""

import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from accounts import ledger

FORMAT = "alternat-head/1"


def signed(content: dict[str, Any]) -> str:
    """The content as canonical text, with the public key and the signature of all the rest."""
    key = _key(Path(settings.DATA_DIR, "heads_key"))
    told = {**content, "format": FORMAT, "public_key": key.public_key().public_bytes_raw().hex()}
    signature = key.sign(ledger.canonical(told).encode()).hex()
    return ledger.canonical({**told, "signature": signature})


def _key(path: Path) -> Ed25519PrivateKey:
    """Two processes that start at once agree on one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _key_in(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return _key_in(path)


def _key_in(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
