"""The one list of periodic jobs, and the process that asks for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from redis.exceptions import RedisError
from rq.cron import CronScheduler

from portal import queues
from workers import changes, indexing, maintenance
from workers.context import bind_services

log = structlog.get_logger()

MINUTE_S = 60
WAIT_FOR_REDIS_S = 5


@dataclass(frozen=True, slots=True)
class Periodic:
    """One periodic job; every_s: seconds between two, or cron: five fields in UTC; ttl_s: forgotten when no worker takes it in time."""

    job: Callable[[], object]
    queue: str
    every_s: int | None = None
    cron: str | None = None
    ttl_s: int | None = None
    timeout_s: int | None = None


SCHEDULE = (
    Periodic(changes.reconcile, "maintenance", every_s=30 * MINUTE_S),
    Periodic(changes.purge, "maintenance", cron="10 3 * * *"),
    Periodic(maintenance.sweep_sessions, "maintenance", cron="20 * * * *"),
    Periodic(maintenance.purge_findings, "maintenance", cron="30 3 * * *"),
    Periodic(maintenance.refresh_map, "maintenance", every_s=MINUTE_S, ttl_s=MINUTE_S),
    Periodic(indexing.store_counts, "maintenance", every_s=MINUTE_S, ttl_s=MINUTE_S),
    Periodic(indexing.update_popularity, "maintenance", cron="0 1 * * *"),
    Periodic(indexing.rebuild_index, queues.LONG, cron="30 1 * * *", timeout_s=queues.LONG_TIMEOUT_S),
)


def run() -> None:
    """Ask for periodic jobs until stopped; wait for Redis when it is away."""
    bind_services()
    client = queues.client()
    if client is None:
        raise SystemExit("QUEUE_REDIS_URL is not set: there is no queue to ask for jobs")
    while True:
        try:
            scheduler = CronScheduler(connection=client, logging_level="WARNING")
            for periodic in SCHEDULE:
                scheduler.register(
                    periodic.job,
                    periodic.queue,
                    interval=periodic.every_s,
                    cron=periodic.cron,
                    ttl=periodic.ttl_s,
                    job_timeout=periodic.timeout_s or queues.JOB_TIMEOUT_S,
                    result_ttl=queues.RESULT_TTL_S if periodic.ttl_s is None else 0,
                    failure_ttl=queues.FAILURE_TTL_S,
                )
            scheduler.start()  # type: ignore[no-untyped-call]
        except RedisError as error:
            log.warning("queue unavailable, waiting", error=type(error).__name__)
            time.sleep(WAIT_FOR_REDIS_S)
        else:
            return


if __name__ == "__main__":
    run()
