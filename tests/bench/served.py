"""A site behind gunicorn for the length of a measurement, on a free port of this machine, as the product is served."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site answers, which page is asked for and as whom."""

    port: int
    path: str = "/"
    cookie: str = ""

    def load(self, seconds: float) -> dict[str, float]:
        """What `tests.bench.load` measures, from its own process."""
        spec = {"port": self.port, "path": self.path, "cookie": self.cookie, "clients": CLIENTS}
        command = [sys.executable, "-m", "tests.bench.load", json.dumps({**spec, "seconds": seconds})]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 60)
        result: dict[str, float] = json.loads(done.stdout)
        return result


@contextmanager
def served(application: str, log: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """The port at which gunicorn serves the application, with the product's own gunicorn settings."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", application]
    variables = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), **environment}
    with log.open("ab") as output:
        server = subprocess.Popen(command, env=variables, stdout=output, stderr=output)
    try:
        _wait(server, port, log)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"gunicorn did not start:\n{log.read_text()}")
