"""Files in an S3-compatible storage, whose failures are those of a disk: `OSError`, for whoever keeps or opens one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class BucketStorage(S3Storage):
    """Private: nothing in it has a public address, whoever may read a file gets it from the pages."""

    def get_default_settings(self) -> dict[str, Any]:
        # Newer checksums are asked for by Amazon's client alone; many other storages refuse them.
        patience = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"max_attempts": 3},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # One part after the other: ten at once would be held in memory, and copies are large.
        modest = TransferConfig(use_threads=False)
        return {**super().get_default_settings(), "client_config": patience, "transfer_config": modest}

    def _save(self, name: str, content: Any) -> str:
        with _like_a_disk():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _like_a_disk():
            file = super()._open(name, mode)
            # It is fetched here: a missing file is told before the answer begins.
            file.file  # noqa: B018
            return file

    def streamed(self, name: str, start: int = 0) -> "Streamed":
        """The file as it arrives, for what is too large to be fetched first. Raises FileNotFoundError."""
        if not self.exists(name):
            raise FileNotFoundError(name)
        wanted = {"Range": f"bytes={start}-"} if start else {}
        with _like_a_disk():
            found = self.bucket.Object(self._normalize_name(clean_name(name))).get(**wanted)
            return Streamed(found["Body"])

    def delete(self, name: str) -> None:
        with _like_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _like_a_disk():
            return bool(super().exists(name))


class Streamed:
    """What is read of it is held, and nothing else."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        with _like_a_disk():
            return bytes(self._body.read(None if size < 0 else size))

    def close(self) -> None:
        self._body.close()

    def __enter__(self) -> "Streamed":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def by_pieces(name: str, start: int = 0) -> Any:
    """A file of the storage, wherever it lies, opened to be read piece by piece from there on. Raises OSError."""
    streamed = getattr(default_storage, "streamed", None)
    if streamed is not None:
        return streamed(name, start)
    file = default_storage.open(name)
    file.seek(start)
    return file


@contextmanager
def _like_a_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(str(error)) from error
