"""The live stream of changes in Redis: appended by the outbox, read by whoever shows changes as they happen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError

from portal.connections.redis_client import RedisLink

log = structlog.get_logger()

STREAM = "live:changes"
KEPT = 100_000
"""About how many events stay; who asks for older ones is told that they are gone."""
TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Event:
    """One change. operation: "upsert" or "delete". The same revision may come twice; a reader ignores what it has."""

    entity: str
    entity_id: int
    operation: str
    revision: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Events with the id to go on from; is_complete is False when events after the id asked for are gone already."""

    events: tuple[Event, ...]
    last_id: str
    is_complete: bool


link = RedisLink(timeout_s=TIMEOUT_S)
"""The Redis of the queues."""


def append(events: Sequence[Event]) -> bool:
    """Append events in their order; say whether Redis took them all. Without any Redis nobody listens."""
    if link.client is None:
        return True
    try:
        pipe = link.client.pipeline(transaction=True)
        for event in events:
            fields: dict[Any, Any] = asdict(event)
            pipe.xadd(STREAM, fields, maxlen=KEPT, approximate=True)
        pipe.execute()
    except RedisError as error:
        log.warning("live stream unavailable", error=type(error).__name__)
        return False
    return True


def read(after: str, *, limit: int = 1000) -> Reading | None:
    """Return the events after the id `after` ("0" = all that are kept); None when Redis does not answer."""
    if link.client is None:
        return None
    try:
        pipe = link.client.pipeline(transaction=True)
        pipe.xrange(STREAM, min=f"({after}" if after != "0" else "-", count=limit)
        pipe.xrange(STREAM, count=1)
        found, oldest = pipe.execute()
    except RedisError as error:
        log.warning("live stream unavailable", error=type(error).__name__)
        return None
    events = tuple(_event(fields) for _, fields in found)
    first_kept = oldest[0][0].decode() if oldest else "0-0"
    is_complete = after == "0" or _number(after) >= _number(first_kept)
    return Reading(events, found[-1][0].decode() if found else after, is_complete)


def _event(fields: dict[bytes, bytes]) -> Event:
    return Event(
        fields[b"entity"].decode(), int(fields[b"entity_id"]), fields[b"operation"].decode(), int(fields[b"revision"])
    )


def _number(identity: str) -> tuple[int, int]:
    stamp, _, sequence = identity.partition("-")
    return int(stamp), int(sequence or 0)
