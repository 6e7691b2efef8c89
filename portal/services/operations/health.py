"""Ask all services how they are, in the order in which they matter to a visitor."""

import time

from portal import queues
from portal.monitoring import health
from portal.monitoring.health import ServiceHealth
from portal.services.searching import engines
from search.index.aliases import alias_name

KEPT_S = 4.0


class _Latest:
    """The last answer, so that many watchers ask the services once."""

    until = 0.0
    health: tuple[ServiceHealth, ...] = ()


def list_health() -> tuple[ServiceHealth, ...]:
    """Return the health of every service, asked at most every 4 seconds in a process; each answers within about a second."""
    if time.monotonic() >= _Latest.until:
        _Latest.until = time.monotonic() + KEPT_S
        _Latest.health = _ask_all()
    return _Latest.health


def _ask_all() -> tuple[ServiceHealth, ...]:
    return (
        health.check_database(),
        health.check_search(engines.elasticsearch(), alias_name(engines.index_prefix())),
        health.check_redis(queues.client()),
        health.check_workers(queues.client()),
    )
