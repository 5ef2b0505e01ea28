"""What surrounds every page: null characters come to nothing, and no cache shows a page to somebody else."""

import pytest
from django.test import Client

from accounts.models import User
from tests.build import make_activity, make_roadmap

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/roadmaps/%00/", "/roadmaps/bo-pe-2025-2026/activities/1.1%00/report/"])
def test_an_address_with_a_null_character_does_not_exist(
    client: Client, secretariat_pe: User, address: str
) -> None:
    make_activity(make_roadmap())
    client.force_login(secretariat_pe)
    assert client.get(address).status_code == 404


def test_a_cookie_with_a_null_character_is_nobodys(client: Client) -> None:
    assert client.get("/", headers={"cookie": r'sessionid="aaaaaaaa\000b"'}).status_code == 302


@pytest.mark.parametrize("address", ["/", "/no-hay/", "/roadmaps/bo-pe-2025-2026/why/due/?format=json"])
def test_pages_are_private_and_asked_for_again(client: Client, reader: User, address: str) -> None:
    make_activity(make_roadmap())
    client.force_login(reader)
    assert client.get(address)["Cache-Control"] == "private, no-cache"
