"""Ask all services how they are, in the order in which they matter to a visitor."""

import threading
import time

from portal import queues
from portal.cache import generations
from portal.db import db
from portal.monitoring import health
from portal.monitoring.health import ServiceHealth
from portal.services.outbox import wakeup
from portal.services.searching import engines
from search.index.aliases import alias_name

KEPT_S = 4.0


class _Latest:
    """The last answer, so that many watchers ask the services once."""

    until = 0.0
    health: tuple[ServiceHealth, ...] = ()


_asking = threading.Lock()


def list_health() -> tuple[ServiceHealth, ...]:
    """Return the health of every service, asked at most every 4 seconds in a process; each answers within about a second.

    Whoever asks while another asks gets the answer before, or waits for the first one there is.
    """
    if time.monotonic() < _Latest.until:
        return _Latest.health
    if not _asking.acquire(blocking=not _Latest.health):
        return _Latest.health
    try:
        if time.monotonic() >= _Latest.until:
            _Latest.health = _ask_all()
            _Latest.until = time.monotonic() + KEPT_S
        return _Latest.health
    finally:
        _asking.release()


def _ask_all() -> tuple[ServiceHealth, ...]:
    return (
        health.check_database(),
        health.check_search(engines.elasticsearch(), alias_name(engines.index_prefix())),
        health.check_redis(generations.link.client, queues.client()),
        health.check_workers(queues.client(), is_listened_to=_is_listened_to),
    )


def _is_listened_to() -> bool:
    with db.session() as session:
        return wakeup.is_listened_to(session)
