"""A real mail server for the letters: what it received is what a person would read."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Empty, Queue

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Letters in the order in which the server took them."""

    def __init__(self) -> None:
        self._letters: Queue[EmailMessage] = Queue()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self._letters.put(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def next(self, seconds: float = 10) -> EmailMessage:
        return self._letters.get(timeout=seconds)

    def is_empty(self, seconds: float = 0.5) -> bool:
        try:
            self._letters.get(timeout=seconds)
        except Empty:
            return True
        return False


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(settings, free_port: int) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    yield box
    server.stop()
