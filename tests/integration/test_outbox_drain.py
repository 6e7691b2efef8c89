"""Drain the outbox into real Redis and Elasticsearch, and take them away in between."""

import pytest
from redis import Redis
from sqlalchemy import text

from portal.cache import generations
from portal.db import db
from portal.live import stream
from portal.services.outbox import drain as outbox_drain
from portal.services.outbox import journal
from portal.services.searching import engines
from search.index import indexer
from tests.outbox_client import NOWHERE, backlog, drain, execute, found, ids

pytestmark = pytest.mark.usefixtures("outbox_services")


def test_edit_reaches_search_cache_and_stream(config):
    place = ids()[0]
    redis = Redis.from_url(config.redis_url)
    before = redis.mget(f"tourism:gen:resource:{place}", "tourism:gen:lists")
    position = stream.read("0").last_id
    execute("UPDATE resource_text SET name = 'Zaubergarten' WHERE resource_id = :id", id=place)
    assert found("Zaubergarten") == []
    assert drain() == {"cache": 1, "search": 1, "live": 1}
    assert found("Zaubergarten") == [place]
    after = redis.mget(f"tourism:gen:resource:{place}", "tourism:gen:lists")
    assert all(new and new != old for new, old in zip(after, before, strict=True))
    (event,) = stream.read(position).events
    assert (event.entity, event.entity_id, event.operation) == ("resource", place, "upsert")
    assert drain() == {}


def test_deleted_and_hidden_resources_leave_the_search_and_stay_out(config):
    hidden, deleted = ids()[1:3]
    execute("UPDATE resource_text SET name = 'Vogelwarte' WHERE resource_id IN (:a, :b)", a=hidden, b=deleted)
    drain()
    assert sorted(found("Vogelwarte")) == [hidden, deleted]
    execute("UPDATE resource SET status = 'archived' WHERE id = :id", id=hidden)
    execute("DELETE FROM resource WHERE id = :id", id=deleted)
    drain()
    assert found("Vogelwarte") == []
    stale = {"id": deleted, "kind": "place", "name": {"fr": "Vogelwarte"}}
    answer = (
        engines.elasticsearch()
        .options(ignore_status=409)
        .index(
            index=f"{config.index_prefix}-resources",
            id=str(deleted),
            document=stale,
            version=1,
            version_type="external_gte",
        )
    )
    assert answer.meta.status == 409
    execute("UPDATE resource SET status = 'published' WHERE id = :id", id=hidden)
    drain()
    assert found("Vogelwarte") == [hidden]


def test_sink_that_is_down_holds_nobody_up_and_catches_up(config):
    place = ids()[0]
    generations.link.bind(NOWHERE)
    stream.link.bind(NOWHERE)
    execute("UPDATE resource_text SET name = 'Windmolen' WHERE resource_id = :id", id=place)
    assert drain() == {"search": 1}
    assert found("Windmolen") == [place]
    waiting = backlog()
    assert (waiting["cache"].waiting, waiting["search"].waiting, waiting["live"].waiting) == (1, 0, 1)
    assert waiting["cache"].next_try_at is not None
    generations.link.bind(config.redis_url)
    stream.link.bind(config.queue_redis_url)
    assert drain() == {}  # left alone for a while
    execute("UPDATE outbox_sink SET next_try_at = now()")
    epoch = Redis.from_url(config.redis_url).get("tourism:gen:epoch")
    assert drain() == {"cache": 1, "live": 1}
    assert Redis.from_url(config.redis_url).get("tourism:gen:epoch") != epoch
    assert backlog()["cache"].next_try_at is None


def test_search_that_is_down_is_retried_later_each_time(config):
    engines.bind("http://127.0.0.1:9", prefix=config.index_prefix)
    execute("UPDATE resource SET quality = 11")
    waits = []
    for _ in range(3):
        execute("UPDATE outbox_sink SET next_try_at = now()")
        assert drain(sinks=("search",)) == {}
        with db.session() as session:
            waits.append(
                session.execute(text("SELECT extract(epoch FROM next_try_at - now()) FROM outbox_sink")).scalar_one()
            )
    assert waits[0] < waits[1] < waits[2]


def test_entry_that_search_refuses_is_set_aside_visible_and_replayable(app, monkeypatch):
    place, other = ids()[0], ids()[-1]
    real = indexer.build_document

    def poisoned(source):
        if source.id == place:
            raise ValueError("poison")
        return real(source)

    monkeypatch.setattr(indexer, "build_document", poisoned)
    execute("UPDATE resource_text SET name = 'Giftpilz' WHERE resource_id IN (:a, :b)", a=place, b=other)
    for _ in range(journal.MAX_TRIES + 1):
        drain(sinks=("search",))
        execute("UPDATE outbox_failure SET next_try_at = now()")
    assert found("Giftpilz") == [other]
    assert (backlog()["search"].waiting, backlog()["search"].set_aside) == (1, 1)
    shown = app.test_cli_runner().invoke(args=["outbox", "status"]).output
    assert f"set aside by search: resource {place}, {journal.MAX_TRIES} tries: ValueError('poison')" in shown
    monkeypatch.undo()
    assert drain(sinks=("search",)) == {}
    replayed = app.test_cli_runner().invoke(args=["outbox", "replay", "--sink", "search"])
    assert "Entries to try again: 1" in replayed.output
    assert drain(sinks=("search",)) == {"search": 1}
    assert sorted(found("Giftpilz")) == sorted([place, other])


def test_drain_that_dies_delivers_again(monkeypatch):
    place = ids()[0]
    execute("UPDATE resource_text SET name = 'Sternwarte' WHERE resource_id = :id", id=place)
    monkeypatch.setattr(journal, "mark_delivered", _die)
    with pytest.raises(RuntimeError):
        drain()
    monkeypatch.undo()
    assert drain()["search"] == 1
    assert found("Sternwarte") == [place]


def test_old_entries_are_purged_only_when_all_have_them():
    execute("UPDATE resource SET quality = 12")
    drain(sinks=("cache", "search"))
    execute("UPDATE outbox SET created_at = now() - interval '2 days'")
    with db.transaction() as session:
        assert journal.purge(session) == 0
    drain()
    with db.transaction() as session:
        assert journal.purge(session) > 0


def test_search_sink_is_served_when_there_is_no_elasticsearch(config):
    engines.bind(None, prefix=config.index_prefix)
    execute("UPDATE resource SET quality = 13")
    assert drain(sinks=("search",))["search"] > 0


def _die(*args: object) -> None:
    raise RuntimeError("killed")


def test_slow_search_never_hides_an_entry_from_the_cache(outbox_services, monkeypatch):
    """While search is being told, another drain tells the cache of the same entry."""
    told: list[dict[str, int]] = []

    def slow(session, entries):
        told.append(dict(drain(sinks=("cache", "live"))))
        return {}

    monkeypatch.setitem(outbox_drain.DELIVERIES, "search", slow)
    execute("UPDATE resource SET quality = quality + 1 WHERE id = (SELECT min(id) FROM resource)")
    drain(sinks=("search",))
    assert told[0] == {"cache": 1, "live": 1}
