"""The circuit breaker: a service that fails is left alone for a while instead of making every page wait."""

import time
from collections.abc import Callable

import structlog
from redis import Redis
from redis.exceptions import RedisError

from portal.connections.redis_client import RedisLink

log = structlog.get_logger()

FAILURES_TO_OPEN = 3
FAILURE_WINDOW_S = 10.0
PROBE_EVERY_S = 2.0
NO_ANSWER = object()


class Breaker:
    """Stop asking a service that does not answer; let one probe through every few seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, probe_every_s: float = PROBE_EVERY_S) -> None:
        """Start closed: everything is let through."""
        self._probe_every_s = probe_every_s
        self._clock = clock
        self._failures: list[float] = []
        self._probe_at = 0.0

    @property
    def is_open(self) -> bool:
        """Say whether calls are held back now; reading this lets no probe through."""
        return len(self._failures) >= FAILURES_TO_OPEN

    def lets_through(self) -> bool:
        """Say whether a call may go out now; while open, one may every now and then."""
        if not self.is_open:
            return True
        now = self._clock()
        if now < self._probe_at:
            return False
        self._probe_at = now + self._probe_every_s
        return True

    def succeeded(self) -> None:
        """Close again."""
        self._failures.clear()

    def failed(self) -> None:
        """Count a failure; enough of them in FAILURE_WINDOW_S open the breaker."""
        now = self._clock()
        self._failures = [at for at in self._failures if now - at < FAILURE_WINDOW_S or self.is_open][
            -FAILURES_TO_OPEN:
        ]
        self._failures.append(now)
        self._probe_at = now + self._probe_every_s


class SharedBreaker(Breaker):
    """A breaker that all processes share over Redis, best effort: when a service freezes, not each of them pays for finding out.

    Failures count together, an open breaker is open for all, and one of them all probes. Without Redis each process goes by its own.
    """

    def __init__(
        self,
        name: str,
        link: RedisLink,
        *,
        probe_every_s: float = PROBE_EVERY_S,
        is_alone: Callable[[], bool] = lambda: False,
    ) -> None:
        """Share under `name` in the Redis of `link`; is_alone: says when Redis is better not asked."""
        super().__init__(probe_every_s=probe_every_s)
        self._link, self._is_alone = link, is_alone
        self._failures_key, self._probe_key = f"breaker:{name}:failures", f"breaker:{name}:probe"
        self._is_open_elsewhere = False
        self._link_away_until = 0.0

    @property
    def is_open(self) -> bool:
        """Say whether calls are held back now, here or by what other processes saw."""
        return super().is_open or self._is_open_elsewhere

    def lets_through(self) -> bool:
        """Say whether a call may go out now; while open, one of all processes may every now and then."""
        self._is_open_elsewhere = self._failures_of_all() >= FAILURES_TO_OPEN
        if not self.is_open:
            return True
        is_probe = self._shared(lambda client: client.set(self._probe_key, 1, nx=True, px=self._probe_ms))
        return super().lets_through() if is_probe is NO_ANSWER else bool(is_probe)

    def succeeded(self) -> None:
        """Close again, for all."""
        if self.is_open:
            self._shared(lambda client: client.delete(self._failures_key, self._probe_key))
        self._is_open_elsewhere = False
        super().succeeded()

    def failed(self) -> None:
        """Count a failure for all; as long as probes fail, it stays open."""
        super().failed()
        kept_ms = round(1000 * max(FAILURE_WINDOW_S, 2 * self._probe_every_s))

        def count(client: Redis) -> None:
            pipe = client.pipeline(transaction=True)
            pipe.incr(self._failures_key)
            pipe.pexpire(self._failures_key, kept_ms)
            pipe.set(self._probe_key, 1, px=self._probe_ms)
            pipe.execute()

        self._shared(count)

    @property
    def _probe_ms(self) -> int:
        return round(1000 * self._probe_every_s)

    def _failures_of_all(self) -> int:
        found = self._shared(lambda client: client.get(self._failures_key))
        return int(found) if isinstance(found, bytes) else 0

    def _shared(self, ask: Callable[[Redis], object]) -> object:
        """Return what Redis answers, NO_ANSWER when it does not; then it is left alone for a moment."""
        if self._link.client is None or self._is_alone() or self._clock() < self._link_away_until:
            return NO_ANSWER
        try:
            return ask(self._link.client)
        except RedisError as error:
            self._link_away_until = self._clock() + PROBE_EVERY_S
            log.warning("breaker not shared", error=type(error).__name__)
            return NO_ANSWER
