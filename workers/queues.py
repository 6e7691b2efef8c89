"""This file names the queues and asks for work by name, so that nobody need import a job to ask for it."""

from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq import Retry as JobRetry
from rq.exceptions import DuplicateJobError

from portal.breaker import Breaker

log = structlog.get_logger()

QUEUES = ("notifications", "indexing", "exports", "maintenance")
"""In the order in which workers empty them."""

RETRY_AFTER_S = [1, 5, 25]
RESULT_TTL_S = 3600
FAILURE_TTL_S = 14 * 24 * 3600
UNIQUE_RESULT_TTL_S, UNIQUE_FAILURE_TTL_S = 0, 30
"""RQ refuses a unique job as long as anything is known of the last one, so that nothing may stay known for long."""
JOB_TIMEOUT_S = 600
TIMEOUT_S = 2.0
ASK_TIMEOUT_S = 0.25
"""A page that asks for work waits no longer; a breaker sees to it that only the first ones do."""


class _Binding:
    """Where the queues are, bound once per process."""

    url: str | None = None
    client: "Redis | None" = None
    asking: "Redis | None" = None
    breaker = Breaker()


def bind(url: str | None) -> None:
    """Use the queues in this Redis from now on; None = there are none."""
    _Binding.url = url
    _Binding.client = _connect(url, timeout_s=TIMEOUT_S) if url else None
    _Binding.asking = _connect(url, timeout_s=ASK_TIMEOUT_S, connect_s=ASK_TIMEOUT_S) if url else None
    _Binding.breaker = Breaker()


def client(*, blocking: bool = False) -> "Redis | None":
    """Return the Redis of the queues, or None when there is none; blocking: without a read timeout, for workers that wait."""
    if not blocking or _Binding.url is None:
        return _Binding.client
    return _connect(_Binding.url, timeout_s=None)


def _connect(url: str, *, timeout_s: float | None, connect_s: float = TIMEOUT_S) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=connect_s, socket_timeout=timeout_s, retry=Retry(NoBackoff(), 0))


def enqueue(job: str, *args: Any, queue: str, job_id: str | None = None) -> bool:  # noqa: ANN401
    """Ask for a job by its dotted name ("workers.outbox.drain"); say whether a queue took it.

    With `job_id` (letters, digits, `_`, `-`) the job is not asked for twice at a time. A queue that does not answer is logged,
    never raised: the schedule asks again.
    """
    if _Binding.asking is None or not _Binding.breaker.lets_through():
        return False
    is_unique = job_id is not None
    try:
        Queue(queue, connection=_Binding.asking).enqueue(
            job,
            args=args,
            job_id=job_id,
            unique=is_unique,
            retry=JobRetry(max=len(RETRY_AFTER_S), interval=RETRY_AFTER_S),
            result_ttl=UNIQUE_RESULT_TTL_S if is_unique else RESULT_TTL_S,
            failure_ttl=UNIQUE_FAILURE_TTL_S if is_unique else FAILURE_TTL_S,
            job_timeout=JOB_TIMEOUT_S,
        )
    except DuplicateJobError:
        pass
    except RedisError as error:
        _Binding.breaker.failed()
        log.warning("queue unavailable", job=job, error=type(error).__name__)
        return False
    _Binding.breaker.succeeded()
    return True
