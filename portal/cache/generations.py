"""This file keeps the generations: a token per resource, category, zone and for all lists that is part of every cache key.

Moving a token on makes every value kept under the old one unreachable, without looking for it. A token that is not there counts as "0";
tokens outlive every value, so that a value stored under "0" is gone before "0" can come back.
"""

import time
from collections.abc import Iterable, Sequence

import structlog
from redis.exceptions import RedisError

from portal.redis_client import RedisLink

log = structlog.get_logger()

PREFIX = "tourism:gen:"
TOKEN_TTL_S = 6 * 3600
TIMEOUT_S = 0.5
EPOCH = "epoch"


link = RedisLink(timeout_s=TIMEOUT_S)
"""The Redis of the cache."""


def move_on(names: Iterable[str]) -> bool:
    """Give each name a new token; say whether Redis took them all. Without any Redis there is nothing to move."""
    if link.client is None:
        return True
    token = f"{time.time_ns():x}"
    try:
        pipe = link.client.pipeline(transaction=False)
        for name in sorted(names):
            pipe.set(PREFIX + name, token, ex=TOKEN_TTL_S)
        pipe.execute()
    except RedisError as error:
        log.warning("generations unavailable", error=type(error).__name__)
        return False
    return True


def keys_of(names: Sequence[str]) -> list[str]:
    """Return the keys to read, the epoch of all first."""
    return [PREFIX + name for name in (EPOCH, *names)]


def stamp(tokens: Sequence[bytes | None]) -> str:
    """Build the part of a cache key from the tokens read under `keys_of`."""
    return "-".join((token or b"0").decode() for token in tokens)
