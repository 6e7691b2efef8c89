"""Measure import, second import, index build and pages, each against its figure, and print a table."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import psycopg
from flask import Flask
from sqlalchemy import text

from bench.generate import write_archive
from bench.memory import run_watched
from portal.config import Config
from portal.db import db
from portal.services.index import rebuild as index_rebuild
from portal.services.operations import schema
from portal.services.searching import engines

NAME = "escale_bench"
OBJECTS = int(os.environ.get("BENCH_OBJECTS", "50000"))
REQUESTS = 200
WARM_UP = 20
QUERIES = ("chateau", "gite+tours", "musee", "marche", "plage+nice", "restaurant", "jardin+royal", "abbaye", "")

hello = Flask("hello")


@hello.get("/")
def index() -> str:
    """Answer the least a Flask page can."""
    return "hello"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    subject: str
    measured: str
    goal: str
    is_reached: bool


def main() -> None:
    """Measure everything and print the table."""
    config = replace(
        Config.from_env(), index_prefix=NAME, database_url=fresh_database(os.environ["DATABASE_URL"], NAME)
    )
    schema.upgrade(config.database_url)
    db.bind(config.database_url)
    engines.bind(config.elasticsearch_url, prefix=NAME)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "flux.zip"
        size = write_archive(archive, OBJECTS)
        rows = [Row("objects, mean size", f"{OBJECTS}, {size / OBJECTS / 1000:.1f} kB", "", True)]
        rows += measure_import(archive, config)
    rows += measure_index()
    rows += measure_pages(config)
    print("| subject | measured | goal | reached |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row.subject} | {row.measured} | {row.goal} | {'yes' if row.is_reached else '**no**'} |")


def measure_import(archive: Path, config: Config) -> list[Row]:
    """Run `flask import` twice as an editor would; the time counts the start of the command."""
    environment = {**os.environ, "DATABASE_URL": config.database_url, "INDEX_PREFIX": NAME, "QUEUE_REDIS_URL": ""}
    command = [sys.executable, "-m", "flask", "--app", "wsgi:app", "import", str(archive)]
    first, second = (run_watched(command, environment) for _ in range(2))
    rate = OBJECTS / first.seconds
    ratio = first.seconds / second.seconds
    memory = f"{first.peak_mb:.0f} MB in {first.processes} processes"
    return [
        Row("import", f"{rate:.0f} objects/s", "≥ 600", rate >= 600),
        Row("peak memory of the import", memory, "< 500 MB", first.peak_mb < 500),
        Row("second import of the same archive", f"{ratio:.1f} × faster", "≥ 5 ×", ratio >= 5),
    ]


def measure_index() -> list[Row]:
    """Build the index once."""
    started = time.perf_counter()
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        report = index_rebuild.rebuild(session, today=date.today())
    rate = report.indexed / (time.perf_counter() - started)
    return [Row("index build", f"{rate:.0f} documents/s", "≥ 1 500", rate >= 1500)]


def measure_pages(config: Config) -> list[Row]:
    """Ask a real gunicorn for pages, one after the other, and a bare Flask hello in the same run."""
    environment = {**os.environ, "DATABASE_URL": config.database_url, "INDEX_PREFIX": NAME, "WEB_CONCURRENCY": "1"}
    uncached = {**environment, "REDIS_URL": "", "PAGE_MEMORY_MS": "0"}
    basic = {**uncached, "ELASTICSEARCH_URL": ""}
    plain = _times("bench.measure:hello", environment, ["/"])
    search = _times("wsgi:app", uncached, [f"/fr/search?q={query}" for query in QUERIES])
    fallback = _times("wsgi:app", basic, [f"/fr/search?q={query}" for query in QUERIES])
    home = _times("wsgi:app", environment, ["/fr/"])
    half, tail = statistics.median(search), statistics.quantiles(search, n=20)[-1]
    return [
        Row("search page, uncached, p50", f"{half:.1f} ms", "< 40 ms", half < 40),
        Row("search page, uncached, p95", f"{tail:.1f} ms", "", True),
        Row("search page on basic search, p50", f"{statistics.median(fallback):.1f} ms", "", True),
        Row("home page, cached, p50", f"{statistics.median(home):.1f} ms", "", True),
        Row("bare Flask hello, same server, p50", f"{statistics.median(plain):.1f} ms", "", True),
        Row("search page : hello", f"{half / statistics.median(plain):.1f} ×", "", True),
    ]


def _times(target: str, environment: dict[str, str], paths: list[str]) -> list[float]:
    """Return milliseconds of REQUESTS answers after a short warm-up."""
    port = "18765"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "gunicorn.conf.py",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        target,
    ]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        found = [_time(f"http://127.0.0.1:{port}{paths[number % len(paths)]}") for number in range(REQUESTS + WARM_UP)]
        return found[WARM_UP:]
    finally:
        server.terminate()
        server.wait()


def _time(url: str) -> float:
    started = time.perf_counter()
    with urlopen(url, timeout=30) as answer:
        answer.read()
    return (time.perf_counter() - started) * 1000


def _wait(port: str) -> None:
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def fresh_database(server_url: str, name: str) -> str:
    """Make an empty database of that name anew; return its address."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


if __name__ == "__main__":
    main()
