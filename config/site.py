"""Where the site is: the address of the links in letters and in what commands print."""

from collections.abc import Collection

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]"}
EXAMPLE = "such as SITE_URL=https://alternat.example"


def address(told: str, hosts: Collection[str], *, https: bool, port: str) -> str:
    """What SITE_URL tells; else the only name that the site has. Raises where a link could lead nowhere."""
    if told:
        if not told.startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"SITE_URL={told} is no address: write it with https://, {EXAMPLE}")
        return told.rstrip("/")
    names = [host for host in hosts if host not in THIS_MACHINE]
    if not names:
        return f"http://127.0.0.1:{port}"
    if len(names) == 1 and https and not names[0].startswith((".", "*")):
        return f"https://{names[0]}"
    raise ImproperlyConfigured(
        f"SITE_URL is not set: the links in letters would lead nowhere. Set the address of the site, {EXAMPLE}"
    )
