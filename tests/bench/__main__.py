"""`python -m tests.bench`: one JSON line for each measured thing, with its ratio and what was asked for.

On SQLite in a temporary folder; where DATABASE_URL names a PostgreSQL server, in databases made there and
dropped at the end (`python -m tests.postgres .venv/bin/python -m tests.bench`).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import environ
import psycopg

from tests.bench.served import CLIENTS, WORKERS, Site, served

ROUNDS = 7
SECONDS = 2.5
WARM_UP = 1.5
ROWS = 5000
SHAPES = {
    "one": {"roadmaps": 1, "reports": 24, "people": 500},
    "many_roadmaps": {"roadmaps": 100, "reports": 24, "history": False, "people": 500},
    "many_reports": {"roadmaps": 1, "reports": 240, "history": False},
}
LARGE = {"entries": 100_000, "activities": 200, "reports": 25}
# Pages that are as quick with a hundred roadmaps as with one, besides the dashboard.
AS_QUICK = {"activities": "activity list", "inbox": "inbox", "awaited": "waiting list"}
Place = dict[str, str]


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="alternat-bench-") as folder, ExitStack() as stack:
        places = {
            name: stack.enter_context(_place(Path(folder), name)) for name in (*SHAPES, "import", "proof")
        }
        scenes = {name: _run("scene", places[name], json.dumps(shape)) for name, shape in SHAPES.items()}
        _queries(scenes)
        _pages(Path(folder), places, scenes)
        _documents(_run("documents", places["one"], "bo-pe-0001"))
        _import(_run("workbooks", places["import"], str(ROWS)))
        _proof(_run("proof", places["proof"], json.dumps(LARGE)))
    _line("bench", seconds=round(time.monotonic() - began))


@contextmanager
def _place(folder: Path, name: str) -> Iterator[Place]:
    """The environment of one database: a folder of its own, on PostgreSQL a database of its own too."""
    data = {"DATA_DIR": str(folder / name), "XDG_CACHE_HOME": str(folder), "DEBUG": "0", "DEMO": "0"}
    data["SECOND_FACTOR_REQUIRED"] = "0"  # nobody is there to type one
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield data
        return
    database = f"alternat_bench_{name}_{os.getpid()}"
    with _connect(url) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')
        try:
            yield {**data, "DATABASE_URL": f"{url.rpartition('/')[0]}/{database}"}
        finally:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _connect(url: str) -> psycopg.Connection[Any]:
    """django-environ reads the address, as for the product: it may name the folder of a socket."""
    parts = environ.Env.db_url_config(url)
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: parts[key] for name, key in names.items() if parts.get(key)}
    return psycopg.connect(**given, autocommit=True)


def _run(module: str, place: Place, *arguments: str) -> Any:
    """What a part of the bench says on its last line, from a process of its own."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    done = subprocess.run(command, env={**os.environ, **place}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _queries(scenes: dict[str, Any]) -> None:
    """Of a page after a write, with one roadmap and many, few reports and many; `again`: of the next request."""
    for page in scenes["one"]["pages"]:
        counts = {name: scene["pages"][page]["queries"] for name, scene in scenes.items()}
        limit = 12 if page == "dashboard" else None
        wanted = f"≤ {limit} and the same everywhere" if limit else "the same everywhere"
        same = len(set(counts.values())) == 1
        first = scenes["one"]["pages"][page]
        _line(
            f"queries of the page: {page}",
            **counts,
            again=first["queries_again"],
            bytes=first["bytes"],
            wanted=wanted,
            met=same and counts["one"] <= (limit or counts["one"]),
        )


