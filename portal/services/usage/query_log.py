"""Count what is searched for, without saying by whom: in this process, and now and then in Redis for a job to store."""

from collections import Counter
from datetime import date
from typing import cast

import msgspec
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import clock
from portal.cache.buffered import BufferedCounter, link
from portal.vocabulary.personal import is_personal
from portal.vocabulary.words import fold_words
from search.criteria import Criteria

log = structlog.get_logger()

KEY = "searches"
EVERY_S = 10.0
TTL_S = 7 * 24 * 3600
LONGEST = 80
MOST = 5000
"""So many different questions wait for the job at most; more are not counted."""
STORE = text(
    """
    INSERT INTO search_query AS q (day, lang, words, zone, searches, results, chosen, rank_sum)
    VALUES (:day, :lang, :words, :zone, :searches, :results, :chosen, :rank_sum)
    ON CONFLICT (day, lang, words, zone) DO UPDATE SET searches = q.searches + excluded.searches, chosen = q.chosen + excluded.chosen,
      rank_sum = q.rank_sum + excluded.rank_sum, results = CASE WHEN excluded.searches > 0 THEN excluded.results ELSE q.results END
    """
)


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """One question; zone: the codes it was limited to; results: how many there were, -1 when a result of it was opened."""

    day: date
    lang: str
    words: str
    zone: str
    results: int
    rank: int = 0


def count(criteria: Criteria, *, total: int) -> None:
    """Count a search of the first page with a text; the sums go to Redis now and then, best effort."""
    if criteria.page == 1 and criteria.text:
        _count(criteria, results=total, rank=0)


def count_choice(criteria: Criteria, *, rank: int) -> None:
    """Count that a result was opened; rank: its place, from 1."""
    if criteria.text:
        _count(criteria, results=-1, rank=rank)


def _count(criteria: Criteria, *, results: int, rank: int) -> None:
    """Only count: words are looked at when the sums are told, not while a visitor waits."""
    zone = ",".join((*criteria.regions, *criteria.departments, *criteria.communes))
    _counts.add(Asked(clock.today(), criteria.lang, criteria.text, zone, results, rank))


def tell() -> None:
    """Add what was counted here to what all processes counted."""
    _counts.tell()


def _send(told: Counter[Asked]) -> bool:
    if link.client is None or link.client.hlen(KEY) >= MOST:
        return True
    pipe = link.client.pipeline(transaction=False)
    for asked, number in told.items():
        if not is_personal(asked.words):
            noted = msgspec.structs.replace(asked, words=fold_words(asked.words)[:LONGEST])
            pipe.hincrby(KEY, msgspec.json.encode(noted), number)
    pipe.expire(KEY, TTL_S)
    pipe.execute()
    return True


_counts = BufferedCounter("searches", _send, every_s=EVERY_S, most=MOST)


def store(session: Session) -> int:
    """Move what all processes counted into PostgreSQL; return how many different questions. Raises RedisError."""
    client = link.client
    if client is None:
        return 0
    pipe = client.pipeline(transaction=True)
    pipe.hgetall(KEY)
    pipe.delete(KEY)
    found = cast("dict[bytes, bytes]", pipe.execute()[0])
    rows = [_row(msgspec.json.decode(asked, type=Asked), int(number)) for asked, number in found.items()]
    if rows:
        session.execute(STORE, rows)
    return len(rows)


def _row(asked: Asked, number: int) -> dict[str, object]:
    is_choice = asked.results < 0
    return {
        "day": asked.day,
        "lang": asked.lang,
        "words": asked.words,
        "zone": asked.zone,
        "searches": 0 if is_choice else number,
        "results": 0 if is_choice else asked.results,
        "chosen": number if is_choice else 0,
        "rank_sum": asked.rank * number,
    }
