"""`make run` inside `.venv`: prepare database and static files, start what runs beside the server, become gunicorn."""

import errno
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connections

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def main() -> None:
    os.environ["DEBUG"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # fontconfig keeps its cache there: in the data folder, not in HOME.
    os.environ["XDG_CACHE_HOME"] = os.path.join(os.environ["DATA_DIR"], "cache")
    host = os.environ["HOST"] = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ["PORT"] = os.environ.get("PORT") or "8000"
    _require_free(host, port)
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        _collect_static_files()
        _welcome(is_local=host in LOOPBACK)
    except (ImproperlyConfigured, DatabaseError, OSError) as error:
        sys.exit(f"Alternat cannot start: {error}")
    connections.close_all()
    # They end with this process, which becomes the server.
    for beside in ("due", "worker"):
        command = [sys.executable, "-m", f"config.setup.{beside}", str(os.getpid())]
        subprocess.Popen(command, stdin=subprocess.DEVNULL)
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    os.execv(sys.executable, gunicorn)


def _require_free(host: str, port: str) -> None:
    """Stops with a plain line where gunicorn would retry and complain."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        sys.exit(f"PORT={port} is not a port: give a number from 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"Port {port} is in use. Stop what uses it, or choose another: make run PORT=8001")
        sys.exit(f"Cannot serve on HOST={host} PORT={port}: {error.strerror}")


def _collect_static_files() -> None:
    """Only where they changed: compressing them all takes seconds."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "collected.sha256"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest.hexdigest())


def _welcome(*, is_local: bool) -> None:
    """The demonstration where it is wanted, its accounts where it is loaded, else how to begin."""
    people = get_user_model().objects.all()
    is_empty = not people.exists() and not apps.get_model("roadmap", "Roadmap").objects.exists()
    if is_empty and (settings.DEMO or (settings.DEMO is None and is_local)):
        print("Loading the demonstration …", flush=True)
        _manage("demo", DEMO="1")
    elif is_empty:
        print("The database is empty. Create the first operator with:", flush=True)
        print("    .venv/bin/python manage.py create_operator EMAIL", flush=True)
    elif settings.DEMO is not False and people.filter(is_demonstration=True).exists():
        _manage("demo", "--accounts")
    if not is_local and not os.environ.get("ALLOWED_HOSTS"):
        print("Only this machine is answered until ALLOWED_HOSTS names the site (see README).", flush=True)


def _manage(*command: str, **environment: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *command], env={**os.environ, **environment})
    if done.returncode:
        sys.exit(f"manage.py {' '.join(command)} failed: see above.")


if __name__ == "__main__":
    main()
