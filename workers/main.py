"""This file is the worker process: it empties the queues in their order, and runs delayed retries."""

import time

import structlog
from redis.exceptions import RedisError
from rq import Worker

from workers import queues
from workers.context import bind_services

log = structlog.get_logger()

WAIT_FOR_REDIS_S = 5
QUIET = "CRITICAL"
"""RQ prints a stack for every failed attempt; @job has already logged it in one line, or in full where it is our fault."""


def run() -> None:
    """Work until stopped; wait for Redis when it is away."""
    bind_services()
    client = queues.client(blocking=True)
    if client is None:
        raise SystemExit("QUEUE_REDIS_URL is not set: there is no queue to work on")
    while True:
        try:
            stopped_by_signal = Worker(queues.QUEUES, connection=client).work(with_scheduler=True, logging_level=QUIET)
        except RedisError as error:
            log.warning("queue unavailable, waiting", error=type(error).__name__)
            time.sleep(WAIT_FOR_REDIS_S)
        else:
            log.info("worker stopped", had_work=stopped_by_signal)
            return


if __name__ == "__main__":
    run()
