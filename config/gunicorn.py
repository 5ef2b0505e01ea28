"""How gunicorn serves Alternat, here and in production: gunicorn -c python:config.gunicorn config.wsgi"""

import os
from typing import Any

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
# A long bilateral report takes a weak machine half a minute.
timeout = 120
# The control socket would lie in HOME.
control_socket_disable = True
proc_name = "alternat"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """The address is printed once it answers, as the last line of the start."""
    print("Alternat: " + ", ".join(_address(listener) for listener in server.LISTENERS), flush=True)


def _address(listener: Any) -> str:
    """A socket for nginx has no address that a browser could open."""
    name = str(listener)
    return f"{name}/   (Ctrl-C stops it)" if name.startswith("http") else name
