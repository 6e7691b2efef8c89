"""Run the resident drain as a process of its own: woken by commits, told of by nobody, with PostgreSQL cut off and back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from portal.db import db
from portal.services.outbox import journal, wakeup
from tests.outbox_client import execute, ids

pytestmark = pytest.mark.usefixtures("outbox_services")
PATIENCE_S = 20


@pytest.fixture
def drainer(config, tmp_path) -> Iterator[subprocess.Popen]:
    settings = {
        "DATABASE_URL": config.database_url,
        "INDEX_PREFIX": config.index_prefix,
        "REDIS_URL": config.redis_url,
        "QUEUE_REDIS_URL": config.queue_redis_url,
    }
    with (tmp_path / "drainer.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.drainer"], env={**os.environ, **settings}, stdout=log, stderr=log
        )
        process.log = tmp_path / "drainer.log"
        _until(_is_listened_to)
        yield process
        process.send_signal(signal.SIGCONT)
        process.terminate()
        assert process.wait(10) == 0


def test_commit_wakes_it_and_a_change_by_hand_is_found_within_a_second_or_so(drainer, config):
    _until(_is_all_delivered)
    execute("UPDATE resource_text SET short = short || '!' WHERE resource_id = :id", id=ids()[0])
    assert _until(_is_all_delivered) < 2
    with psycopg.connect(config.database_url) as by_hand:
        by_hand.execute("UPDATE resource_text SET short = short || '?' WHERE resource_id = %s", (ids()[0],))
    assert _until(_is_all_delivered) < 4


def test_connection_that_is_cut_is_made_again_and_told_once(drainer):
    execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'escale changes%'")
    _until(_is_listened_to)
    execute("UPDATE resource_text SET short = short || '.' WHERE resource_id = :id", id=ids()[0])
    _until(_is_all_delivered)
    assert drainer.log.read_text().count("database away") == 1


def test_nobody_listens_once_it_has_ended(app):
    with db.session() as session:
        assert not wakeup.is_listened_to(session)


def test_commit_is_safe_where_nobody_can_be_woken(app, monkeypatch):
    monkeypatch.setattr(wakeup, "NOTIFY", psycopg and wakeup.text("NOTIFY no such thing"))
    place = ids()[0]
    execute("UPDATE resource_text SET name = 'Trotzdem' WHERE resource_id = :id AND lang = 'fr'", id=place)
    with db.session() as session:
        found = session.execute(
            wakeup.text("SELECT name FROM resource_text WHERE resource_id = :id AND lang = 'fr'"), {"id": place}
        )
        assert found.scalar_one() == "Trotzdem"


def _is_listened_to() -> bool:
    with db.session() as session:
        return wakeup.is_listened_to(session)


def _is_all_delivered() -> bool:
    with db.session() as session:
        return not any(item.waiting for item in journal.list_backlog(session))


def _until(holds: Callable[[], bool]) -> float:
    """Wait until it holds; return the seconds that took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < PATIENCE_S
        time.sleep(0.05)
    return time.monotonic() - started
