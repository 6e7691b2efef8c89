"""Count hits and misses per tier, for all processes together."""

from collections import Counter
from typing import cast

from redis import Redis

from portal.cache.backend import current
from portal.cache.buffered import BufferedCounter
from portal.cache.tiers import PREFIX, Tier

EVERY_S = 5.0
MOST = 100
KEY = PREFIX + "tally"
"""A hash: "res:hits" and so on, since Redis was last emptied."""


def count(tier: Tier, *, hits: int, misses: int) -> None:
    """Count what was found and what was not."""
    if hits:
        _counts.add(f"{tier.namespace}:hits", hits)
    if misses:
        _counts.add(f"{tier.namespace}:misses", misses)


def tell() -> None:
    """Add what was counted here to the counts of all."""
    _counts.tell()


def read() -> dict[str, int]:
    """Return the counts of all processes; empty when Redis does not answer."""
    found = cast("dict[bytes, bytes] | None", current().ask(lambda client: client.hgetall(KEY))) or {}
    return {name.decode(): int(number) for name, number in found.items()}


def _send(told: Counter[str]) -> bool:
    def add(client: Redis) -> bool:
        pipe = client.pipeline(transaction=False)
        for name, number in told.items():
            pipe.hincrby(KEY, name, number)
        pipe.execute()
        return True

    return current().ask(add) is not None


_counts = BufferedCounter("cache hits", _send, every_s=EVERY_S, most=MOST)
