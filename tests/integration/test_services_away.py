"""Take Redis and Elasticsearch away and read on."""

import socket
import time

import pytest

from portal import queues
from portal.cache.backend import FastRedisCache
from portal.db import db
from portal.extensions import cache
from portal.services.searching import engines


@pytest.fixture
def nobody_there() -> str:
    """Address of a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def silent():
    """Address of a port that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def search_at(filled, config):
    def bind(address):
        engines.bind(f"http://{address}", prefix=config.index_prefix)

    yield bind
    engines.bind(config.elasticsearch_url, prefix=config.index_prefix)


def test_dead_elasticsearch_gives_the_same_page_with_a_notice(search_at, nobody_there, pages):
    search_at(nobody_there)
    page = pages.get("/fr/search?q=chateau")
    assert len(page.card_names()) == 20
    assert "Recherche simplifiée" in page.text


def test_frozen_elasticsearch_costs_a_second_at_most_and_then_nothing(search_at, silent, pages):
    search_at(silent)
    for _ in range(3):
        assert pages.get("/fr/search?q=chateau").card_names()
    started = time.monotonic()
    pages.get("/fr/search?q=chateau")
    assert time.monotonic() - started < 1, "the breaker is open"


@pytest.fixture
def redis_at(filled):
    backends = filled.extensions["cache"]
    kept = backends[cache]

    def bind(address):
        backend = FastRedisCache.factory(
            filled, {"CACHE_REDIS_URL": f"redis://{address}/0", "CACHE_DEFAULT_TIMEOUT": 60}, [], {}
        )
        backends[cache] = backend
        return backend

    yield bind
    backends[cache] = kept


@pytest.mark.parametrize("fault", ["nobody_there", "silent"])
def test_redis_away_never_breaks_a_page(redis_at, fault, request, pages):
    backend = redis_at(request.getfixturevalue(fault))
    for url in ("/fr/", "/fr/search?q=chateau"):
        assert pages.get(url).card_names()
    assert backend.read(["anything"], []) is None
    assert backend.lease("anything", b"mine", 100, keys=[], names=[]) is None


def test_queue_away_is_said_not_raised(nobody_there, config):
    queues.bind(f"redis://{nobody_there}/1")
    assert queues.enqueue("workers.changes.drain", queue="indexing") is False
    queues.bind(config.queue_redis_url)


def test_database_away_is_a_503_page(filled, config, nobody_there, pages):
    db.bind(f"postgresql://x@{nobody_there}/x")
    try:
        page = pages.get("/fr/search", status=503)
        assert page.response.headers["Retry-After"]
        assert pages.client.get("/health/ready").status_code == 503
        assert pages.client.get("/health/live").status_code == 200
    finally:
        db.bind(config.database_url, pool_size=4)


@pytest.mark.parametrize("command", [["outbox", "status"], ["outbox", "replay"], ["zones", "check"]])
def test_commands_say_in_one_line_that_postgresql_is_away(filled, config, nobody_there, command):
    db.bind(f"postgresql://escale@{nobody_there}/escale")
    try:
        answer = filled.test_cli_runner().invoke(args=command)
    finally:
        db.bind(config.database_url, pool_size=4)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: PostgreSQL: ")
    assert len(answer.output.splitlines()) == 1
