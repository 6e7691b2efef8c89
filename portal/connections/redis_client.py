"""Connect to Redis without the library's patience: no retries, short timeouts."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


class RedisLink:
    """The Redis one part of a process talks to, bound once; client is None when there is none to use."""

    def __init__(self, *, timeout_s: float) -> None:
        """Start unbound; timeout_s: seconds after which a call gives up."""
        self._timeout_s = timeout_s
        self.client: Redis | None = None

    def bind(self, url: str | None) -> None:
        """Use the Redis at `url` from now on; None = none."""
        self.client = (
            Redis.from_url(
                url,
                socket_connect_timeout=self._timeout_s,
                socket_timeout=self._timeout_s,
                retry=Retry(NoBackoff(), 0),
            )
            if url
            else None
        )
