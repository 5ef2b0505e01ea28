"""The settings of the ministries' directories: what is odd in them stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import directories

SOUND = {
    "id": "mipe",
    "name": "Cancillería",
    "country": "PE",
    "issuer": "https://ingreso.example",
    "client_id": "alternat",
    "secret": "x",
}


def test_a_directory_is_named_by_settings_alone():
    app = directories.read([{**SOUND, "country": "pe"}])[0]
    assert app["settings"]["country"] == "PE"
    assert app["settings"]["oauth_pkce_enabled"] is True
    assert app["settings"]["origin"] == "https://ingreso.example"
    assert directories.read([]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {**SOUND, "issuer": "http://ingreso.example"},
        {**SOUND, "country": ""},
        {**SOUND, "verified_email": True},
        {**SOUND, "second_factor": "mfa"},
        {**SOUND, "second_factor": [""]},
        {key: value for key, value in SOUND.items() if key != "country"},
        "mipe",
    ],
)
def test_what_is_odd_in_the_settings_stops_the_start(wrong):
    with pytest.raises(ImproperlyConfigured):
        directories.read([wrong])


def test_two_directories_do_not_share_an_id():
    with pytest.raises(ImproperlyConfigured):
        directories.read([SOUND, SOUND])


def test_directories_are_a_list():
    with pytest.raises(ImproperlyConfigured):
        directories.read(SOUND)
