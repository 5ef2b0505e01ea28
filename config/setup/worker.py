"""Beside the server of `make run`: the worker of background jobs, begun again when it dies, gone with the server.

In production a service of the system does it (README). `python -m config.setup.worker SERVER_PID`
Standard library only: this process waits, and keeps nothing in memory.
"""

import os
import signal
import subprocess
import sys
import time

WORKER = [sys.executable, "manage.py", "db_worker", "--interval", "1", "--no-reload", "--verbosity", "1"]
PAUSE = 5.0  # seconds before it is begun again: what killed it may still be there
FINISH = 3.0  # seconds for what is at work; then it goes back into the queue


def main(server: int, command: list[str] = WORKER, pause: float = PAUSE, finish: float = FINISH) -> None:
    # Ctrl-C reaches everybody; this process ends with the server, after its worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while _lives(server):
        worker = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        while _lives(server) and worker.poll() is None:
            time.sleep(0.5)
        stop(worker, finish)
        _sleep(server, pause)


def stop(worker: "subprocess.Popen[bytes]", finish: float) -> None:
    """Asked once it finishes what it does, asked twice it puts that back into the queue."""
    for _asked in range(2):
        if worker.poll() is None:
            worker.terminate()
            _wait(worker, finish)
    if worker.poll() is None:
        worker.kill()
    worker.wait()


def _wait(worker: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _sleep(server: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while _lives(server) and time.monotonic() < until:
        time.sleep(0.5)


def _lives(server: int) -> bool:
    """Whoever started this process has not ended: its number would be another one."""
    return os.getppid() == server


if __name__ == "__main__":
    main(int(sys.argv[1]))
