"""Name the queues and ask for work by name, so that nobody need import a job to ask for it."""

from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq import Retry as JobRetry

from portal.connections.breaker import Breaker

log = structlog.get_logger()

QUEUES = ("notifications", "exports", "maintenance", "indexing")
"""In the order in which workers empty them."""
LONG = "indexing"
"""For what takes minutes."""

RETRY_AFTER_S = [1, 5, 25]
RESULT_TTL_S = 3600
FAILURE_TTL_S = 14 * 24 * 3600
ASKED, ASKED_MS = "asked:", 5000
"""Where it is noted that a job waits to begin; the note ends by itself, should the job be lost."""
JOB_TIMEOUT_S = 600
LONG_TIMEOUT_S = 3600
"""For what reads everything there is."""
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


def enqueue(job: str, *args: Any, queue: str, once: bool = False, timeout_s: int = JOB_TIMEOUT_S) -> bool:  # noqa: ANN401
    """Ask for a job by its dotted name ("workers.indexing.rebuild_index"); say whether a queue took it.

    With `once` the job is not asked for again while one waits that has not begun. (RQ's own unique jobs refuse as long as the last
    one runs, too: what was committed a moment before its end would wait for the schedule.) A queue that does not answer is logged,
    never raised: the schedule asks again.
    """
    client = _Binding.asking
    if client is None or not _Binding.breaker.lets_through():
        return False
    try:
        if not once or client.set(ASKED + job, 1, nx=True, px=ASKED_MS):
            Queue(queue, connection=client).enqueue(
                job,
                args=args,
                retry=JobRetry(max=len(RETRY_AFTER_S), interval=RETRY_AFTER_S),
                result_ttl=0 if once else RESULT_TTL_S,
                failure_ttl=FAILURE_TTL_S,
                job_timeout=timeout_s,
            )
    except RedisError as error:
        _Binding.breaker.failed()
        log.warning("queue unavailable", job=job, error=type(error).__name__)
        return False
    _Binding.breaker.succeeded()
    return True


def has_begun(job: str) -> None:
    """Note that a job has begun: from now on it may be asked for again. Best effort, the note ends by itself."""
    if _Binding.asking is None:
        return
    try:
        _Binding.asking.delete(ASKED + job)
    except RedisError as error:
        log.warning("queue unavailable", job=job, error=type(error).__name__)
