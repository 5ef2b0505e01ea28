"""The roots that each country trusts: certificates in folders, one folder a country (`BO/*.pem`). No database."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from asn1crypto import pem, x509

logger = logging.getLogger(__name__)
Roots = Mapping[str, tuple[x509.Certificate, ...]]


def read(folders: Iterable[Path], countries: Iterable[str]) -> Roots:
    """Of those countries, from all of the folders. What cannot be read is told to the log and trusted by nobody."""
    return {country: tuple(_of(folders, country)) for country in countries}


def _of(folders: Iterable[Path], country: str) -> Iterable[x509.Certificate]:
    for folder in folders:
        for path in sorted((folder / country).glob("*.pem")):
            try:
                yield from certificates(path.read_bytes())
            except (OSError, ValueError):
                logger.exception("No certificate could be read from %s", path)


def certificates(content: bytes) -> list[x509.Certificate]:
    """Those of a PEM file, one or several. Raises ValueError where there is none."""
    found = [der for kind, _headers, der in pem.unarmor(content, multiple=True) if kind == "CERTIFICATE"]
    if not found:
        raise ValueError("no certificate")
    loaded = [x509.Certificate.load(der, strict=True) for der in found]
    for one in loaded:
        # Read to the bottom now: what is broken is told here, not in the middle of a signature.
        one.native  # noqa: B018
    return loaded