def _pages(folder: Path, places: dict[str, Place], scenes: dict[str, Any]) -> None:
    """The dashboard with one roadmap and with many beside the bare view, in turns: single runs swing.

    A ratio compares runs of the same turn; the median of the turns counts.
    """
    size = str(scenes["one"]["pages"]["dashboard"]["bytes"])
    with ExitStack() as stack:
        log = folder / "gunicorn.log"
        bare = stack.enter_context(served("tests.bench.bare:application", log, {"PAGE_BYTES": size}))
        sites = {"bare": Site(bare)}
        for name in ("one", "many_roadmaps"):
            port = stack.enter_context(served("config.wsgi", log, places[name]))
            sites[name] = Site(port, scenes[name]["pages"]["dashboard"]["path"], scenes[name]["cookie"])
        for site in sites.values():
            site.load(WARM_UP)
        runs = [{name: site.load(SECONDS) for name, site in sites.items()} for _ in range(ROUNDS)]
        for page, title in AS_QUICK.items():
            _as_quick(page, title, {name: sites[name].port for name in ("one", "many_roadmaps")}, scenes)
    found = {name: {key: median(run[name][key] for run in runs) for key in runs[0][name]} for name in sites}
    for name, values in found.items():
        _line(f"load: {name}", bytes=int(size), **{key: round(value, 1) for key, value in values.items()})
    speeds = [run["one"]["requests_per_s"] / run["bare"]["requests_per_s"] for run in runs]
    waits = [run["many_roadmaps"]["p95_ms"] / run["one"]["p95_ms"] for run in runs]
    _ratio("dashboard beside the bare view, requests/s", median(speeds), at_least=0.5)
    _ratio("p95 of the dashboard, 100 roadmaps to 1", median(waits), at_most=1.3)


def _as_quick(page: str, title: str, ports: dict[str, int], scenes: dict[str, Any]) -> None:
    """One page with many roadmaps beside the same page with one, in turns."""
    sites = {
        name: Site(port, scenes[name]["pages"][page]["path"], scenes[name]["cookie"])
        for name, port in ports.items()
    }
    for site in sites.values():
        site.load(WARM_UP)
    runs = [{name: site.load(SECONDS) for name, site in sites.items()} for _ in range(ROUNDS)]
    found = {name: round(median(run[name]["p95_ms"] for run in runs), 1) for name in sites}
    _line(f"p95 of the {title}, ms", **found)
    waits = [run["many_roadmaps"]["p95_ms"] / run["one"]["p95_ms"] for run in runs]
    _ratio(f"p95 of the {title}, 100 roadmaps to 1", median(waits), at_most=1.3)


def _documents(found: dict[str, Any]) -> None:
    _line("queries of the PDF", queries=found["queries"], wanted="≤ 10", met=found["queries"] <= 10)
    _line("PDF", **{f"{name}_s": round(found[name], 2) for name in ("ours", "same_options", "plain")})
    _ratio(
        "PDF beside bare WeasyPrint, same HTML and options",
        found["ours"] / found["same_options"],
        at_most=1.15,
    )


def _import(found: dict[str, Any]) -> None:
    speed = found["rows"] / found["write_s"]
    _line(
        "import of Avances",
        rows=found["rows"],
        read_s=round(found["read_s"], 2),
        write_s=round(found["write_s"], 2),
        rows_per_s=round(speed),
        wanted="≥ 1500",
        met=speed >= 1500,
    )


def _proof(found: dict[str, Any]) -> None:
    """The record walked, a large roadmap closed, its page asked for."""
    speed = found["entries_per_s"]
    told = {"entries": found["entries"], "entries_per_s": speed}
    _line("the record verified", **told, wanted="≥ 50000", met=speed >= 50_000)
    names = ("reports", "propose_s", "sign_s", "close_s")
    told = {name: found[name] for name in names}
    _line("200 activities closed", **told, wanted="≤ 10 s", met=found["close_s"] <= 10)
    asked = found["page_queries"]
    _line("queries of the page of a closing", count=asked, wanted="≤ 6", met=asked <= 6)


def _ratio(what: str, ratio: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    wanted = f"≥ {at_least}" if at_least is not None else f"≤ {at_most}"
    met = ratio >= at_least if at_least is not None else ratio <= (at_most or 0)
    _line(what, ratio=round(ratio, 2), wanted=wanted, met=met)


def _line(what: str, **values: object) -> None:
    database = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    line = {"measure": what, "database": database, "workers": WORKERS, "clients": CLIENTS, **values}
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
