"""Each file that is handed in goes past the scanner for viruses (ClamAV), where the settings name one.

It fails closed: while the scanner does not answer, no file is taken.
"""

import logging
from typing import BinaryIO

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
# For each answer of the scanner, and for each time that it takes more of the file.
SECONDS = 20


def check(file: BinaryIO, name: str) -> None:
    """Raises ValidationError for a file with a virus, or that could not be looked at. Leaves it at its start."""
    address = settings.CLAMD
    if address is None:
        return
    file.seek(0)
    try:
        ((verdict, virus),) = _scanner(address).instream(file).values()
    except (ClamdError, OSError, ValueError) as error:
        logger.error("The scanner for viruses did not answer: %s", error)
        raise ValidationError(
            _("“%(name)s” was not kept: the scanner for viruses does not answer now. Try again later.")
            % {"name": name}
        ) from error
    finally:
        file.seek(0)
    if verdict == "FOUND":
        logger.warning("A file with a virus was refused: %s", virus)
        raise ValidationError(
            _(
                "“%(name)s” was not kept: it holds a virus (%(virus)s). Clean your device, then send a sound copy."
            )
            % {"name": name, "virus": virus}
        )
    if verdict != "OK":
        logger.error("The scanner for viruses could not look at a file: %s", virus)
        raise ValidationError(
            _(
                "“%(name)s” was not kept: the scanner for viruses could not look at it. Send it in another format."
            )
            % {"name": name}
        )


def _scanner(address: str | tuple[str, int]) -> ClamdNetworkSocket:
    if isinstance(address, str):
        return ClamdUnixSocket(address, timeout=SECONDS)
    host, port = address
    return ClamdNetworkSocket(host, port, timeout=SECONDS)
