"""Count hits and misses per tier: in this process, and now and then in Redis for all processes together."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import cast

from redis import Redis

from portal.cache.backend import current
from portal.cache.tiers import PREFIX, Tier

EVERY_S = 5.0
KEY = PREFIX + "tally"
"""A hash: "res:hits" and so on, since Redis was last emptied."""


@dataclass(slots=True)
class _Counts:
    """What this process has not told yet."""

    waiting: Counter[str] = field(default_factory=Counter)
    tell_at: float = 0.0


_counts = _Counts()


def count(tier: Tier, *, hits: int, misses: int) -> None:
    """Count; every few seconds the sums go to Redis, best effort."""
    _counts.waiting[f"{tier.namespace}:hits"] += hits
    _counts.waiting[f"{tier.namespace}:misses"] += misses
    if time.monotonic() >= _counts.tell_at:
        tell()


def tell() -> None:
    """Add what was counted here to the counts of all."""
    _counts.tell_at = time.monotonic() + EVERY_S
    told, _counts.waiting = _counts.waiting, Counter()

    def add(client: Redis) -> bool:
        pipe = client.pipeline(transaction=False)
        for name, number in told.items():
            pipe.hincrby(KEY, name, number)
        pipe.execute()
        return True

    if told and current().ask(add) is None:
        _counts.waiting += told


def read() -> dict[str, int]:
    """Return the counts of all processes; empty when Redis does not answer."""
    found = cast("dict[bytes, bytes] | None", current().ask(lambda client: client.hgetall(KEY))) or {}
    return {name.decode(): int(number) for name, number in found.items()}
