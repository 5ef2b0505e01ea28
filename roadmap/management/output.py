"""What the commands share: finding a roadmap and writing a file, each failing with one plain line."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from roadmap import summary
from roadmap.models import Roadmap


def roadmap_or_error(code: str) -> Roadmap:
    roadmap = Roadmap.objects.with_parties().filter(code=code).first()
    if roadmap is None:
        raise CommandError(_("There is no roadmap with the code %(code)s.") % {"code": code})
    return roadmap


@contextmanager
def as_signed() -> Iterator[None]:
    """What is stored of a closing and is not what was signed is said, and shown nowhere."""
    try:
        yield
    except summary.DoesNotFit as error:
        raise CommandError(
            _("What is stored of this closing is not what was signed: %(what)s.") % {"what": error}
        ) from error


def write_file(name: str, content: bytes) -> None:
    with whole_file(name) as file:
        file.write(content)


@contextmanager
def whole_file(name: str) -> Iterator[IO[bytes]]:
    """The whole file or none: written beside its place and then moved there."""
    path = Path(name)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be written: %(why)s") % {"file": name, "why": error.strerror}
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
