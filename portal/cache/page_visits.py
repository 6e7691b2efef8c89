"""Remember which public pages are visited most, so that an empty cache can be warmed; whoever visits is not noted."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import structlog
from redis.exceptions import RedisError

from portal import clock
from portal.cache.backend import is_given_up
from portal.connections.redis_client import RedisLink

log = structlog.get_logger()

KEY = "visits:pages"
"""A sorted set beside the queues, where a flush of the cache does not reach it."""
RESOURCES = "visits:resources"
"""A hash of "2026-11-25|17" and how often resource 17 was looked at, until a job stores it."""
RESOURCE_PAGE = re.compile(r"/[a-z]{2}/r/(\d{1,18})")
NO_PAGE = re.compile(r"/[a-z]{2}/(suggest|r/\d+[./])|.*[?&](lat|bbox|within)=")
KEPT = 2000
EVERY_S = 10.0
AFTER_FAILURE_S = 60.0
LONGEST_PATH = 200
TIMEOUT_S = 0.05

link = RedisLink(timeout_s=TIMEOUT_S)
"""The Redis of the queues."""


@dataclass(slots=True)
class _Counts:
    """What this process has not told yet."""

    waiting: Counter[str] = field(default_factory=Counter)
    tell_at: float = 0.0
    is_paused: bool = False


_counts = _Counts()


def count(path: str) -> None:
    """Count a visit, unless the address holds somebody's position or area; the sums go to Redis now and then, best effort."""
    if _counts.is_paused or len(path) > LONGEST_PATH or NO_PAGE.match(path):
        return
    _counts.waiting[path] += 1
    if time.monotonic() >= _counts.tell_at:
        tell()


def tell() -> None:
    """Add what was counted here to the counts of all; only the most visited stay."""
    _counts.tell_at = time.monotonic() + EVERY_S
    if is_given_up():
        return
    told, _counts.waiting = _counts.waiting.most_common(KEPT), Counter()
    if link.client is None or not told:
        return
    try:
        pipe = link.client.pipeline(transaction=False)
        for path, number in told:
            pipe.zincrby(KEY, number, path)
            if found := RESOURCE_PAGE.match(path):
                pipe.hincrby(RESOURCES, f"{clock.today()}|{found.group(1)}", number)
        pipe.zremrangebyrank(KEY, 0, -KEPT - 1)
        pipe.execute()
    except RedisError as error:
        _counts.tell_at = time.monotonic() + AFTER_FAILURE_S
        log.warning("visits not counted", error=type(error).__name__)


def take_resources() -> dict[tuple[date, int], int]:
    """Return how often each resource was looked at on which day since this was last asked, and forget it. Raises RedisError."""
    if link.client is None:
        return {}
    pipe = link.client.pipeline(transaction=True)
    pipe.hgetall(RESOURCES)
    pipe.delete(RESOURCES)
    found = cast("dict[bytes, bytes]", pipe.execute()[0])
    pairs = ((name.decode().partition("|"), int(number)) for name, number in found.items())
    return {(date.fromisoformat(day), int(resource_id)): number for (day, _, resource_id), number in pairs}


@contextmanager
def not_counted() -> Iterator[None]:
    """Count nothing meanwhile: warming is no visit."""
    _counts.is_paused = True
    try:
        yield
    finally:
        _counts.is_paused = False


def list_most_visited(limit: int) -> list[str]:
    """Return the addresses most visited, the first first; empty when Redis does not answer."""
    if link.client is None:
        return []
    try:
        found = cast("list[bytes]", link.client.zrevrange(KEY, 0, limit - 1))
        return [path.decode() for path in found]
    except RedisError as error:
        log.warning("visits not known", error=type(error).__name__)
        return []
