"""This file connects to Redis without the library's patience: no retries, short timeouts."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str | None, *, timeout_s: float) -> "Redis | None":
    """Return a client that gives up after `timeout_s` seconds a call, None when there is no Redis to use."""
    if not url:
        return None
    return Redis.from_url(url, socket_connect_timeout=timeout_s, socket_timeout=timeout_s, retry=Retry(NoBackoff(), 0))
