"""This file is the cache in Redis that fails fast: a dead Redis costs a page 50 ms once, then nothing, and never an error."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast

import msgspec
import structlog
from flask import Flask
from flask_caching.backends.base import BaseCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from portal.breaker import Breaker
from portal.cache import generations
from portal.config import Config
from portal.extensions import cache

log = structlog.get_logger()
T = TypeVar("T")

TIMEOUT_S = 0.05
FAST: dict[str, Any] = {
    "socket_connect_timeout": TIMEOUT_S,
    "socket_timeout": TIMEOUT_S,
    "retry": Retry(NoBackoff(), 0),
}
KEY_PREFIX = "tourism:"


class FastRedisCache(BaseCache):
    """Flask-Caching backend on Redis: 50 ms timeouts, a breaker, msgpack instead of pickle, never an exception."""

    def __init__(self, client: Redis | None, default_timeout: int = 900) -> None:
        """Keep the client; None means there is no Redis and everything is a miss."""
        super().__init__(default_timeout)
        self._client = client
        self._breaker = Breaker()

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> "FastRedisCache":
        """Build the backend as Flask-Caching asks for it."""
        url = config["CACHE_REDIS_URL"]
        return cls(Redis.from_url(url, **FAST) if url else None, default_timeout=config["CACHE_DEFAULT_TIMEOUT"])

    def get(self, key: str) -> Any:  # noqa: ANN401
        """Return the value, or None when it is not there or Redis does not answer."""
        raw = self._try(lambda client: client.get(KEY_PREFIX + key))
        if not isinstance(raw, bytes):
            return None
        try:
            return msgspec.msgpack.decode(raw)
        except msgspec.DecodeError:
            return None

    def set(self, key: str, value: Any, timeout: int | timedelta | None = None) -> bool:  # noqa: ANN401
        """Store plain values (what msgpack knows); say whether it worked."""
        raw = msgspec.msgpack.encode(value)
        seconds = int(self._normalize_timeout(timeout))
        return bool(self._try(lambda client: client.set(KEY_PREFIX + key, raw, ex=seconds if seconds > 0 else None)))

    def delete(self, key: str) -> bool:
        """Forget a value; say whether it was there."""
        return bool(self._try(lambda client: client.delete(KEY_PREFIX + key)))

    def has(self, key: str) -> bool:
        """Say whether a value is there."""
        return bool(self._try(lambda client: client.exists(KEY_PREFIX + key)))

    def tokens(self, names: Sequence[str]) -> list[bytes | None] | None:
        """Return the tokens of these generations, the epoch's first; None when Redis does not answer."""
        found = self._try(lambda client: client.mget(generations.keys_of(names)))
        return cast("list[bytes | None]", found) if isinstance(found, list) else None

    def _try(self, call: Callable[[Redis], T]) -> T | None:
        if self._client is None or not self._breaker.lets_through():
            return None
        try:
            answer = call(self._client)
        except RedisError as error:
            self._breaker.failed()
            log.warning("cache unavailable", error=type(error).__name__)
            return None
        self._breaker.succeeded()
        return answer


def init_app(app: Flask, config: Config) -> None:
    """Bind Flask-Caching to this backend."""
    app.config.update(
        CACHE_TYPE="portal.cache.backend.FastRedisCache",
        CACHE_REDIS_URL=config.redis_url,
        CACHE_DEFAULT_TIMEOUT=900,
    )
    cache.init_app(app)
