"""Check the circuit breaker."""

from portal.connections.breaker import FAILURES_TO_OPEN, PROBE_EVERY_S, Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_breaker_opens_after_failures_probes_and_closes():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        assert breaker.lets_through()
        breaker.failed()
    assert not breaker.lets_through()
    clock.now += PROBE_EVERY_S
    assert breaker.lets_through()
    assert not breaker.lets_through(), "one probe at a time"
    breaker.succeeded()
    assert breaker.lets_through()


def test_failures_far_apart_do_not_open_it():
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES_TO_OPEN + 2):
        breaker.failed()
        clock.now += 60
    assert breaker.lets_through()
