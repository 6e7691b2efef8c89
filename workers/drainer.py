"""The resident process that drains the outbox: woken after each commit, it looks by itself every second besides.

`python -m workers.drainer cache live` and `python -m workers.drainer search`: search takes long at times, and holds the others up nowhere.
"""

import signal
import sys
import time
from collections.abc import Sequence

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from portal.db import db
from portal.services.operations import restore
from portal.services.outbox import drain as outbox_drain
from portal.services.outbox.drain import ORDER
from portal.services.outbox.wakeup import CHANNEL, LISTENER
from workers.context import bind_services

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
"""For what nobody announced: a change by psql, and a sink that was away."""
AGAIN_AFTER_S = 1.0
RESTORED_EVERY_S = 60.0


class Drainer:
    """Serves some sinks until it is told to stop; PostgreSQL may go and come back meanwhile."""

    def __init__(self, sinks: Sequence[str]) -> None:
        """Start with everything well."""
        self.sinks = tuple(sinks)
        self.is_over = False
        self._is_away = False
        self._look_at = 0.0

    def run(self) -> None:
        """Listen and drain; a PostgreSQL that is away is told once, however often it is tried."""
        while not self.is_over:
            try:
                self._listen()
            except (psycopg.Error, SQLAlchemyError) as error:
                if not self._is_away:
                    log.warning("database away, waiting", sinks=self.sinks, error=type(error).__name__)
                self._is_away = True
                time.sleep(AGAIN_AFTER_S)

    def stop(self, *_: object) -> None:
        """Stop after what is under way."""
        self.is_over = True

    def _listen(self) -> None:
        url = db.url.replace("postgresql+psycopg://", "postgresql://")
        name = LISTENER + " ".join(self.sinks)
        with psycopg.connect(url, autocommit=True, application_name=name) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._look_at = 0.0  # a database that was away may be another one
            while not self.is_over:
                self._drain()
                for _ in connection.notifies(timeout=LOOK_EVERY_S, stop_after=1):
                    pass

    def _drain(self) -> None:
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + RESTORED_EVERY_S
            with db.session() as session:
                restore.look(session)
        taken = dict(outbox_drain.drain(db.transaction, sinks=self.sinks))
        if self._is_away:
            log.info("database is back", sinks=self.sinks)
            self._is_away = False
        if taken:
            log.info("changes delivered", **taken)


def run(sinks: Sequence[str] = ORDER) -> None:
    """Drain for these sinks until stopped."""
    unknown = set(sinks) - set(ORDER)
    if unknown:
        raise SystemExit(f"there is no sink {', '.join(sorted(unknown))}; sinks are {', '.join(ORDER)}")
    bind_services()
    drainer = Drainer(sinks)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, drainer.stop)
    drainer.run()


if __name__ == "__main__":
    run(sys.argv[1:] or ORDER)
