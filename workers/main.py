"""The worker process: it empties the queues in their order, and runs delayed retries."""

import sys
import time
from collections.abc import Sequence

import structlog
from redis.exceptions import RedisError
from rq import Worker

from portal import queues
from portal.vocabulary import categories
from workers import changes, indexing, maintenance
from workers.context import bind_services

log = structlog.get_logger()

WAIT_FOR_REDIS_S = 5
READ_AHEAD = (maintenance, changes, indexing)
"""The jobs are imported here once, so that none has to read its modules when it begins."""
QUIET = "CRITICAL"
"""RQ prints a stack for every failed attempt; @job has already logged it in one line, or in full where it is our fault."""


class PromptWorker(Worker):
    """Looks for a Redis that was away every few seconds: after a minute without, RQ's own would look again only a minute later."""

    max_connection_wait_time = float(WAIT_FOR_REDIS_S)


def run(names: Sequence[str] = queues.QUEUES) -> None:
    """Work on these queues, in this order, until stopped; wait for Redis when it is away."""
    unknown = set(names) - set(queues.QUEUES)
    if unknown:
        raise SystemExit(f"there is no queue {', '.join(sorted(unknown))}; queues are {', '.join(queues.QUEUES)}")
    bind_services()
    categories.groups()  # read here, before jobs are forked: else every one of them would read the tree anew
    client = queues.client(blocking=True)
    if client is None:
        raise SystemExit("QUEUE_REDIS_URL is not set: there is no queue to work on")
    while True:
        try:
            stopped_by_signal = PromptWorker(names, connection=client).work(with_scheduler=True, logging_level=QUIET)
        except RedisError as error:
            log.warning("queue unavailable, waiting", error=type(error).__name__)
            time.sleep(WAIT_FOR_REDIS_S)
        else:
            log.info("worker stopped", had_work=stopped_by_signal)
            return


if __name__ == "__main__":
    run(sys.argv[1:] or queues.QUEUES)
