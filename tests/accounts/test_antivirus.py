"""Files go past a real scanner, which knows one virus alone: the one that exists for tests. Away, nothing is taken."""

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import antivirus, files
from tests.build import make_pdf

# Put together here, so that no scanner takes this file for one.
VIRUS = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + "$H+H*").encode()
CONFIGURATION = """
Foreground yes
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
StreamMaxLength 1M
MaxThreads 2
"""


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """The path of its socket, which has to be short; the one signature is the SHA-256 of the virus."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        (folder / "signatures").mkdir()
        signature = f"{hashlib.sha256(VIRUS).hexdigest()}:{len(VIRUS)}:Eicar-Test:73\n"
        (folder / "signatures" / "test.hsb").write_text(signature)
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
        program = shutil.which(
            "clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
        )
        assert program, "clamd is missing: make test installs it"
        command = [program, "--config-file", str(folder / "clamd.conf")]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield _listening(folder / "clamd.ctl", server, folder / "clamd.log")
        finally:
            server.terminate()
            server.wait(timeout=10)


def _listening(path: Path, server: subprocess.Popen[bytes], log: Path) -> str:
    for _attempt in range(300):
        assert server.poll() is None, log.read_text() if log.exists() else "clamd ended at once"
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(path)) == 0:
                return str(path)
        time.sleep(0.05)
    raise AssertionError("clamd did not start")


def examine(content: bytes, name: str = "nota.txt") -> files.Examined:
    return files.examine(SimpleUploadedFile(name, content))


def test_a_sound_file_is_taken_whole(clamd, settings):
    settings.CLAMD = clamd
    pdf = make_pdf()
    examined = examine(pdf, "acta.pdf")
    assert examined.file.read() == pdf, "read from its start, though the scanner read it before"


def test_a_virus_is_refused_and_noted(clamd, settings, caplog):
    settings.CLAMD = clamd
    with pytest.raises(ValidationError, match=r"nota\.txt.*Eicar-Test"):
        examine(VIRUS)
    assert "Eicar-Test" in caplog.text


def test_without_a_scanner_in_the_settings_nothing_is_asked(settings):
    assert settings.CLAMD is None
    assert examine(VIRUS).size == len(VIRUS)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", ("127.0.0.1", 9)])
def test_while_the_scanner_is_away_no_file_is_taken(settings, caplog, address):
    settings.CLAMD = address
    with pytest.raises(ValidationError, match=r"nota\.txt"):
        examine(b"hola")
    assert "did not answer" in caplog.text


def test_a_file_larger_than_the_scanner_takes_is_not_taken(clamd, settings):
    settings.CLAMD = clamd
    with pytest.raises(ValidationError, match=r"nota\.txt"):
        examine(b"a" * (3 * 2**20))


def test_a_scanner_that_says_nothing_is_not_waited_for_for_ever(settings, monkeypatch):
    monkeypatch.setattr(antivirus, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = ("127.0.0.1", silent.getsockname()[1])
        with pytest.raises(ValidationError, match=r"nota\.txt"):
            examine(b"hola")


def test_an_answer_that_is_none_is_no_yes(settings):
    """Something else listens there."""

    def answer(server: socket.socket) -> None:
        line, _address = server.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            line.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        settings.CLAMD = ("127.0.0.1", server.getsockname()[1])
        with pytest.raises(ValidationError, match=r"nota\.txt"):
            examine(b"hola")
        thread.join()
