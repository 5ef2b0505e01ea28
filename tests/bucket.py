"""A server of an S3-compatible storage on this machine, for the tests that keep files there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BUCKET = "alternat"


@contextmanager
def served() -> Iterator[dict[str, Any]]:
    """The settings of the storage (`STORAGES["default"]`), with an empty bucket."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env={"PATH": os.environ["PATH"]}, **quiet)
    try:
        _wait(port, server)
        yield {
            "BACKEND": "accounts.storage.BucketStorage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": f"http://127.0.0.1:{port}",
                "region_name": "us-east-1",
                "access_key": "key",
                "secret_key": "secret",
                "default_acl": None,
                "file_overwrite": False,
                "querystring_auth": True,
            },
        }
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        assert server.poll() is None, "the storage's server ended at once"
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the storage's server did not start")
