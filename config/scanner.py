"""`CLAMD_SOCKET`: where the scanner for viruses listens, checked before the start."""

from django.core.exceptions import ImproperlyConfigured


def address(told: str) -> str | tuple[str, int] | None:
    """The path of a socket, or host and port; None where there is no scanner."""
    if not told:
        return None
    if told.startswith("/"):
        return told
    host, _colon, port = told.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(
            f"CLAMD_SOCKET={told} is neither the path of a socket nor HOST:PORT, such as 127.0.0.1:3310"
        )
    return host, int(port)
