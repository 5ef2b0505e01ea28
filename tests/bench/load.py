"""The clients, as a process of their own: each keeps its connection and asks again as soon as it is answered.

python -m tests.bench.load '{"port": 8000, "path": "/", "cookie": "", "clients": 8, "seconds": 3}'
"""

import http.client
import json
import sys
import threading
import time
from statistics import quantiles
from typing import Any


def measure(port: int, path: str, cookie: str, clients: int, seconds: float) -> dict[str, float]:
    """Requests a second and the time of an answer in milliseconds. An answer other than 200 is an error."""
    times: list[float] = []
    errors: list[str] = []
    start = time.perf_counter()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": cookie} if cookie else {}
        while (began := time.perf_counter()) < start + seconds and not errors:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                errors.append(f"{path} answered {answer.status}")
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors or len(times) < 2:
        raise SystemExit(errors[0] if errors else f"{path} did not answer")
    return {
        "requests_per_s": len(times) / (time.perf_counter() - start),
        "p50_ms": quantiles(times, n=100)[49] * 1000,
        "p95_ms": quantiles(times, n=100)[94] * 1000,
    }


def main(spec: dict[str, Any]) -> None:
    print(json.dumps(measure(**spec)))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
