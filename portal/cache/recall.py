"""Recall kept values, or compute and keep them: one recompute per key however many ask, no old answer under a new stamp."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from portal.cache import generations, hit_counts, values
from portal.cache.backend import FastRedisCache, current
from portal.cache.generations import EPOCH
from portal.cache.tiers import PREFIX, Tier

T = TypeVar("T")

LEASE_MS = 1000
WAIT_S = 0.3
"""So long one request of a process waits for what another process computes, when there is no older value to show: under a thousand that ask
at once 50 ms were too short, and the page was computed twice."""
LOOK_EVERY_S = 0.01
GIVE_BACK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end"
"""A lease that has run out meanwhile is somebody else's by now."""
LEADER_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Key:
    """Where a value is kept and what makes it invalid; names: generations beside the epoch, known before the value is."""

    tier: Tier
    name: str
    names: tuple[str, ...]


@dataclass(slots=True)
class _Flight(Generic[T]):
    """A computation under way in this process, for those who want the same."""

    landed: threading.Event = field(default_factory=threading.Event)
    values: list[T] = field(default_factory=list)


_flights: dict[str, _Flight[Any]] = {}
_guard = threading.Lock()


def recall(
    key: Key,
    kind: type[T],
    compute: Callable[[], T],
    *,
    is_kept: Callable[[T], bool] = lambda value: True,
    is_part: bool = False,
) -> T:
    """Return the kept value, or compute it and keep it when `is_kept` says so. Without Redis it is computed each time.

    The generations are read before computing, so that a slow reader never keeps an old answer under a new stamp.
    is_part: of what is being recalled around it, whose lease already sees to it that it is computed once.
    """
    cache = current()
    look = _look(cache, key, kind)
    if look is None:
        return compute()
    if look.fresh is not None:
        return look.fresh
    if is_part:
        return _kept_alone(cache, key, look, compute=compute, is_kept=is_kept)
    return _together(
        f"{key.name}|{look.stamp}", lambda: _computed(cache, key, kind, look, compute=compute, is_kept=is_kept)
    )


def recall_many(
    tier: Tier, wanted: dict[int, Key], kind: type[T], compute: Callable[[list[int]], dict[int, T]]
) -> dict[int, T]:
    """Return kept values by id with one question to Redis; the missing ones are computed together and kept."""
    cache, ids = current(), list(wanted)
    names = list(dict.fromkeys(name for key in wanted.values() for name in (EPOCH, *key.names)))
    found = cache.read([key.name for key in wanted.values()], names) if wanted else None
    if found is None:
        return compute(ids) if ids else {}
    tokens = dict(zip(names, found[1], strict=True))
    stamps = {id: generations.stamp([tokens[name] for name in (EPOCH, *key.names)]) for id, key in wanted.items()}
    kept = {id: _decoded(data, stamps[id], kind) for id, data in zip(ids, found[0], strict=True)}
    result = {id: value for id, value in kept.items() if value is not None}
    missing = [id for id in ids if id not in result]
    hit_counts.count(tier, hits=len(result), misses=len(missing))
    if missing:
        fresh = compute(missing)
        packed = {wanted[id].name: values.pack(value, stamp=stamps[id]) for id, value in fresh.items()}
        _keep(cache, tier, packed)
        result |= fresh
    return result


@dataclass(frozen=True, slots=True)
class _Look(Generic[T]):
    """What one look found: the stamp to keep under, a value that is valid, or one that was until something changed."""

    stamp: str
    fresh: T | None = None
    stale: T | None = None


def _look(cache: FastRedisCache, key: Key, kind: type[T], *, is_counted: bool = True) -> "_Look[T] | None":
    found = cache.read([key.name], (EPOCH, *key.names))
    return None if found is None else _seen(key, kind, found[0][0], found[1], is_counted=is_counted)


