"""A real mail server for the letters, where what it received is what a person would read; a clock; an app."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Empty, Queue
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client

from accounts import mail
from accounts.models import User
from tests.accounts.factors import set_up_app
from tests.build import signed_in


class Mailbox:
    """Letters in the order in which the server took them, and what it does instead of taking them.

    `refused`: what it says to these recipients; `trouble`: what it says to every letter; `silent`: it says nothing.
    """

    def __init__(self) -> None:
        self._letters: Queue[EmailMessage] = Queue()
        self.refused: dict[str, str] = {}
        self.trouble = ""
        self.silent = False
        self.connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if self.silent:
            await asyncio.sleep(5)
            return "451 too late"
        if self.trouble:
            return self.trouble
        self._letters.put(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def next(self, seconds: float = 10) -> EmailMessage:
        return self._letters.get(timeout=seconds)

    def all(self) -> list[EmailMessage]:
        """All that came so far."""
        return [self._letters.get_nowait() for _ in range(self._letters.qsize())]

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


class MailServer:
    """Runs until it is stopped, and again after that, with the same mailbox at the same port."""

    def __init__(self, port: int) -> None:
        self.mailbox, self.port = Mailbox(), port
        self.start()

    def start(self) -> None:
        self._controller = Controller(self.mailbox, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop(no_assert=True)


@pytest.fixture
def mail_server(settings, free_port: int) -> Iterator[MailServer]:
    server = MailServer(free_port)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:
    return mail_server.mailbox


@pytest.fixture(autouse=True)
def _letters_have_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is sent after an answer leaves before the next test begins, whose mailbox it would be found in."""
    monkeypatch.setattr(mail, "AFTER_THE_ANSWER", 0.01)
    yield
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


@pytest.fixture
def clock() -> Iterator[Any]:
    """The time stands still; ten seconds into the half minute of a code."""
    with time_machine.travel("2026-06-01 12:00:10Z", tick=False) as travelled:
        yield travelled


@pytest.fixture
def with_app(secretariat_pe: User, clock: Any) -> str:
    """Peru's secretariat has an app: its key."""
    secret = set_up_app(signed_in(Client(), secretariat_pe))
    clock.shift(timedelta(minutes=5))
    return secret


def plain(letter: EmailMessage) -> str:
    """The letter as text."""
    part = letter.get_body(("plain",))
    assert part is not None
    return part.get_content()
