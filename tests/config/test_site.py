"""The links in letters lead to the site, or it does not start."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import site
from tests.config.test_manage import manage

HERE = ["127.0.0.1", "localhost", "[::1]"]
NAME = "alternat.example"


@pytest.mark.parametrize(
    ("told", "hosts", "https", "where"),
    [
        ("", HERE, False, "http://127.0.0.1:8001"),
        ("", [NAME], True, "https://alternat.example"),
        ("", [NAME, "127.0.0.1"], True, "https://alternat.example"),
        ("https://otra.example/", [NAME, "otra.example"], True, "https://otra.example"),
        ("http://192.0.2.7:8000", ["192.0.2.7"], False, "http://192.0.2.7:8000"),
    ],
)
def test_it_is_what_is_told_or_the_only_name_of_the_site(told, hosts, https, where):
    assert site.address(told, hosts, https=https, port="8001") == where


@pytest.mark.parametrize(
    ("told", "hosts", "https"),
    [
        ("", [NAME, "otra.example"], True),
        ("", [".alternat.example"], True),
        ("", ["*"], True),
        ("", [NAME], False),
        ("alternat.example", [NAME], True),
    ],
)
def test_where_links_would_lead_nowhere_it_does_not_start(told, hosts, https):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL=https://"):
        site.address(told, hosts, https=https, port="8000")


def test_the_settings_ask_it(tmp_path: Path):
    refused = manage(tmp_path, "check", ALLOWED_HOSTS="uno.example,dos.example")
    assert refused.returncode == 1
    assert "SITE_URL is not set" in refused.stderr
    told = "from django.conf import settings; print(settings.SITE_URL)"
    assert (
        manage(tmp_path, "shell", "-v0", "-c", told, ALLOWED_HOSTS=NAME).stdout.strip() == f"https://{NAME}"
    )
