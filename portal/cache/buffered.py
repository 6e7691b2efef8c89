"""Count in this process, and now and then send the sums to Redis: a page never waits for a count, and a lost one is no loss."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog
from redis.exceptions import RedisError

from portal.cache.backend import is_given_up
from portal.connections.redis_client import RedisLink

log = structlog.get_logger()
K = TypeVar("K")

AFTER_FAILURE_S = 60.0
TIMEOUT_S = 0.05

link = RedisLink(timeout_s=TIMEOUT_S)
"""The Redis of the queues: what is counted there outlives a flush of the cache."""


class BufferedCounter(Generic[K]):
    """What one process has counted and not sent yet.

    send: takes the sums, says whether Redis took them, may raise RedisError; sums that were not taken are kept for the next time.
    most: so many different keys wait at most, others are not counted.
    """

    def __init__(self, name: str, send: Callable[[Counter[K]], bool], *, every_s: float, most: int) -> None:
        """Start with nothing counted."""
        self._name, self._send, self._every_s, self._most = name, send, every_s, most
        self.waiting: Counter[K] = Counter()
        self._tell_at = 0.0

    def add(self, key: K, number: int = 1) -> None:
        """Count; every few seconds the sums are sent."""
        if key not in self.waiting and len(self.waiting) >= self._most:
            return
        self.waiting[key] += number
        if time.monotonic() >= self._tell_at:
            self.tell()

    def tell(self) -> None:
        """Send what was counted, best effort: without Redis it waits, AFTER_FAILURE_S before the next try."""
        self._tell_at = time.monotonic() + self._every_s
        if is_given_up() or not self.waiting:
            return
        told, self.waiting = self.waiting, Counter()
        try:
            is_taken = self._send(told)
        except RedisError as error:
            is_taken = False
            log.warning("counts not sent", counts=self._name, error=type(error).__name__)
        if not is_taken:
            self._tell_at = time.monotonic() + AFTER_FAILURE_S
            self.waiting += told
