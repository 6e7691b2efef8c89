"""The cache in Redis that fails fast: a dead Redis costs a page 50 ms once, then nothing, and never an error."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, g, has_app_context, has_request_context
from flask_caching.backends.base import BaseCache
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout
from redis.retry import Retry

from portal.cache import generations
from portal.cache.tiers import PREFIX
from portal.config import Config
from portal.connections.breaker import Breaker
from portal.extensions import cache

log = structlog.get_logger()
T = TypeVar("T")

TIMEOUT_S = 0.05
FAST: dict[str, Any] = {
    "socket_connect_timeout": TIMEOUT_S,
    "socket_timeout": TIMEOUT_S,
    "retry": Retry(NoBackoff(), 0),
}
BUSY_AFTER_S = 4 * TIMEOUT_S
"""An answer that is later than this was not late in Redis: this process was too busy to look for it."""


class FastRedisCache(BaseCache):
    """Flask-Caching backend on Redis: 50 ms timeouts, a breaker, bytes instead of pickles, never an exception.

    Once Redis has failed a request it is not asked again in that request. When it is back from an outage, the epoch moves on
    before anything is read: what was kept before may be older than what PostgreSQL has. Everything kept goes through
    `cache/recall.py`; Flask-Caching's own get, set and decorators know no generations and keep nothing here.
    """

    def __init__(self, client: Redis | None, default_timeout: int = 900) -> None:
        """Keep the client; None means there is no Redis and everything is a miss."""
        super().__init__(default_timeout)
        self._client = client
        self._breaker = Breaker()
        self._run_id: str | None = None
        self._was_away = True

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> "FastRedisCache":
        """Build the backend as Flask-Caching asks for it."""
        url = config["CACHE_REDIS_URL"]
        return cls(Redis.from_url(url, **FAST) if url else None, default_timeout=config["CACHE_DEFAULT_TIMEOUT"])

    def read(self, keys: Sequence[str], names: Sequence[str]) -> tuple[list[bytes | None], list[bytes | None]] | None:
        """Return the bytes under `keys` and the tokens of `names` by one MGET; None when Redis does not answer."""
        wanted = [PREFIX + key for key in keys] + [generations.TOKEN_PREFIX + name for name in names]
        found = cast("list[bytes | None] | None", self.ask(lambda client: client.mget(wanted)))
        return (found[: len(keys)], found[len(keys) :]) if found is not None else None

    def lease(
        self, name: str, mine: bytes, ms: int, *, keys: Sequence[str], names: Sequence[str]
    ) -> tuple[list[bytes | None], list[bytes | None]] | None:
        """Take a lease of so many milliseconds and read as `read` does, in one go; None when another has it or Redis does not answer."""
        wanted = [PREFIX + key for key in keys] + [generations.TOKEN_PREFIX + name for name in names]

        def take(client: Redis) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            pipe.set(name, mine, nx=True, px=ms)
            pipe.mget(wanted)
            return pipe.execute()

        is_mine, found = self.ask(take) or (None, [])
        return (found[: len(keys)], found[len(keys) :]) if is_mine else None

    def ask(self, call: Callable[[Redis], T]) -> T | None:
        """Return what Redis answers, or None when it does not."""
        if self._client is None or is_given_up() or not self._breaker.lets_through():
            return None
        started = time.monotonic()
        try:
            if self._was_away:
                self._meet_again(self._client)
            answer = call(self._client)
        except RedisError as error:
            self._failed(error, seconds=time.monotonic() - started)
            return None
        self._breaker.succeeded()
        return answer

    def _failed(self, error: RedisError, *, seconds: float) -> None:
        _give_up()
        is_ours = isinstance(error, RedisTimeout) and seconds > BUSY_AFTER_S
        log.warning("cache unavailable", error=type(error).__name__, busy=is_ours, seconds=round(seconds, 3))
        if is_ours:
            return
        self._breaker.failed()
        if not isinstance(error, RedisTimeout) or self._breaker.is_open:
            self._was_away = True

    def _meet_again(self, client: Redis) -> None:
        """Ask Redis which one it is; one that was away, or is another, begins a new epoch."""
        run_id = str(client.info("server").get("run_id"))
        if self._run_id is not None and (run_id != self._run_id or self._breaker.is_open):
            client.set(generations.TOKEN_PREFIX + generations.EPOCH, f"{time.time_ns():x}", ex=generations.TOKEN_TTL_S)
            log.info("cache is back, a new epoch begins")
        self._run_id = run_id
        self._was_away = False


NO_CACHE = FastRedisCache(None)


def current() -> FastRedisCache:
    """Return the cache of this application; outside of one (jobs) nothing is kept."""
    return cast(FastRedisCache, cache.cache) if has_app_context() else NO_CACHE


def init_app(app: Flask, config: Config) -> None:
    """Bind Flask-Caching to this backend."""
    app.config.update(
        CACHE_TYPE="portal.cache.backend.FastRedisCache",
        CACHE_REDIS_URL=config.redis_url,
        CACHE_DEFAULT_TIMEOUT=900,
    )
    cache.init_app(app)


def is_given_up() -> bool:
    """Say whether Redis has failed this request already: then it is not asked again in it."""
    return has_request_context() and bool(g.get("cache_given_up"))


def _give_up() -> None:
    if has_request_context():
        g.cache_given_up = True
