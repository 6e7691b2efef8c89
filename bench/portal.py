"""Prepare a portal of synthetic data for the benches, and ask it for pages as fast as it answers."""

import http.client
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
from sqlalchemy import text

from bench.generate import write_archive
from bench.measure import fresh_database
from portal import queues
from portal.cache import generations
from portal.config import Config
from portal.db import db
from portal.live import stream
from portal.services.imports import run as import_run
from portal.services.imports.run import Options
from portal.services.index import rebuild as index_rebuild
from portal.services.operations import schema
from portal.services.searching import engines

OBJECTS = int(os.environ.get("BENCH_OBJECTS", "50000"))
START_S = 30


def prepare(name: str, *, is_indexed: bool = True) -> Config:
    """Bind a portal with OBJECTS resources, made anew unless BENCH_REUSE=1 finds one of that size or more; return its settings."""
    server = os.environ["DATABASE_URL"]
    config = replace(Config.from_env(), index_prefix=name, database_url=f"{server.rsplit('/', 1)[0]}/{name}")
    is_there = os.environ.get("BENCH_REUSE") == "1" and _size(config.database_url) >= OBJECTS
    if not is_there:
        fresh_database(server, name)
    schema.upgrade(config.database_url)
    db.bind(config.database_url)
    engines.bind(config.elasticsearch_url, prefix=name)
    queues.bind(None)
    generations.link.bind(config.redis_url)
    stream.link.bind(config.queue_redis_url)
    with tempfile.TemporaryDirectory() as folder:
        if not is_there:
            archive = Path(folder) / "flux.zip"
            write_archive(archive, OBJECTS)
            import_run.run(db.transaction, (archive,), Options())
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        if is_indexed:
            index_rebuild.rebuild(session, today=date.today())
        session.execute(text("DELETE FROM outbox"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE"))
    return config


@contextmanager
def serve(target: str, environment: dict[str, str], *, workers: int = 1) -> Iterator[int]:
    """Run gunicorn on a free port with the project's settings; give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
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
    ]
    settings = {**environment, "WEB_CONCURRENCY": str(workers)}
    server = subprocess.Popen([*command, target], env=settings, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def environment_of(config: Config) -> dict[str, str]:
    """Return the environment that makes a process serve this portal."""
    return {
        **os.environ,
        "DATABASE_URL": config.database_url,
        "INDEX_PREFIX": config.index_prefix,
        "FLASK_APP": "wsgi:app",
    }


def times_ms(port: int, paths: list[str], headers: dict[str, str] | None = None) -> list[float]:
    """Return the milliseconds of each page over one connection that stays open."""
    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers=headers or {})
        connection.getresponse().read()
        found.append((time.perf_counter() - started) * 1000)
    connection.close()
    return found


def rate(port: int, path: str, header: str = "", *, seconds: float = 4.0, clients: int = 2) -> float:
    """Return the answers per second that clients in processes of their own get, who do little but ask."""
    queue: multiprocessing.Queue[int] = multiprocessing.Queue()
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode()
    asking = [multiprocessing.Process(target=_ask, args=(port, request, seconds, queue)) for _ in range(clients)]
    for process in asking:
        process.start()
    answered = sum(queue.get() for _ in asking)
    for process in asking:
        process.join()
    return answered / seconds


def _ask(port: int, request: bytes, seconds: float, queue: "multiprocessing.Queue[int]") -> None:
    number, until = 0, time.perf_counter() + seconds
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.perf_counter() < until:
            connection.sendall(request)
            _read(connection)
            number += 1
    queue.put(number)


def _read(connection: socket.socket) -> None:
    buffer = b""
    while b"\r\n\r\n" not in buffer:
        buffer += connection.recv(65536)
    head, _, body = buffer.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(262144))


def _size(url: str) -> int:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM resource").fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row else 0


def _wait(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1.5)  # until the worker has read its modules
            return
    raise RuntimeError("the server did not start")
