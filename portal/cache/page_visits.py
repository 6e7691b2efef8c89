"""Remember which public pages are visited most, so that an empty cache can be warmed; whoever visits is not noted.

What somebody typed is part of an address: it is told to nobody before three visits to this process asked the same, and never when it
may identify a person. A visitor counts once for a page within half an hour, and machines do not count: visits rank results.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast
from urllib.parse import parse_qsl, urlsplit

import structlog
from redis.exceptions import RedisError

from portal import clock
from portal.cache.buffered import BufferedCounter, link
from portal.vocabulary.personal import is_personal

log = structlog.get_logger()

PAGES = "visits:pages:"
"""A sorted set per day beside the queues, where a flush of the cache does not reach it; a page that was liked long ago makes room."""
DAYS = 7
RESOURCES = "visits:resources"
"""A hash of "2026-11-25|17" and how often resource 17 was looked at, until a job stores it."""
RESOURCES_TTL_S = 7 * 24 * 3600
RESOURCE_PAGE = re.compile(r"/[a-z]{2}/r/(\d{1,18})")
NO_PAGE = re.compile(r"/[a-z]{2}/(suggest|r/\d+[./])|.*[?&](lat|bbox|within|explain)=")
MACHINE = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|monitor|headless|http-?client|preview", re.IGNORECASE)
KEPT = 5000
EVERY_S = 10.0
LONGEST_PATH = 200
ASKED_BY = 3
AGAIN_AFTER_S = 30 * 60
REMEMBERED = 50_000


@dataclass(slots=True)
class _Seen:
    """What this process knows of its visitors for half an hour, as salted hashes, and of words not asked often enough yet."""

    is_paused: bool = False
    visits: set[int] = field(default_factory=set)
    until: float = 0.0
    words: Counter[str] = field(default_factory=Counter)


_seen = _Seen()


def count(path: str, *, visitor: str = "", agent: str = "") -> None:
    """Count a visit, unless the address holds somebody's position or area; the sums go to Redis now and then, best effort."""
    if _seen.is_paused or len(path) > LONGEST_PATH or NO_PAGE.match(path) or (agent and MACHINE.search(agent)):
        return
    if visitor and not _is_new(hash((visitor, agent, path))):
        return
    if "?" in path and not _is_asked_often(path):
        path = urlsplit(path).path
    _counts.add(path)


def tell() -> None:
    """Add what was counted here to the counts of all."""
    _counts.tell()


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
    _seen.is_paused = True
    try:
        yield
    finally:
        _seen.is_paused = False


def list_most_visited(limit: int) -> list[str]:
    """Return the addresses most visited in the last DAYS days, the first first; empty when Redis does not answer."""
    if link.client is None:
        return []
    days = [f"{PAGES}{clock.today() - timedelta(days=back)}" for back in range(DAYS)]
    try:
        found = cast("list[tuple[bytes, float]]", link.client.zunion(days, withscores=True))
    except RedisError as error:
        log.warning("visits not known", error=type(error).__name__)
        return []
    return [path.decode() for path, _ in sorted(found, key=lambda one: -one[1])[:limit]]


def _is_new(visit: int) -> bool:
    """Say whether a visitor has not seen this page lately; Python salts its hashes anew in each process."""
    now = time.monotonic()
    if now >= _seen.until or len(_seen.visits) >= REMEMBERED:
        _seen.visits.clear()
        _seen.until = now + AGAIN_AFTER_S
    is_new = visit not in _seen.visits
    _seen.visits.add(visit)
    return is_new


def _is_asked_often(path: str) -> bool:
    """Say whether an address may be told with what was typed."""
    words = dict(parse_qsl(urlsplit(path).query)).get("q", "")
    if not words:
        return True
    if is_personal(words):
        return False
    if len(_seen.words) >= REMEMBERED:
        _seen.words.clear()
    _seen.words[words] += 1
    return _seen.words[words] >= ASKED_BY


def _send(told: Counter[str]) -> bool:
    if link.client is None:
        return True
    today = clock.today()
    pages = f"{PAGES}{today}"
    pipe = link.client.pipeline(transaction=False)
    for path, number in told.items():
        pipe.zincrby(pages, number, path)
        if found := RESOURCE_PAGE.match(path):
            pipe.hincrby(RESOURCES, f"{today}|{found.group(1)}", number)
    pipe.zremrangebyrank(pages, 0, -KEPT - 1)
    pipe.expire(pages, (DAYS + 1) * 24 * 3600)
    pipe.expire(RESOURCES, RESOURCES_TTL_S)
    pipe.execute()
    return True


_counts = BufferedCounter("visits", _send, every_s=EVERY_S, most=KEPT)