def _seen(
    key: Key, kind: type[T], data: bytes | None, tokens: Sequence[bytes | None], *, is_counted: bool
) -> "_Look[T]":
    stamp = generations.stamp(tokens)
    entry = values.unpack(data) if data is not None else None
    value = values.value_of(entry, kind) if entry else None
    is_fresh = entry is not None and entry.stamp == stamp
    if is_counted:
        hit_counts.count(key.tier, hits=int(is_fresh), misses=int(not is_fresh))
    if value is None or entry is None:
        return _Look(stamp)
    if is_fresh:
        return _Look(stamp, fresh=value)
    is_of_this_epoch = generations.epoch_of(entry.stamp) == generations.epoch_of(stamp)
    return _Look(stamp, stale=value if is_of_this_epoch else None)


def _kept_alone(
    cache: FastRedisCache, key: Key, look: _Look[T], *, compute: Callable[[], T], is_kept: Callable[[T], bool]
) -> T:
    value = compute()
    if is_kept(value):
        _keep(cache, key.tier, {key.name: values.pack(value, stamp=look.stamp)})
    return value


def _computed(
    cache: FastRedisCache,
    key: Key,
    kind: type[T],
    look: _Look[T],
    *,
    compute: Callable[[], T],
    is_kept: Callable[[T], bool],
) -> T:
    """Compute and keep with the lease; without it show the older value, or wait a moment for whoever has it."""
    lease, mine = f"{PREFIX}lease:{key.name}", secrets.token_bytes(8)
    taken = cache.lease(lease, mine, LEASE_MS, keys=[key.name], names=(EPOCH, *key.names))
    if taken is None:
        if look.stale is not None:
            return look.stale
        value = _awaited(cache, key, kind)
        return value if value is not None else compute()
    packed: dict[str, bytes] = {}
    try:
        # Whoever had the lease before may have kept it meanwhile.
        again = _seen(key, kind, taken[0][0], taken[1], is_counted=False)
        if again.fresh is not None:
            return again.fresh
        value = compute()
        if is_kept(value):
            packed = {key.name: values.pack(value, stamp=again.stamp)}
        return value
    finally:
        _keep(cache, key.tier, packed, give_back=(lease, mine))


def _awaited(cache: FastRedisCache, key: Key, kind: type[T]) -> T | None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
        look = _look(cache, key, kind, is_counted=False)
        if look is None or look.fresh is not None:
            return look.fresh if look else None
    return None


def _together(name: str, compute: Callable[[], T]) -> T:
    """Compute once for all who want the same in this process at this moment; if the one who does fails, everybody tries."""
    with _guard:
        flight: _Flight[T] | None = _flights.get(name)
        is_leader = flight is None
        if flight is None:
            flight = _flights[name] = _Flight()
    if not is_leader:
        flight.landed.wait(LEADER_PATIENCE_S)
        return flight.values[0] if flight.values else compute()
    try:
        flight.values.append(compute())
        return flight.values[0]
    finally:
        with _guard:
            del _flights[name]
        flight.landed.set()


def _keep(
    cache: FastRedisCache, tier: Tier, packed: dict[str, bytes], *, give_back: tuple[str, bytes] | None = None
) -> None:
    """Keep values and give the lease back, in one go."""

    def write(client: Any) -> bool:  # noqa: ANN401 - redis.Redis
        pipe = client.pipeline(transaction=False)
        for name, data in packed.items():
            pipe.set(PREFIX + name, data, ex=tier.lifetime_s())
        if give_back:
            pipe.eval(GIVE_BACK, 1, *give_back)
        pipe.execute()
        return True

    if packed or give_back:
        cache.ask(write)


def _decoded(data: bytes | None, stamp: str, kind: type[T]) -> T | None:
    entry = values.unpack(data) if data is not None else None
    return values.value_of(entry, kind) if entry and entry.stamp == stamp else None


def keys_of(tier: Tier, prefix: Sequence[object], ids: Sequence[int], suffix: Sequence[object]) -> dict[int, Key]:
    """Build the keys of resources, each invalid once its resource or a zone's name changes."""
    return {
        id: Key(tier, tier.key(*prefix, id, *suffix), (generations.ZONES, generations.of_resource(id))) for id in ids
    }
