"""A database from the generator with somebody signed in, and what each page asks of it.

python -m tests.bench.scene '{"roadmaps": 100, "reports": 24}'   (DATA_DIR, DATABASE_URL: where)
"""

import json
import os
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Role, User  # noqa: E402
from tests.build import make_user  # noqa: E402
from tests.generator import Shape, fill  # noqa: E402


def make(shape: Shape) -> dict[str, Any]:
    """The pages by name: address, bytes and queries; and the cookie of a secretariat that sees them."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    roadmap = fill(shape)[0]
    person = make_user("bench@example.org", Role.SECRETARIAT, "PE", "ST-CMNP")
    activity = roadmap.activities.order_by("position").first()
    assert activity is not None
    pages = {
        "list": reverse("roadmap:roadmap-list"),
        "dashboard": reverse("roadmap:dashboard", args=[roadmap.code]),
        "activities": reverse("roadmap:activity-list", args=[roadmap.code]),
        "activity": reverse("roadmap:activity-detail", args=[roadmap.code, activity.number]),
        "why": reverse("roadmap:why", args=[roadmap.code, "fulfilment"]),
        "inbox": reverse("roadmap:inbox"),
        "awaited": reverse("roadmap:inbox-awaited", args=["BO.secretariat"]),
    }
    _let_the_planner_know()
    client = _signed_in(person)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {"cookie": cookie, "pages": {name: _page(client, person, path) for name, path in pages.items()}}


def _signed_in(person: User) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _let_the_planner_know() -> None:
    """What PostgreSQL's own autovacuum does within a minute of a load."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _page(client: Client, person: User, path: str) -> dict[str, Any]:
    """Queries of the first request after a write, and of the next one, which may recall what was computed."""
    client.get(path)  # compiles templates and imports what only this page needs
    person.save(update_fields=["full_name"])
    first, size = _queries(client, path)
    again, _ = _queries(client, path)
    return {"path": path, "bytes": size, "queries": first, "queries_again": again}


def _queries(client: Client, path: str) -> tuple[int, int]:
    """How many, and the bytes of the page."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(queries), len(answer.content)


if __name__ == "__main__":
    print(json.dumps(make(Shape(until=timezone.now().date(), **json.loads(sys.argv[1])))))
