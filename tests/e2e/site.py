"""The product with its demonstration on one Friday of November 2026, for the browser tests.

    python -m tests.e2e.site                     makes the database; prints the sessions by e-mail as JSON
    gunicorn … tests.e2e.site:application        serves it, as the product is served

The clock runs, but from that day on: figures and states are the same whenever the tests run.
"""

import json
import os
from datetime import UTC, date, datetime

import time_machine

TODAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PASSWORD = "una-clave-larga-y-propia"
time_machine.travel(TODAY, tick=True).start()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402


def prepare() -> dict[str, str]:
    """Migrates, loads the demonstration and signs everybody in."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from accounts import acts
    from roadmap import demonstration

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    people = demonstration.load(secret=PASSWORD, now=timezone.now())
    with acts.opened("site.prepare", by=None, now=timezone.now()):
        _bolivia_holds_the_campaign()
    sessions = {}
    for person in people:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        sessions[person.email] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def _bolivia_holds_the_campaign() -> None:
    """Activity 2.1 is joint: with Bolivia's part agreed, Peru's report alone decides whether it is fulfilled."""
    from roadmap.models import Activity, Conformity
    from tests.build import make_evidence, make_report

    activity = Activity.objects.get(roadmap__code="bo-pe-2025-2026", number="2.1")
    validated = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    report = make_report(
        activity,
        "BO",
        as_of=date(2026, 11, 18),
        milestones_met=["c2025", "c2026"],
        validated_at=validated,
        created_at=validated,
        description="Campaña 2026 realizada en la frontera",
    )
    make_evidence(report, "Informe de campaña 2026")
    Conformity.objects.create(
        report=report,
        country_id="PE",
        decision=Conformity.Decision.AGREED,
        decided_at=datetime(2026, 11, 19, 15, 0, tzinfo=UTC),
    )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepare()))
else:
    application = get_wsgi_application()
