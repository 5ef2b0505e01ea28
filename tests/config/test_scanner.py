"""`CLAMD_SOCKET` is a path, a host with its port, or nothing; whatever else stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import scanner


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("", None),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("scanner.example:3310", ("scanner.example", 3310)),
    ],
)
def test_where_the_scanner_listens(told, address):
    assert scanner.address(told) == address


@pytest.mark.parametrize("told", ["clamd", "127.0.0.1", ":3310", "127.0.0.1:", "127.0.0.1:99999", "1"])
def test_what_is_no_address_stops_the_start(told):
    with pytest.raises(ImproperlyConfigured, match="CLAMD_SOCKET"):
        scanner.address(told)
