"""Keep the generations: tokens (per resource, category, zone, for all lists, for search) that stamp every kept value.

Moving a token on makes every value stamped with the older one invalid, without looking for it. A token that is not there counts as "0";
tokens outlive every value, so that a value stamped "0" is gone before "0" can come back.
"""

import time
from collections.abc import Iterable, Sequence

import structlog
from redis.exceptions import RedisError

from portal.cache.tiers import PREFIX
from portal.connections.redis_client import RedisLink

log = structlog.get_logger()

TOKEN_PREFIX = PREFIX + "gen:"
TOKEN_TTL_S = 6 * 3600
TIMEOUT_S = 0.5
AT_ONCE = 5000
SET_ALL = "for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'EX', ARGV[2]) end"
"""One command for many names: a pipeline spends more time here than in Redis."""
EPOCH = "epoch"
"""Part of every stamp: moved on when Redis comes back from an outage, or when everything shall be forgotten."""
LISTS = "lists"
"""What PostgreSQL lists: moved on with every change."""
SEARCH = "search"
"""Every kept search: moved on after many changes at once; after a few, `services/kept_searches.py` names those they touch."""
ZONES = "zones"
"""Names of communes and départements, which stand on every card."""


link = RedisLink(timeout_s=TIMEOUT_S)
"""The Redis of the cache."""


def move_on(names: Iterable[str]) -> bool:
    """Give each name a new token; say whether Redis took them all. Without any Redis there is nothing to move."""
    if link.client is None:
        return True
    keys, token = [TOKEN_PREFIX + name for name in sorted(names)], f"{time.time_ns():x}"
    try:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            link.client.eval(SET_ALL, len(some), *some, token, TOKEN_TTL_S)
    except RedisError as error:
        log.warning("generations unavailable", error=type(error).__name__)
        return False
    return True


def of_resource(resource_id: int) -> str:
    """Return the name of one resource's generation."""
    return f"resource:{resource_id}"


def stamp(tokens: Sequence[bytes | None]) -> str:
    """Build the stamp of a value from the tokens of its generations, the epoch's first."""
    return "-".join((token or b"0").decode() for token in tokens)


def epoch_of(stamp: str) -> str:
    """Return the epoch a stamp was made in."""
    return stamp.partition("-")[0]
