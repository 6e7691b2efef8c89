"""This file asks all services how they are, in the order in which they matter to a visitor."""

from portal.monitoring import health
from portal.monitoring.health import ServiceHealth
from portal.services import engines
from search.aliases import alias_name
from workers import queues


def list_health() -> tuple[ServiceHealth, ...]:
    """Return the health of every service; each answers within about a second."""
    return (
        health.check_database(),
        health.check_search(engines.elasticsearch(), alias_name(engines.index_prefix())),
        health.check_redis(queues.client()),
        health.check_workers(queues.client()),
    )
