"""The frame of every page: what it offers beside the content."""

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from accounts.models import User
from roadmap.navigation import HELP
from roadmap.views.help import PAGES

pytestmark = pytest.mark.any_database


def test_each_page_leads_to_a_help_page_that_is_there() -> None:
    routes = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    for namespace in ("roadmap", "accounts"):
        _prefix, resolver = get_resolver().namespace_dict[namespace]
        routes |= {name for name in resolver.reverse_dict if isinstance(name, str)}
    assert set(HELP) <= routes
    assert set(HELP.values()) <= {page.slug for page in PAGES}


@pytest.mark.django_db
def test_the_operator_reads_of_accounts_and_a_secretariat_of_appointments(
    client: Client, operator: User, secretariat_pe: User
) -> None:
    with override("es"):
        for person, slug in ((operator, "personas"), (secretariat_pe, "designaciones")):
            client.force_login(person)
            assert f'href="/help/{slug}/"' in client.get("/accounts/people/").content.decode()
