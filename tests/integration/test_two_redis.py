"""Fill the cache to the brim: the queues, which stand in a Redis of their own, lose nothing."""

import os

import pytest
from redis import Redis
from rq import Queue

from portal import queues

FULL = 2_000


@pytest.fixture
def full_cache():
    """The Redis of the cache with more than it may hold."""
    redis = Redis.from_url(os.environ["REDIS_URL"])
    before = redis.config_get("maxmemory")["maxmemory"]
    redis.config_set("maxmemory", redis.info("memory")["used_memory"] + 2_000_000)
    yield redis
    redis.config_set("maxmemory", before)
    for number in range(FULL):
        redis.delete(f"filling:{number}")


def test_cache_may_evict_and_queues_may_not():
    cache, queue = (Redis.from_url(os.environ[name]) for name in ("REDIS_URL", "QUEUE_REDIS_URL"))
    assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lfu"
    assert queue.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    assert cache.info("server")["run_id"] != queue.info("server")["run_id"]


def test_jobs_and_registrations_outlive_a_full_cache(full_cache, app):
    client = queues.client()
    client.sadd("rq:workers", "rq:worker:somebody")
    client.set("asked:something", 1, px=60_000)
    assert queues.enqueue("workers.changes.purge", queue="exports")
    evicted = full_cache.info("stats")["evicted_keys"]
    for number in range(FULL):
        full_cache.set(f"filling:{number}", "x" * 5_000, ex=600)
    assert full_cache.info("stats")["evicted_keys"] > evicted
    assert client.sismember("rq:workers", "rq:worker:somebody")
    assert client.get("asked:something")
    assert Queue("exports", connection=client).count == 1
    client.srem("rq:workers", "rq:worker:somebody")
    Queue("exports", connection=client).empty()
