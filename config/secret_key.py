"""The installation's secret key: made once by whichever command runs first, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def load_or_make(path: Path) -> str:
    """The key in `path`; where there is none, a new one is written with mode 600. Two first starts agree on one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return _written(path)


def _written(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < 50:
        raise RuntimeError(
            f"{path} holds no usable key: delete it to have a new one made (all sessions end)."
        )
    return key
