"""This file keeps lists (home page, facets of all) for 15 minutes under a generation that every change moves on."""

from collections.abc import Callable
from typing import TypeVar, cast

import msgspec

from portal.cache import generations
from portal.cache.backend import FastRedisCache
from portal.extensions import cache

T = TypeVar("T")

LIST_TTL_S = 15 * 60
GENERATIONS = ("lists",)


def cached_list(name: str, kind: type[T], compute: Callable[[], T]) -> T:
    """Return the list kept under `name`, or compute and keep it.

    The generation is read before computing, so that a slow reader never stores an old answer under a new generation. Nothing is kept
    while Redis does not answer.
    """
    backend = cast(FastRedisCache, cache.cache)
    tokens = backend.tokens(GENERATIONS)
    if tokens is None:
        return compute()
    key = f"list:{name}:{generations.stamp(tokens)}"
    kept = backend.get(key)
    if kept is not None:
        return msgspec.convert(kept, kind, strict=False)
    value = compute()
    backend.set(key, msgspec.to_builtins(value), LIST_TTL_S)
    return value


def forget_lists() -> None:
    """Let every kept list be computed anew."""
    generations.move_on(GENERATIONS)
