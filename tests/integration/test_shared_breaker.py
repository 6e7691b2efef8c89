"""Share a breaker between processes over a real Redis, and go on without it."""

import os
import uuid

import pytest

from portal.connections.breaker import FAILURES_TO_OPEN, SharedBreaker
from portal.connections.redis_client import RedisLink


@pytest.fixture
def two():
    """The breakers of two processes."""
    link, name = RedisLink(timeout_s=1), uuid.uuid4().hex
    link.bind(os.environ["REDIS_URL"])
    return SharedBreaker(name, link), SharedBreaker(name, link)


def test_failures_of_all_processes_count_together(two):
    first, second = two
    for breaker in (first, second, first)[:FAILURES_TO_OPEN]:
        assert breaker.lets_through()
        breaker.failed()
    assert not first.lets_through()
    assert not second.lets_through()


def test_one_of_them_probes_and_closes_it_for_all(two):
    first, second = two
    for _ in range(FAILURES_TO_OPEN):
        first.failed()
    first._link.client.delete(first._probe_key)  # the time between two probes is over
    assert second.lets_through()
    assert not first.lets_through()
    second.succeeded()
    assert first.lets_through()
    first.succeeded()
    assert first.lets_through()
    assert not first.is_open


def test_without_redis_each_goes_by_its_own():
    link = RedisLink(timeout_s=0.1)
    link.bind("redis://127.0.0.1:1/0")
    first, second = SharedBreaker("x", link), SharedBreaker("x", link)
    for _ in range(FAILURES_TO_OPEN):
        first.failed()
    assert not first.lets_through()
    assert second.lets_through()
