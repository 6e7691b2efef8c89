"""Commit many edits while drains are killed (kill -9) and Redis and Elasticsearch are frozen, then count what was lost.

`script/bench outbox`; BENCH_COMMITS=100000 chooses how many.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
from sqlalchemy import text

from bench.generate import write_archive
from bench.measure import fresh_database
from portal.cache import generations
from portal.config import Config
from portal.db import db
from portal.live import stream
from portal.services.imports import run as import_run
from portal.services.imports.run import Options
from portal.services.index import drift as index_drift
from portal.services.index import rebuild as index_rebuild
from portal.services.operations import schema
from portal.services.outbox import drain as outbox_drain
from portal.services.outbox import journal
from portal.services.searching import engines

NAME = "escale_bench_outbox"
COMMITS = int(os.environ.get("BENCH_COMMITS", "100000"))
RESOURCES = 5000
WRITERS = 2
FREEZE_S = 6
PATIENCE_S = 120
WARM_UP, ROUNDS = 20, 10
FIRST, LATER = f"the first {WARM_UP} rounds", f"the {ROUNDS} rounds after them"
DRAINER = """
import time
from portal.db import db
from portal.services.outbox import drain as outbox_drain
from workers.context import bind_services

bind_services()
while True:
    outbox_drain.drain(db.transaction)
    time.sleep(0.1)
"""


def main() -> None:
    """Run the story and print what it came to."""
    config = replace(
        Config.from_env(), index_prefix=NAME, database_url=fresh_database(os.environ["DATABASE_URL"], NAME)
    )
    _prepare(config)
    environment = {**os.environ, "DATABASE_URL": config.database_url, "INDEX_PREFIX": NAME}
    is_over = threading.Event()
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as tormentor, ThreadPoolExecutor(WRITERS) as writers:
        torment = tormentor.submit(_torment, environment, is_over)
        done = sum(writers.map(lambda seed: _write(config.database_url, seed), range(WRITERS)))
        seconds = time.perf_counter() - started
        is_over.set()
        torment.result()
    print(f"{done} commits in {seconds:.0f} s ({done / seconds:.0f}/s)", file=sys.stderr)
    drainer = subprocess.Popen([sys.executable, "-c", DRAINER], env=environment)
    try:
        converged = _wait_until_empty()
    finally:
        drainer.kill()
        drainer.wait()
    _report(converged)
    _report_rates()


def _prepare(config: Config) -> None:
    schema.upgrade(config.database_url)
    db.bind(config.database_url)
    engines.bind(config.elasticsearch_url, prefix=NAME)
    generations.link.bind(config.redis_url)
    stream.link.bind(config.queue_redis_url)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "flux.zip"
        write_archive(archive, RESOURCES)
        import_run.run(db.transaction, (archive,), Options())
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        index_rebuild.rebuild(session, today=date.today())


def _write(url: str, seed: int) -> int:
    """Commit edits, a few hides, shows and deletes, one per transaction; return how many commits those were."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for _ in range(COMMITS // WRITERS):
            target, dice = chance.randrange(1, RESOURCES + 1), chance.random()
            if dice < 0.97:
                connection.execute("UPDATE resource SET quality = (quality + 1) %% 100 WHERE id = %s", (target,))
            elif dice < 0.98:
                connection.execute("UPDATE resource SET status = 'archived' WHERE id = %s", (target,))
            elif dice < 0.999:
                connection.execute("UPDATE resource SET status = 'published' WHERE id = %s", (target,))
            else:
                connection.execute("DELETE FROM resource WHERE id = %s", (target,))
    return COMMITS // WRITERS


def _torment(environment: dict[str, str], is_over: threading.Event) -> None:
    """Kill a drain every second or so; freeze Redis and Elasticsearch in turns."""
    chance, killed, frozen = random.Random(7), 0, 0  # noqa: S311
    services = [_pid("redis", "redis.pid"), _server_of(_pid("elasticsearch", "pid"))]
    while not is_over.is_set():
        drainer = subprocess.Popen([sys.executable, "-c", DRAINER], env=environment)
        victim = services[frozen % 2] if killed % 3 == 2 else None
        if victim:
            os.kill(victim, signal.SIGSTOP)
            is_over.wait(FREEZE_S)
            os.kill(victim, signal.SIGCONT)
            frozen += 1
        is_over.wait(1.5 + chance.random() * 2)
        drainer.kill()
        drainer.wait()
        killed += 1
    print(f"{killed} drains killed with kill -9, {frozen} freezes of {FREEZE_S} s", file=sys.stderr)


def _pid(service: str, name: str) -> int:
    return int((Path(os.environ["ESCALE_VAR"]) / "services" / service / name).read_text())


def _server_of(launcher: int) -> int:
    lists = Path(f"/proc/{launcher}/task").glob("*/children")
    return next(int(child) for listed in lists for child in listed.read_text().split())


def _wait_until_empty() -> float:
    started = time.perf_counter()
    while time.perf_counter() - started < PATIENCE_S:
        with db.session() as session:
            if not any(item.waiting for item in journal.list_backlog(session)):
                return time.perf_counter() - started
        time.sleep(0.2)
    return float("inf")


def _report(converged: float) -> None:
    engines_client = engines.elasticsearch()
    if engines_client is None:
        raise SystemExit("this needs Elasticsearch")
    engines_client.indices.refresh(index=f"{NAME}-resources")
    with db.session() as session:
        set_aside = len(journal.list_set_aside(session))
        drift = index_drift.reconcile(session)
        latest = session.execute(
            text(
                "SELECT DISTINCT ON (entity_id) entity_id, revision FROM outbox WHERE entity = 'resource' ORDER BY entity_id, id DESC"
            )
        ).all()
    heard: dict[int, int] = {}
    position = "0"
    while (reading := stream.read(position)) and reading.events:
        position = reading.last_id
        heard |= {event.entity_id: event.revision for event in reading.events if event.entity == "resource"}
    untold = sum(heard.get(row.entity_id, 0) != row.revision for row in latest)
    print("| subject | measured | goal |\n|---|---|---|")
    print(f"| time to converge after the last fault | {converged:.1f} s | ≤ 60 s |")
    print(f"| resources changed, compared | {len(latest)}, {drift.checked} | |")
    print(f"| missing or stale in the index, surplus | {drift.missing}, {drift.surplus} | 0, 0 |")
    print(f"| last change not in the live stream | {untold} | 0 |")
    print(f"| set aside | {set_aside} | 0 |")


def _report_rates() -> None:
    """Print how fast each sink is drained by itself: while Elasticsearch still compiles its code, and once it has."""
    for title, rounds, goal in ((FIRST, WARM_UP, ""), (LATER, ROUNDS, "≥ 2 000/s")):
        seconds, entities = dict.fromkeys(outbox_drain.ORDER, 0.0), 0
        for _ in range(rounds):
            entities += _change_all()
            for sink in outbox_drain.ORDER:
                started = time.perf_counter()
                outbox_drain.drain(db.transaction, sinks=(sink,))
                seconds[sink] += time.perf_counter() - started
        for sink, spent in seconds.items():
            print(f"| drain of the sink {sink}, {entities} entities in {title} | {entities / spent:.0f}/s | {goal} |")


def _change_all() -> int:
    with db.transaction() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        return len(session.execute(text("UPDATE resource SET quality = (quality + 1) % 100 RETURNING id")).all())


if __name__ == "__main__":
    main()
