"""Kill a process that fills the index side by side: nothing of it may live on and hold its locks."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.db import db
from portal.services.searching import engines

LOCK = "SELECT pg_advisory_xact_lock(4711)"
FILLER = """
import sys, time
from datetime import date
from sqlalchemy import text
from portal.db import db
from portal.services.index import filling as index_filling
from portal.services.searching import engines
db.bind(sys.argv[1]); engines.bind(sys.argv[2], prefix="nobody")
def hold(*_):
    print("writing", flush=True)
    time.sleep(600)
index_filling._write_apart = hold
with db.session() as session:
    session.execute(text("SELECT pg_advisory_xact_lock(4711)"))
    index_filling.write_many([1, 2], {}, today=date.today())
"""


@pytest.fixture
def filler(app: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", FILLER, db.url, engines.url() or ""], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "writing\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_locks_end_with_a_killed_process(filler: subprocess.Popen[str]) -> None:
    assert not _is_free(), "the filling process holds its lock"

    os.kill(filler.pid, signal.SIGKILL)

    until = time.monotonic() + 5
    while not _is_free() and time.monotonic() < until:
        time.sleep(0.1)
    assert _is_free()


def _is_free() -> bool:
    with db.session() as session:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        try:
            session.execute(text(LOCK))
        except OperationalError:
            return False
    return True
