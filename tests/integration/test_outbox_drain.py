"""This file drains the outbox into real Redis and Elasticsearch, and takes them away in between."""

from datetime import date

import pytest
from redis import Redis
from sqlalchemy import text

from portal.cache import generations
from portal.db import db
from portal.live import stream
from portal.services import engines, importing, index_source, indexing, outbox, outbox_drain
from search import aliases, indexer
from search.criteria import Criteria
from tests.factories.datatourisme import build_place, write_flux

TODAY = date.today()
NOWHERE = "redis://127.0.0.1:9/0"


@pytest.fixture(scope="module", autouse=True)
def places(app, config, tmp_path_factory):
    archive = write_flux(tmp_path_factory.mktemp("a") / "a.zip", [build_place(n) for n in range(5)])
    importing.run(db.transaction, (archive,))
    with db.transaction() as session:
        indexing.rebuild(session, today=TODAY)
    Redis.from_url(config.queue_redis_url).delete(stream.STREAM)
    drain()
    yield
    elasticsearch = engines.elasticsearch()
    for name in aliases.current_indices(elasticsearch, prefix=config.index_prefix):
        elasticsearch.indices.delete(index=name)


@pytest.fixture(autouse=True)
def services(app, config):
    yield
    generations.bind(config.redis_url)
    stream.bind(config.queue_redis_url)
    engines.bind(config.elasticsearch_url, prefix=config.index_prefix)
    execute("DELETE FROM outbox_sink")
    drain()
    execute("DELETE FROM outbox")


def drain(**options):
    return outbox_drain.drain(db.transaction, **options)


def execute(statement: str, **values: object) -> None:
    with db.transaction() as session:
        session.execute(text(statement), values)


def ids() -> list[int]:
    with db.session() as session:
        return list(session.execute(text("SELECT id FROM resource ORDER BY id")).scalars())


def backlog() -> dict[str, outbox.Backlog]:
    with db.session() as session:
        return {item.sink: item for item in outbox.list_backlog(session)}


def found(words: str) -> list[int]:
    engines.elasticsearch().indices.refresh(index=f"{engines.index_prefix()}-resources")
    with db.session() as session:
        result = engines.search(session, Criteria(text=words), today=TODAY)
    assert result.engine == "elasticsearch"
    return list(result.ids)


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
    generations.bind(NOWHERE)
    stream.bind(NOWHERE)
    execute("UPDATE resource_text SET name = 'Windmolen' WHERE resource_id = :id", id=place)
    assert drain() == {"search": 1}
    assert found("Windmolen") == [place]
    waiting = backlog()
    assert (waiting["cache"].waiting, waiting["search"].waiting, waiting["live"].waiting) == (1, 0, 1)
    assert waiting["cache"].next_try_at is not None
    generations.bind(config.redis_url)
    stream.bind(config.queue_redis_url)
    assert drain() == {}  # left alone for a while
    execute("UPDATE outbox_sink SET next_try_at = now()")
    assert drain() == {"cache": 1, "live": 1}
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


def test_entry_that_search_refuses_is_set_aside_visible_and_replayable(monkeypatch):
    place, other = ids()[0], ids()[-1]
    real = indexer.write_changes

    def poisoned(client, *, prefix, sources, gone):
        sources = list(sources)
        bad = [source for source in sources if source.id == place]
        refusals = real(client, prefix=prefix, sources=[s for s in sources if s.id != place], gone=gone)
        return [*refusals, *(indexer.Refusal(source.id, "poison") for source in bad)]

    monkeypatch.setattr(indexer, "write_changes", poisoned)
    execute("UPDATE resource_text SET name = 'Giftpilz' WHERE resource_id IN (:a, :b)", a=place, b=other)
    for _ in range(outbox.MAX_TRIES + 1):
        drain(sinks=("search",))
        execute("UPDATE outbox_failure SET next_try_at = now()")
    assert found("Giftpilz") == [other]
    assert (backlog()["search"].waiting, backlog()["search"].set_aside) == (1, 1)
    monkeypatch.undo()
    assert drain(sinks=("search",)) == {}
    with db.transaction() as session:
        assert outbox.replay(session) == 1
    assert drain(sinks=("search",)) == {"search": 1}
    assert sorted(found("Giftpilz")) == sorted([place, other])


def test_drain_that_dies_delivers_again(monkeypatch):
    place = ids()[0]
    execute("UPDATE resource_text SET name = 'Sternwarte' WHERE resource_id = :id", id=place)
    monkeypatch.setattr(outbox, "mark_delivered", _die)
    with pytest.raises(RuntimeError):
        drain()
    monkeypatch.undo()
    assert drain()["search"] == 1
    assert found("Sternwarte") == [place]


def test_renamed_commune_is_renamed_in_the_documents_of_its_resources():
    execute("UPDATE zone SET name = 'Neudorf am See' WHERE kind = 'commune'")
    drain()
    index = f"{engines.index_prefix()}-resources"
    engines.elasticsearch().indices.refresh(index=index)
    with db.session() as session:
        number = session.execute(text("SELECT count(*) FROM resource WHERE commune_code <> ''")).scalar_one()
    assert (
        engines.elasticsearch().count(index=index, query={"match": {"commune_name": "Neudorf"}})["count"] == number > 0
    )


def test_changes_during_a_rebuild_are_in_the_new_index(config):
    place = ids()[0]

    def change(done: int) -> None:
        execute("UPDATE resource_text SET name = 'Zwischenruf' WHERE resource_id = :id", id=place)
        drain()

    sources = _interrupted(change)
    with db.transaction() as session:
        indexer.rebuild(
            engines.elasticsearch(), prefix=config.index_prefix, sources=sources(session), on_progress=lambda done: None
        )
    assert found("Zwischenruf") == [place]


def test_old_entries_are_purged_only_when_all_have_them():
    execute("UPDATE resource SET quality = 12")
    drain(sinks=("cache", "search"))
    execute("UPDATE outbox SET created_at = now() - interval '2 days'")
    with db.transaction() as session:
        assert outbox.purge(session) == 0
    drain()
    with db.transaction() as session:
        assert outbox.purge(session) > 0


def _die(*args: object) -> None:
    raise RuntimeError("killed")


def _interrupted(change):
    def sources(session):
        found = list(index_source.list_all(session, today=TODAY))
        change(0)
        yield from found

    return sources


def test_search_sink_is_served_when_there_is_no_elasticsearch(config):
    engines.bind(None, prefix=config.index_prefix)
    execute("UPDATE resource SET quality = 13")
    assert drain(sinks=("search",))["search"] > 0
