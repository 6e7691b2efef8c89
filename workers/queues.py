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

log = structlog.get_logger()

QUEUES = ("notifications", "indexing", "exports", "maintenance")
"""In the order in which workers empty them."""

RETRY_AFTER_S = [1, 5, 25]
RESULT_TTL_S = 3600
FAILURE_TTL_S = 14 * 24 * 3600
JOB_TIMEOUT_S = 600
TIMEOUT_S = 2.0


class _Binding:
    """Where the queues are, bound once per process."""

    url: str | None = None
    client: "Redis | None" = None


def bind(url: str | None) -> None:
    """Use the queues in this Redis from now on; None = there are none."""
    _Binding.url = url
    _Binding.client = _connect(url, timeout_s=TIMEOUT_S) if url else None


def client(*, blocking: bool = False) -> "Redis | None":
    """Return the Redis of the queues, or None when there is none; blocking: without a read timeout, for workers that wait."""
    if not blocking or _Binding.url is None:
        return _Binding.client
    return _connect(_Binding.url, timeout_s=None)


def _connect(url: str, *, timeout_s: float | None) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=TIMEOUT_S, socket_timeout=timeout_s, retry=Retry(NoBackoff(), 0))


def enqueue(job: str, *args: Any, queue: str, job_id: str | None = None) -> bool:  # noqa: ANN401
    """Ask for a job by its dotted name ("workers.outbox.drain"); say whether a queue took it.

    With `job_id` (letters, digits, `_`, `-`) the job is not asked for twice at a time. A queue that does not answer is logged,
    never raised: the schedule asks again.
    """
    if _Binding.client is None:
        return False
    try:
        Queue(queue, connection=_Binding.client).enqueue(
            job,
            args=args,
            job_id=job_id,
            unique=job_id is not None,
            retry=JobRetry(max=len(RETRY_AFTER_S), interval=RETRY_AFTER_S),
            result_ttl=RESULT_TTL_S,
            failure_ttl=FAILURE_TTL_S,
            job_timeout=JOB_TIMEOUT_S,
        )
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("queue unavailable", job=job, error=type(error).__name__)
        return False
    return True
