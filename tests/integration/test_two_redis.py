"""Fill the cache to the brim: the queues, which stand in a Redis of their own, lose nothing, and no edit is taken back."""

import os
import secrets
import uuid
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue, Worker
from rq.scheduler import RQScheduler

from portal import queues
from portal.cache import generations, recall
from portal.cache.recall import Key
from portal.cache.tiers import RESOURCE, TIERS

FILLING = 4_000
KEPT = 500
AT_ONCE = 200
FORMS_A_MINUTE = 60
"""What one address is shown of the form to sign in."""


@pytest.fixture
def cache() -> Redis:
    return Redis.from_url(os.environ["REDIS_URL"])


@pytest.fixture
def full_cache(cache) -> Iterator[Redis]:
    """The Redis of the cache with room for 4 MB more, into which 20 MB are put by `crawl`."""
    before = cache.config_get("maxmemory")["maxmemory"]
    cache.config_set("maxmemory", cache.info("memory")["used_memory"] + 4_000_000)
    yield cache
    cache.config_set("maxmemory", before)
    cache.delete(*(f"filling:{number}" for number in range(FILLING)))


def crawl(cache: Redis) -> None:
    """Keep as many pages as somebody who follows every link does; fails when nothing had to go for them."""
    evicted = cache.info("stats")["evicted_keys"]
    for start in range(0, FILLING, AT_ONCE):
        pipe = cache.pipeline(transaction=False)
        for number in range(start, start + AT_ONCE):
            pipe.set(f"filling:{number}", "x" * 5_000, ex=RESOURCE.lifetime_s())
        pipe.execute()
    assert cache.info("stats")["evicted_keys"] > evicted


def test_cache_may_evict_and_queues_may_not(cache):
    queue = Redis.from_url(os.environ["QUEUE_REDIS_URL"])
    assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "volatile-ttl"
    assert queue.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    assert cache.info("server")["run_id"] != queue.info("server")["run_id"]


def test_worker_lock_and_jobs_outlive_a_full_cache(full_cache, app):
    client, name = queues.client(), f"test-{uuid.uuid4().hex}"
    worker = Worker([name], connection=client, name=name)
    scheduler = RQScheduler([name], connection=client)
    worker.register_birth()
    try:
        assert scheduler.acquire_locks() == {name}
        assert queues.enqueue("workers.changes.purge", queue=name, once=True)
        crawl(full_cache)
        assert name in {one.name for one in Worker.all(connection=client)}
        assert client.exists(RQScheduler.get_locking_key(name))
        assert client.exists(queues.ASKED + "workers.changes.purge")
        assert Queue(name, connection=client).count == 1
    finally:
        worker.register_death()
        scheduler.release_locks()
        queues.has_begun("workers.changes.purge")
        Queue(name, connection=client).delete(delete_jobs=True)


def test_edit_is_not_taken_back_by_a_full_cache(full_cache, app):
    names = [f"test:{uuid.uuid4().hex}" for _ in range(KEPT)]
    keys = {number: Key(RESOURCE, RESOURCE.key(name), (name,)) for number, name in enumerate(names)}
    with app.app_context():
        recall.recall_many(RESOURCE, keys, str, lambda ids: dict.fromkeys(ids, "before the edit"))
        generations.move_on(names)
        crawl(full_cache)
        found = recall.recall_many(RESOURCE, keys, str, lambda ids: dict.fromkeys(ids, "after it"))
    assert set(found.values()) == {"after it"}


def test_limits_still_count_when_the_cache_is_full(full_cache, app):
    client, place = app.test_client(), {"REMOTE_ADDR": f"192.0.2.{secrets.randbelow(250)}"}
    shown = [client.get("/fr/sign-in", environ_base=place).status_code for _ in range(FORMS_A_MINUTE)]
    assert set(shown) == {200}
    crawl(full_cache)
    assert client.get("/fr/sign-in", environ_base=place).status_code == 429


def test_no_value_outlives_the_token_that_makes_it_invalid():
    """What Redis throws away first is what ends first: that is the value, as long as its time is the shorter one."""
    longest_s = max(tier.ttl_s for tier in TIERS.values())
    assert 2 * longest_s < generations.TOKEN_TTL_S
