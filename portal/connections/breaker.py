"""The circuit breaker: a service that fails is left alone for a while instead of making every page wait."""

import time
from collections.abc import Callable

FAILURES_TO_OPEN = 3
FAILURE_WINDOW_S = 10.0
PROBE_EVERY_S = 2.0


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
        """Say whether calls are held back now; True also reserves no probe."""
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
