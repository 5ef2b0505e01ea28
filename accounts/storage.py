"""Files in an S3-compatible storage, whose failures are those of a disk: `OSError`, for whoever keeps or opens one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


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
        return {**super().get_default_settings(), "client_config": patience}

    def _save(self, name: str, content: Any) -> str:
        with _like_a_disk():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _like_a_disk():
            file = super()._open(name, mode)
            # It is fetched here: a missing file is told before the answer begins.
            file.file  # noqa: B018
            return file

    def delete(self, name: str) -> None:
        with _like_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _like_a_disk():
            return bool(super().exists(name))


@contextmanager
def _like_a_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(str(error)) from error
